"""The queue of call-backs, and the form that feeds it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from addons.base.roles import AGENT
from addons.calls.models import Call, CallBack, CallBackState, CallState, Direction, Slot
from addons.calls.services import (
    attempt,
    called_back,
    drop_duplicate,
    end_without_request,
    give_notice,
    receive_call_back,
    refuse_recording,
)
from addons.calls.tasks import forget_origins
from addons.calls.tests.conftest import CALLER, NOW
from app.access.identity import System, acting_as
from app.database import commit
from app.errors import WrongState
from app.privacy.vault import Person, peek
from app.privacy.vault.errors import InvalidPhone
from app.records.perform import perform

FORM = "/rappel/ligne.example.org"


@pytest.fixture
def waiting(db, clock, line) -> CallBack:
    """Somebody who left his number."""
    return receive_call_back(line, Person(last_name="Essai", phone=CALLER), note="fuite", postal_code="30000")


class TestQueue:
    """Tried, called back, given up."""

    @pytest.mark.rule("CGV-5.3")
    def test_three_calls_that_nobody_takes(self, clock, waiting):
        for tried in (1, 2):
            clock.advance(timedelta(hours=1))
            attempt(waiting)
            assert (waiting.state, waiting.attempts) == (CallBackState.ATTEMPTING, tried)
            assert waiting.last_attempt_at == clock()
        attempt(waiting)
        assert (waiting.state, waiting.attempts) == (CallBackState.UNREACHABLE, 3)
        with pytest.raises(WrongState):
            attempt(waiting)

    @pytest.mark.rule("CGV-21.2")
    def test_the_notice_comes_first_in_a_call_back_too(self, waiting, line):
        call = called_back(waiting)
        assert (waiting.state, waiting.attempts, waiting.call) == (CallBackState.CALLED_BACK, 1, call)
        assert (call.state, call.direction, call.site) == (CallState.ANSWERED, Direction.OUTBOUND, line)
        assert call.caller is waiting.contact

    @pytest.mark.rule("CGV-21.5")
    def test_a_refused_call_back_forgets_its_person(self, db, waiting):
        call = called_back(waiting)
        give_notice(call)
        db.flush()
        refuse_recording(call)
        assert (waiting.state, call.state) == (CallBackState.RECORDING_REFUSED, CallState.REFUSED_RECORDING)
        assert (waiting.note, waiting.postal_code, waiting.contact.key_id) == (None, None, None)
        assert waiting.attempts == 1

    def test_a_call_back_without_request(self, db, waiting):
        call = called_back(waiting)
        db.flush()
        end_without_request(call)
        assert waiting.state is CallBackState.NO_REQUEST

    def test_a_duplicate_forgets_what_it_said(self, waiting):
        drop_duplicate(waiting)
        assert (waiting.state, waiting.note, waiting.contact.key_id) == (CallBackState.DUPLICATE, None, None)

    def test_an_agent_works_through_the_queue(self, db, acting, account, waiting):
        waiting_id, me = waiting.id, account(AGENT)
        with acting(me):
            perform(CallBack, waiting_id, "attempt")
            perform(CallBack, waiting_id, "called_back")
            call = db.scalars(select(Call)).one()
            assert (call.agent_id, db.get(CallBack, waiting_id).call_id) == (me.id, call.id)

    @pytest.mark.rule("CGV-5.3")
    def test_nobody_waits_without_a_number(self, clock, line):
        with pytest.raises(InvalidPhone):
            receive_call_back(line, Person(last_name="Essai"))


class TestForm:
    """What a visitor of a site fills in."""

    @pytest.fixture
    def site(self, db, clock, line):
        commit()
        return line.id

    @pytest.fixture
    def post(self, client, site):
        """Fill the form as a browser does."""

        def send(**typed):
            page = client.get(FORM).get_data(as_text=True)
            token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
            return client.post(FORM, data={"csrf_token": token, "phone": CALLER, **typed})

        return send

    @pytest.fixture
    def queue(self, db):
        """Who waits, as the system sees it."""

        def read():
            with acting_as(System("test")):
                return db.scalars(select(CallBack).order_by(CallBack.id)).all()

        return read

    @pytest.mark.rule("CGV-5.3")
    def test_a_visitor_leaves_his_number(self, db, post, queue, plumbing):
        answer = post(last_name="Essai", postal_code="30 000", trade=str(plumbing.id), slot="morning", note="fuite")
        assert answer.status_code == 200
        assert "un téléconseiller vous rappelle" in answer.get_data(as_text=True)
        with acting_as(System("test")):
            [found] = db.scalars(select(CallBack)).all()
            assert (found.state, found.postal_code, found.slot) == (CallBackState.RECEIVED, "30000", Slot.MORNING)
            assert (found.trade.code, found.note, found.received_at) == ("essai-plomberie", "fuite", NOW)
            assert peek(found.contact) == Person(last_name="Essai", phone=CALLER)

    @pytest.mark.rule("CGV-6.5")
    def test_the_form_says_that_the_service_is_free_and_whose_it_is(self, client, site):
        page = client.get("/rappel/www.Ligne.example.org").get_data(as_text=True)
        assert "Service de mise en relation gratuit pour le Client." in page
        for words in ("Dépannage Essai", "enregistré", "professionnel", "hors réseau", "CNIL"):
            assert words in page

    @pytest.mark.rule("CGV-5.3")
    @pytest.mark.parametrize("phone", ["", "12345", "0892 70 12 39"])
    def test_an_impossible_number_is_refused_beside_its_field(self, post, queue, phone):
        answer = post(phone=phone, note="fuite sous l’évier")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "Numéro de téléphone invalide." in page
        assert "fuite sous l’évier" in page
        assert queue() == []

    def test_a_wrong_postal_code_and_a_long_message_are_refused(self, post, queue):
        assert "5 chiffres" in post(postal_code="3000").get_data(as_text=True)
        assert post(note="x" * 2001).status_code == 422
        assert queue() == []

    @pytest.mark.rule("CGV-5.3")
    def test_the_sixth_form_of_an_hour_waits(self, clock, post, queue):
        for _ in range(5):
            assert post().status_code == 200
        assert post().status_code == 429
        assert len(queue()) == 5
        clock.advance(timedelta(hours=1))
        assert post().status_code == 200

    def test_what_no_person_sees_catches_programs(self, post, queue):
        assert post(website="https://example.com").status_code == 200
        assert queue() == []

    def test_a_forged_form_is_refused(self, client, site, queue):
        assert client.post(FORM, data={"phone": CALLER}).status_code == 400
        assert queue() == []

    def test_an_unknown_site_has_no_form(self, client, site):
        assert client.get("/rappel/inconnu.example.org").status_code == 404

    def test_where_a_form_came_from_is_forgotten(self, db, clock, post, queue):
        post()
        with acting_as(System("test")):
            [found] = db.scalars(select(CallBack)).all()
            assert re.fullmatch(r"[0-9a-f]{64}", found.origin)
            forget_origins()
            assert found.origin is not None
            clock.advance(timedelta(days=1, seconds=1))
            forget_origins()
            assert found.origin is None
            commit()
