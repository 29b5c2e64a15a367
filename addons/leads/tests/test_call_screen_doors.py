"""The call screen through the server: two tabs, late entries, calls that were cut, and who may open it."""

import json
import re

import pytest

from addons.base.models import Site
from addons.calls.models import Call
from addons.leads.models import Lead, State
from addons.leads.tests.screen import PHONE, all_of, client_of
from app.access.identity import System, acting_as
from app.database import commit, session


def test_two_tabs_never_overwrite_each_other(screen):
    agent = screen().open().accept()
    agent.save(phone=PHONE)
    seen = agent.version
    agent.save(name="Mme Essai")
    agent.version, later = seen, agent.version
    told = agent.save(409, name="M. Autre")
    assert (told["code"], told["version"]) == ("stale_version", later)
    assert "Camille Essai" in told["message"]
    agent.version = told["version"]
    agent.save(name="M. Autre")
    assert client_of(all_of(Lead)[0]).last_name == "Autre"


def test_a_save_sent_twice_is_done_once(screen):
    agent = screen().open().accept()
    first = agent.ask("brouillon", "once", version=None, fields={"phone": PHONE})
    again = agent.ask("brouillon", "once", version=None, fields={"phone": PHONE})
    assert first.json == again.json
    assert len(all_of(Lead)) == 1


def test_giving_up_withdraws_the_draft_and_ends_the_call(screen):
    agent = screen().open().accept()
    agent.save(phone=PHONE)
    assert agent.ask("fin").json["step"] == "ended"
    assert [lead.state for lead in all_of(Lead)] == [State.WITHDRAWN]
    assert agent.save(409, name="Essai")["code"] == "draft_ended"


@pytest.mark.parametrize(
    ("typed", "expected"), [("11:30", "2026-11-21 10:30"), ("20/11/2026 23:15", "2026-11-20 22:15")]
)
def test_a_call_entered_late_keeps_its_true_hour(screen, everything, priced_by_panel, typed, expected):
    agent = screen().open(started_at=typed).accept()
    agent.save(**everything)
    agent.finish()
    (call,), (lead,) = all_of(Call), all_of(Lead)
    assert call.entered_late
    assert f"{call.started_at:%Y-%m-%d %H:%M}" == f"{lead.requested_at:%Y-%m-%d %H:%M}" == expected
    assert "Saisi après coup" in agent.page(f"/appel/{agent.call}")


@pytest.mark.parametrize("typed", ["25:00", "demain", "22/11/2026 09:00"])
def test_an_hour_that_cannot_be_is_refused_beside_it(screen, typed):
    agent = screen()
    agent.page("/appel/")
    answer = agent.post("/appel/", {"site": str(agent.site), "started_at": typed})
    assert answer.status_code == 422
    assert answer.json["missing"][0]["field"] == "started_at"
    assert all_of(Call) == []


@pytest.mark.rule("CGV-5.2")
def test_the_line_that_was_dialled_chooses_the_site(screen, places):
    with acting_as(System("test")):
        session.get(Site, places[0]).phone_line = "+33199001199"
        commit()
    agent = screen()
    page = agent.page("/appel/?ligne=01 99 00 11 99")
    assert re.findall(r'value="(\d+)" required checked', page) == [str(agent.site)]
    agent.page("/appel/")
    assert agent.post("/appel/", {}).json["message"] == "Ligne inconnue : choisissez le site."


def test_a_call_cut_in_the_middle_is_found_again(screen):
    agent = screen().open().accept()
    agent.save(phone=PHONE)
    assert f"/appel/{agent.call}" in agent.page("/appel/")
    agent.ask("fin")
    assert f"/appel/{agent.call}" not in agent.page("/appel/")


@pytest.mark.rule("CGV-5.4")
@pytest.mark.parametrize("role", ["ACCOUNTANT", "DPO", "ADMIN"])
def test_only_agents_and_managers_take_calls(screen, role):
    assert screen(role).client.get("/appel/").status_code == 403


@pytest.mark.rule("CGV-3.3")
def test_without_mandate_no_call_is_taken(screen):
    agent = screen(mandated=False)
    agent.page("/appel/")
    assert agent.post("/appel/", {"site": str(agent.site)}).status_code in (403, 404)


def test_a_forged_token_and_a_strange_body_are_refused(screen):
    agent = screen().open().accept()
    assert agent.save(400, unknown="x")["code"] == "unreadable_draft"
    assert agent.ask("brouillon", version="1", fields={}).status_code == 400
    assert agent.ask("brouillon", version=None, fields=[]).status_code == 400
    agent.token = "forged"
    assert agent.ask("brouillon", version=None, fields={}).json == {"code": "csrf_failed"}


def test_the_token_tells_whose_session_it_is(screen):
    agent = screen()
    told = agent.client.get("/appel/jeton").json
    assert (
        told["account"]
        == json.loads(re.search(r'id="opening-facts">(.*?)</script>', agent.page("/appel/"), re.DOTALL)[1])["account"]
    )
    agent.client.post("/deconnexion", headers={"X-CSRFToken": told["csrf"]})
    answer = agent.client.post("/appel/", json={}, headers={"X-CSRFToken": told["csrf"]})
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_required")
    assert agent.client.get("/appel/jeton").status_code == 302
