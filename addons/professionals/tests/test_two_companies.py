"""Two companies in one installation: through every door, nobody meets the professionals of the other one."""

import csv
import io
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from addons.base.models import Operator, StaffKind, StaffProfile, Trade
from addons.professionals.models import Professional
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.database import commit, session
from tests.support.people import enter, new_account

OWN, FOREIGN = "Toiture des Lilas", "Toiture des Mimosas"


@dataclass
class Company:
    operator: int
    professional: int


@pytest.fixture
def companies(app, db):
    """The company of the manager and another one, each with a roofer and a trade of its own."""

    def found(code, name):
        operator = Operator(code=code, legal_name="Essai", brand_name=f"Enseigne {code}")
        trade = Trade(code=f"essai-{code}", label=f"Métier {name}")
        professional = Professional(operator=operator, business_name=name, main_trade=trade, trades=[trade])
        session.add_all([operator, trade, professional])
        session.flush()
        return Company(operator.id, professional.id)

    with acting_as(System("test")):
        made = found("nord", OWN), found("sud", FOREIGN)
        commit()
    return made


@pytest.fixture
def sign_in(app, companies):
    """``sign_in(own, foreign)``: a manager of these companies, the first one by default."""

    def manager(*operators: Company) -> FlaskClient:
        username = new_account("MANAGER")
        with acting_as(System("test")):
            user_id = session.scalar(select(User.id).where(User.username == username))
            session.add_all(
                StaffProfile(user_id=user_id, operator_id=each.operator, kind=StaffKind.MANAGER, is_default=rank == 0)
                for rank, each in enumerate(operators)
            )
            commit()
        client = app.test_client()
        enter(client, username)
        return client

    return manager


@pytest.fixture
def manager(companies, sign_in):
    return sign_in(companies[0])


def read(client, path):
    answer = client.get(path, buffered=True)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def send(client, path, **data):
    token = re.search(r'name="csrf" content="([^"]+)"', read(client, "/compte/"))[1]
    return client.post(path, data={"csrf_token": token, **data})


@pytest.mark.parametrize(
    "path",
    [
        "/professionnels/",
        "/professionnels/?sort=-business_name",
        "/professionnels/?q=toiture",
        "/recherche/professionals.professional?q=toiture",
        "/professionnels/export.csv",
        "/api/v1/professionals/",
        "/api/v1/professionals/?q=toiture",
    ],
)
def test_lists_searches_and_files_hold_ones_own_alone(manager, path):
    page = read(manager, path)
    assert "Lilas" in page
    assert "Mimosas" not in page


def test_a_search_for_the_other_company_finds_nothing(manager):
    assert "Mimosas" not in re.sub(r'value="[^"]*"|\?q=\w+', "", read(manager, "/professionnels/?q=mimosas"))
    assert manager.get("/api/v1/professionals/?q=mimosas").get_json()["items"] == []


def test_facets_count_ones_own_alone(manager):
    page = read(manager, "/professionnels/filtres")
    assert f"Métier {OWN}" in page
    assert FOREIGN not in page


def test_the_file_has_one_line(manager):
    [_head, line] = csv.reader(io.StringIO(read(manager, "/professionnels/export.csv").lstrip("\ufeff")), delimiter=";")
    assert OWN in line


def test_a_foreign_record_does_not_exist(manager, companies):
    own, foreign = companies
    assert OWN in read(manager, f"/professionnels/{own.professional}")
    for path in ("", "/modifier", "/historique", "/action/declare_profile"):
        assert manager.get(f"/professionnels/{foreign.professional}{path}").status_code == 404, path
    for path in ("/modifier", "/note", "/action/declare_profile"):
        answer = send(manager, f"/professionnels/{foreign.professional}{path}", business_name="x", text="x")
        assert answer.status_code == 404, path
    api = f"/api/v1/professionals/{foreign.professional}"
    assert manager.get(api).status_code == 404
    token = re.search(r'name="csrf" content="([^"]+)"', read(manager, "/compte/"))[1]
    changed = manager.patch(api, json={"business_name": "x", "version": 1}, headers={"X-CSRFToken": token})
    assert changed.status_code == 404
    with acting_as(System("test")):
        assert session.get(Professional, foreign.professional).business_name == FOREIGN


def test_a_manager_of_two_companies_works_for_one_at_a_time(sign_in, companies):
    own, foreign = companies
    both = sign_in(own, foreign)
    assert "Mimosas" not in read(both, "/professionnels/?q=toiture")
    assert send(both, "/compte/entreprise", operator_id=foreign.operator).status_code == 303
    after = read(both, "/professionnels/?q=toiture")
    assert "Mimosas" in after
    assert "Lilas" not in after
    assert both.get(f"/professionnels/{own.professional}").status_code == 404


def test_one_works_for_ones_own_companies_only(manager, companies):
    _own, foreign = companies
    for chosen in (foreign.operator, 999_999_999, "tout", ""):
        assert send(manager, "/compte/entreprise", operator_id=chosen).status_code == 404, chosen
    assert "Mimosas" not in read(manager, "/professionnels/?q=toiture")


def test_a_link_cannot_choose_the_company(sign_in, companies):
    own, foreign = companies
    both = sign_in(own, foreign)
    assert both.get(f"/compte/entreprise?operator_id={foreign.operator}").status_code == 405
    assert both.post("/compte/entreprise", data={"operator_id": foreign.operator}).status_code == 400
    assert "Mimosas" not in read(both, "/professionnels/?q=toiture")


def test_a_choice_holds_for_one_session(app, sign_in, companies):
    own, foreign = companies
    both = sign_in(own, foreign)
    send(both, "/compte/entreprise", operator_id=foreign.operator)
    with acting_as(System("test")):
        username = session.scalar(select(User.username).order_by(User.id.desc()).limit(1))
    elsewhere = app.test_client()
    enter(elsewhere, username)
    assert "Mimosas" not in read(elsewhere, "/professionnels/?q=toiture")
