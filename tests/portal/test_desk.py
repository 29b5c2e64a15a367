"""The desk: what a professional changes is carried out by the back office, as him, once, or not at all."""

import json
import re
import socket
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from app.access.grants import Audience
from app.access.identification import identify
from app.access.identity import System, acting_as
from app.access.refusals import SignInRequired
from app.database import session
from app.errors import DomainError, NotFound
from app.kernel import kernel_of
from app.models import clock
from app.models.history.table import history_entry
from app.portal import desk, desk_client
from app.portal.desk_client import PATH, Unanswered, Unavailable
from app.portal.signature import HEADER, sign
from tests.portal.guild.models import GuildClaim
from tests.support.browser import free_port

pytestmark = pytest.mark.real_roles


@pytest.fixture
def ada(sides, members, token_of):
    """Act as Ada on the portal."""
    with acting(sides, token_of(members.users["ada"])) as account:
        yield account


@contextmanager
def acting(sides, token):
    with sides.portal.app_context():
        account = identify(token, kernel_of().rules, Audience.PORTAL)
        with acting_as(account):
            yield account
            session.remove()


def claims(sides):
    with sides.staff.app_context(), acting_as(System("test")):
        return session.execute(select(GuildClaim.job_id, GuildClaim.wish, GuildClaim.operator_id)).all()


def test_a_command_is_carried_out_as_the_professional_and_committed(sides, members, ada):
    told = desk.ask("guild.claim", job_id=members.jobs["ada-open"], wish="demain")
    assert told["wish"] == "demain"
    assert (members.jobs["ada-open"], "demain", ada.operator_id) in claims(sides)


def test_a_command_stays_within_the_grants_of_the_professional(sides, members, ada):
    before = claims(sides)
    with pytest.raises(DomainError) as refused:
        desk.ask("guild.claim", job_id=members.jobs["bob-open"])
    assert (refused.value.status, refused.value.message) == (404, NotFound().message)
    assert claims(sides) == before


def test_a_refusal_comes_back_as_it_was(members, ada):
    with pytest.raises(DomainError) as refused:
        desk.ask("guild.claim", job_id=members.jobs["ada-dear"])
    told = refused.value
    assert (told.status, told.code, told.rule, told.field) == (409, "already_claimed", "CGV-3.8", "wish")
    assert told.message == "L’ouvrage ada-dear vient d’être pris."
    assert told.fields == {"wish": told.message}


@pytest.mark.parametrize("how", ["failure", "answer"])
def test_what_fails_is_undone_and_nothing_was_debited(sides, members, ada, how):
    before = claims(sides)
    with pytest.raises(Unavailable) as failed:
        desk.ask("guild.break", how=f"{how} {members.jobs['ada-open']}")
    assert failed.value.message == "Le service est momentanément indisponible. Rien n’a été débité, réessayez."
    assert claims(sides) == before


@pytest.mark.parametrize("parameters", [{}, {"job_id": "1"}, {"job_id": True}, {"job_id": 1, "user_id": 2}])
def test_other_parameters_than_those_of_the_command_are_a_bug(members, ada, parameters):
    with pytest.raises(Unavailable):
        desk.ask("guild.claim", **parameters)


def test_a_back_office_that_is_away_is_one_sentence(sides, members, ada):
    desk_client.close(sides.portal)
    desk_client.install(sides.portal, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable):
        desk.ask("guild.claim", job_id=members.jobs["ada-open"])


def test_an_answer_that_never_comes_is_not_taken_for_a_no(sides, members, ada):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        desk_client.close(sides.portal)
        desk_client.install(sides.portal, address)
        sides.portal.extensions["relais.desk"].timeout = 0.2
        for key in (None, "k"):
            with pytest.raises(Unanswered) as unanswered:
                desk.ask("guild.claim", key=key, job_id=members.jobs["ada-open"])
            assert "débité" not in unanswered.value.message


def test_a_key_makes_asking_again_harmless(sides, members, ada, token_of):
    first = desk.ask("guild.claim", key="one", job_id=members.jobs["ada-open"], wish="a")
    assert desk.ask("guild.claim", key="one", job_id=members.jobs["ada-open"], wish="a") == first
    with pytest.raises(DomainError) as reused:
        desk.ask("guild.claim", key="one", job_id=members.jobs["ada-open"], wish="b")
    assert reused.value.code == "key_reused"
    with pytest.raises(DomainError):
        desk.ask("guild.claim", key="two", job_id=members.jobs["ada-dear"])
    assert len([claim for claim in claims(sides) if claim.job_id == members.jobs["ada-open"]]) == 1


def test_a_new_login_may_ask_again_with_the_same_key(sides, members, token_of):
    told = []
    for _ in range(2):
        with acting(sides, token_of(members.users["ada"])):
            told.append(desk.ask("guild.claim", key="one", job_id=members.jobs["ada-open"]))
    assert told[0] == told[1]


@pytest.mark.parametrize("end", ["ended", "demoted"])
def test_a_session_that_ended_meanwhile_asks_for_nothing(sides, members, ada, end):
    change = {
        "ended": "update login_session set ended_at = now()",
        "demoted": "delete from ab_user_role where user_id in (select id from ab_user where username = 'ada')",
    }[end]
    with sides.site.engines["owner"].begin() as connection:
        connection.exec_driver_sql(change)
    with pytest.raises(DomainError) as refused:
        desk.ask("guild.claim", job_id=members.jobs["ada-open"])
    assert (refused.value.status, refused.value.message) == (401, SignInRequired().message)


class Outside:
    """Somebody who knows the address of the desk."""

    def __init__(self, sides, members, token):
        self.key = kernel_of(sides.portal).settings.desk_key
        self.url = sides.desk_url
        asked = {"token": token, "key": None, "parameters": {"job_id": members.jobs["ada-open"]}}
        self.body = json.dumps(asked).encode()

    def post(self, name="guild.claim", *, body=None, header=None, **headers):
        path = PATH + name
        signature = sign(self.key, path, self.body) if header is None else header
        content = self.body if body is None else body
        return httpx.post(self.url + path, content=content, headers={HEADER: signature, **headers}, trust_env=False)


@pytest.fixture
def outside(sides, members, token_of):
    return Outside(sides, members, token_of(members.users["ada"]))


def test_only_who_holds_the_key_is_heard(sides, outside):
    before = claims(sides)
    path = f"{PATH}guild.claim"
    for header in (
        "",
        "x",
        "1.x",
        sign("another key", path, outside.body),
        sign(outside.key, "/_desk/x", outside.body),
    ):
        assert outside.post(header=header).status_code == 403
    assert outside.post(body=outside.body + b" ").status_code == 403
    assert claims(sides) == before


@pytest.mark.parametrize("seconds", [-62, 62])
def test_a_signature_holds_for_a_minute(outside, seconds):
    with clock.frozen(clock.now() + timedelta(seconds=seconds)):
        old = sign(outside.key, f"{PATH}guild.claim", outside.body)
    assert outside.post(header=old).status_code == 403
    with clock.frozen(clock.now() + timedelta(seconds=seconds / 2)):
        recent = sign(outside.key, f"{PATH}guild.claim", outside.body)
    assert outside.post(header=recent).status_code == 200


def test_no_browser_comes_to_the_desk(sides, outside):
    before = claims(sides)
    assert outside.post(Cookie="relais_login=x").status_code == 403
    assert httpx.get(f"{outside.url}{PATH}guild.claim", trust_env=False).status_code == 405
    assert claims(sides) == before


def test_only_commands_are_there(outside):
    for name in ("guild.steal", "unknown", "__import__"):
        assert outside.post(name).status_code == 404


def test_the_staff_has_nothing_asked_of_the_desk(sides, members, token_of):
    with sides.site.engines["owner"].connect() as connection:
        warden = connection.exec_driver_sql("select id from ab_user where username = 'wil'").scalar_one()
    assert Outside(sides, members, token_of(warden)).post().status_code == 401


def test_history_names_the_professional(sides, members, ada):
    GuildClaim.recorded = True
    try:
        told = desk.ask("guild.claim", job_id=members.jobs["ada-open"])
    finally:
        GuildClaim.recorded = False
    with sides.staff.app_context(), acting_as(System("test")):
        asked = select(history_entry.c.actor_id).where(history_entry.c.record_id == told["claim"])
        assert session.scalars(asked).all() == [members.users["ada"]]


def _untyped(job_id): ...


def _of_a_list(job_ids: list[int]): ...


def _with_a_key(key: str): ...


def _of_anything(**more: int): ...


@pytest.mark.parametrize("run", [_untyped, _of_a_list, _with_a_key, _of_anything])
def test_a_command_takes_typed_scalars(run):
    with pytest.raises(desk.DeskError):
        desk.command("guild.wrong")(run)
    assert desk.find("guild.wrong") is None


@pytest.mark.parametrize("name", ["claim", "guild.", "Guild.claim", "guild.claim.now", "guild/claim"])
def test_a_command_is_named_after_its_add_on(name):
    with pytest.raises(desk.DeskError, match=re.escape(repr(name))):
        desk.command(name)(lambda: None)


def test_two_commands_never_bear_one_name(sides):
    def claim(job_id: int): ...

    with pytest.raises(desk.DeskError, match="twice"):
        desk.command("guild.claim")(claim)


def test_the_portal_itself_declares_no_command(sides):
    """The back office's part ``desk`` is loaded there alone; in this process both are, hence the list of parts."""
    from app import BACK_OFFICE, DECLARATIONS

    assert "desk" in BACK_OFFICE
    assert "desk" not in DECLARATIONS
