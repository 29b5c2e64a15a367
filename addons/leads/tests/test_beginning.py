"""A request begins in an accepted call, by somebody trained."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from addons.base.models import Site, StaffProfile
from addons.base.roles import ACCOUNTANT, AGENT
from addons.calls import errors as calls
from addons.calls.models import Call, CallBackState, CallState
from addons.calls.services import (
    accept_recording,
    called_back,
    give_notice,
    open_call,
    receive_call_back,
    refuse_recording,
)
from addons.leads import errors
from addons.leads.models import Again, Lead, State
from addons.leads.services import missing, set_client, start_lead
from addons.leads.tests.conftest import CLIENT, NOW, PHONE
from app.database import commit
from app.errors import Forbidden
from app.privacy.vault import Person, peek
from app.records import change


@pytest.mark.rule("CGV-5.4")
def test_a_draft_takes_the_site_and_the_hour_of_its_call(accepted, line):
    began = NOW - timedelta(hours=2)
    lead = start_lead(accepted(PHONE, started_at=began, entered_late=True))
    assert (lead.state, lead.site, lead.requested_at) == (State.DRAFT, line, began)
    assert lead.operator_id == line.operator_id
    assert lead.call.state is CallState.QUALIFIED
    assert peek(lead.client).phone == "+33639981212"


@pytest.mark.rule("CGV-5.4")
def test_a_request_takes_its_number_at_the_end_of_the_transaction(db, accepted):
    lead = start_lead(accepted())
    assert lead.reference is None
    commit()
    assert lead.reference == "DI-2026-000001"


@pytest.mark.rule("CGV-21.5")
def test_no_request_without_an_accepted_recording(db, clock, line):
    call = open_call(line)
    with pytest.raises(calls.NoticeRequired):
        start_lead(call)
    give_notice(call)
    with pytest.raises(calls.RecordingRequired) as refusal:
        start_lead(call)
    assert refusal.value.message == "Sans enregistrement, la demande ne peut pas être prise en charge (art. 21 CGV)."
    refuse_recording(call)
    with pytest.raises(calls.RecordingRequired):
        start_lead(call)
    assert db.scalars(select(Lead)).all() == []


@pytest.mark.rule("CGV-21.5")
def test_a_form_may_not_begin_a_request_otherwise(db, clock, line):
    call = open_call(line)
    with pytest.raises(calls.NoticeRequired):
        change.create(Lead, {"call": call.id})
    with pytest.raises(errors.CallRequired) as refusal:
        change.create(Lead, {})
    assert refusal.value.fields.keys() == {"call"}
    give_notice(call)
    accept_recording(call)
    assert change.create(Lead, {"call": call.id}).site is line


@pytest.mark.rule("CGV-5.1")
def test_a_request_keeps_the_site_of_its_call(db, accepted):
    lead = start_lead(accepted())
    with pytest.raises(errors.CallRequired):
        change.update(lead, {"call": accepted().id}, lead.version)


@pytest.mark.rule("CGV-3.5")
@pytest.mark.parametrize(("days", "allowed"), [(None, False), (1, False), (0, True)])
def test_a_request_is_begun_by_somebody_trained(db, acting, account, accepted, clock, days, allowed):
    call_id, me = accepted().id, account(AGENT)
    profile = db.scalar(select(StaffProfile).where(StaffProfile.user_id == me.id))
    profile.internal_training_on = None if days is None else NOW.date() + timedelta(days=days)
    db.flush()
    with acting(me):
        call = db.get_one(Call, call_id)
        if allowed:
            start_lead(call)
        else:
            with pytest.raises(calls.TrainingRequired) as refusal:
                start_lead(call)
            assert refusal.value.message == "Formation interne requise pour qualifier une demande."
            db.rollback()


@pytest.mark.rule("CGV-5.4")
def test_the_accountant_begins_nothing(db, acting, account, accepted):
    me = account(ACCOUNTANT)
    with acting(me), pytest.raises(Forbidden):
        change.create(Lead, {"call": 1})


@pytest.mark.rule("CGV-5.3")
def test_a_call_back_becomes_a_request_in_its_call_alone(db, clock, line):
    call_back = receive_call_back(line, Person(phone=PHONE))
    assert db.scalars(select(Lead)).all() == []
    call = called_back(call_back)
    with pytest.raises(calls.NoticeRequired):
        start_lead(call)
    give_notice(call)
    accept_recording(call)
    lead = start_lead(call)
    assert (lead.call_back, call_back.state) == (call_back, CallBackState.CONVERTED)
    assert lead.client is call_back.contact


@pytest.mark.rule("CGV-21.4")
def test_a_refusal_later_in_the_call_forgets_the_draft(db, accepted):
    call = accepted(PHONE)
    lead = start_lead(call)
    lead.public_description, lead.internal_note = "fuite sous évier", "sonner deux fois"
    db.flush()
    refuse_recording(call)
    assert (lead.state, lead.public_description, lead.internal_note) == (State.WITHDRAWN, None, None)
    assert lead.client.key_id is None


@pytest.mark.rule("CGV-21.4")
def test_a_refusal_does_not_take_away_what_somebody_is_buying(db, published):
    lead = published()
    lead.state = State.RESERVED
    refuse_recording(lead.call)
    assert lead.state is State.RESERVED
    assert peek(lead.client).phone == "+33639981212"
    assert lead.call.caller is None


@pytest.mark.rule("CGV-5.4")
def test_a_known_caller_asks_what_the_call_is_before_anything(db, accepted, draft):
    first = draft()
    commit()
    call = accepted(PHONE)
    with pytest.raises(errors.AnswerExpected) as question:
        start_lead(call)
    assert [item.lead for item in question.value.similar] == [first]
    assert first.reference in question.value.message
    db.expire(call)
    with pytest.raises(errors.NothingToCreate):
        start_lead(call, again=Again.COMPLAINT)
    lead = start_lead(call, again=Again.NEW)
    assert (lead.same_as, lead.again) == (first, Again.NEW)


def test_an_answer_without_question_is_refused(accepted):
    with pytest.raises(errors.NothingSimilar):
        start_lead(accepted(PHONE), again=Again.NEW)


def test_an_untouched_draft_tells_what_it_lacks(accepted):
    lead = start_lead(accepted())
    assert set(missing(lead)) == {
        *("client", "last_name", "postal_code", "commune", "trade", "need", "urgency", "complexity", "intent"),
    }
    set_client(lead, CLIENT)
    assert {"client", "last_name"}.isdisjoint(missing(lead))


def test_sites_of_another_company_stay_hidden(db, acting, account, accepted, other_operator, line):
    start_lead(accepted())
    line_id, me = line.id, account(AGENT, of=other_operator)
    with acting(me):
        assert db.scalars(select(Lead)).all() == []
        assert db.scalars(select(Site).where(Site.id == line_id)).all() == []
