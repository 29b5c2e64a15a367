"""Every address, asked by every role, for a record of one's company, of another's and of nobody's, by every method.

What is expected is written by hand in ``tests/access_matrix/``; what the add-ons declare is not read.
"""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from app import database
from tests.access_matrix import rights
from tests.access_matrix.company import (
    ABSENT,
    EVERYBODY,
    FOREIGN,
    FREE_ID,
    NOBODY,
    OWN,
    RECORDS,
    WITHOUT_ROLE,
    Company,
    Seat,
    found_company,
)
from tests.access_matrix.routes import NEVER, RESOURCES, ROUTES, SIGNED_IN, Route
from tests.support.database import on_one_connection

DONE = frozenset({200, 201, 204, 302, 303})
#: Let in, then refused for what was typed or for the state of the record.
LET_IN = DONE | {409, 422}
#: More than eight bytes.
TOO_GREAT = 2**63
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def ground(app, owner) -> Iterator[tuple[Company, "Ground"]]:
    """The two companies, made once."""
    with on_one_connection(owner) as connection:
        company, ground = found_company(app), Ground(connection)
        event.listen(Engine, "before_cursor_execute", ground.note)
        yield company, ground
        event.remove(Engine, "before_cursor_execute", ground.note)


class Ground:
    """One connection on which each question leaves nothing behind, and which remembers what was written."""

    def __init__(self, connection) -> None:
        self.connection = connection
        self.written: list[str] = []

    def ask(self, seat: Seat, route: Route, id: int):
        """The answer to a request; ``written`` then names the tables of add-ons and accounts it wrote to."""
        sent = {"json": route.typed(id)} if route.is_of_the_api else {"data": route.typed(id)}
        if route.method == "GET":
            sent = {}
        self.written = []
        with self.connection.begin_nested() as undone:
            try:
                return seat.ask(route.method, route.path(id), **sent)
            finally:
                database.session.remove()
                undone.rollback()

    def note(self, conn, cursor, statement, parameters, context, executemany) -> None:
        """Remember the table a statement writes to."""
        found = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) ((?!login_|journal_|history_)[a-z]+_\w+)", statement)
        if found:
            self.written.append(found[1])


def expected(route: Route, role: str, record: str) -> frozenset[int]:
    """The statuses that are right for this role and this record."""
    if route.public:
        return route.public
    if role in {NOBODY, WITHOUT_ROLE}:
        return frozenset({302} if route.method == "GET" and not route.is_of_the_api else {401})
    if route.word == NEVER:
        return frozenset({403, 404})
    if route.word != SIGNED_IN and not rights.may(role, route.word, route.object):
        return frozenset({403})
    if record == ABSENT or (record == FOREIGN and (route.object, role) not in rights.EVERYWHERE):
        return frozenset({303}) if route.told_beside else frozenset({404})
    return LET_IN | route.also


def records_of(route: Route, role: str) -> tuple[str, ...]:
    """The records worth asking for: who is not let in at all is not asked whom for."""
    if not route.is_of_a_record or role in {NOBODY, WITHOUT_ROLE}:
        return (OWN,)
    return tuple(record for record in RECORDS if record != FOREIGN or route.object not in rights.SHARED)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_each_role_is_answered_what_the_matrix_says(ground, route):
    company, ask = ground[0], ground[1].ask
    wrong = []
    for role in EVERYBODY:
        for record in records_of(route, role):
            id = company.id(route.object, record, role) if route.is_of_a_record else 0
            answer = ask(company.seats[role], route, id)
            right = expected(route, role, record)
            if answer.status_code not in right:
                wrong.append(f"{role}, {record}: {answer.status_code} instead of {sorted(right)}")
            elif right != LET_IN | route.also and not route.public:
                if ground[1].written:
                    wrong.append(f"{role}, {record}: refused, yet {ground[1].written} were written")
                if answer.status_code == 302 and not answer.location.startswith("/connexion"):
                    wrong.append(f"{role}, {record}: sent to {answer.location}")
    assert wrong == []


def test_every_address_is_in_the_matrix(app):
    served = {
        (method, re.sub(r"<[^>]*?(\w+)>", r"<\1>", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == {(route.method, route.rule) for route in ROUTES}


def paths() -> dict[str, tuple[Route, set[str]]]:
    """Each address, one of its routes, and the methods it knows."""
    found: dict[str, tuple[Route, set[str]]] = {}
    for route in ROUTES:
        found.setdefault(route.rule, (route, set()))[1].add(route.method)
    return found


@pytest.mark.parametrize(("route", "known"), paths().values(), ids=paths())
def test_an_address_answers_to_no_other_method(ground, route, known):
    company, ask = ground[0], ground[1].ask
    for method in METHODS:
        if method not in known:
            other = Route(method, route.rule, route.word, route.object, route.filled)
            for role in ("ADMIN", NOBODY):
                assert (role, method, ask(company.seats[role], other, FREE_ID).status_code) == (role, method, 405)


@pytest.mark.parametrize("role", ["ADMIN", "MANAGER"])
def test_an_id_that_no_database_holds_is_nobodys(ground, role):
    company, ask = ground[0], ground[1].ask
    answers = {
        str(route): ask(company.seats[role], route, FREE_ID + 1).status_code for route in ROUTES if "<id>" in route.rule
    }
    assert {route: status for route, status in answers.items() if status not in {403, 404, 405}} == {}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        (name, role)
        for name in RESOURCES
        for role in rights.ROLES
        if name not in rights.SHARED and rights.may(role, "read", name)
    ],
)
def test_a_list_shows_no_record_of_another_company(ground, name, role):
    company, ask = ground[0], ground[1].ask
    items = ask(company.seats[role], Route("GET", f"/api/v1/{name}/", query="?limit=200"), 0).get_json()["items"]
    shown = {record for record in (OWN, FOREIGN) if company.id(name, record, role) in {item["id"] for item in items}}
    assert shown == ({OWN, FOREIGN} if (name, role) in rights.EVERYWHERE else {OWN})


@pytest.mark.parametrize("role", rights.ROLES)
def test_colleagues_are_seen_by_those_who_lead_them(ground, role):
    company, ask = ground[0], ground[1].ask
    colleague = company.personal["staff_profiles", WITHOUT_ROLE]
    answer = ask(company.seats[role], Route("GET", "/api/v1/staff_profiles/<id>"), colleague)
    assert answer.status_code == (404 if ("staff_profiles", role) in rights.ONESELF else 200)


@pytest.mark.parametrize(("name", "role"), rights.FIELDS)
def test_some_fields_are_shown_to_some_alone(ground, name, role):
    company, ask = ground[0], ground[1].ask
    route = Route("GET", f"/api/v1/{name}/<id>")
    id = company.id(name, OWN, role)
    everything = ask(company.seats["MANAGER"], route, id).get_json().keys()
    shown = ask(company.seats[role], route, id).get_json().keys()
    assert shown - {"id", "version"} == rights.FIELDS[name, role] < everything


def test_a_form_lets_nobody_in_without_a_role(ground, app):
    company, ask = ground[0], ground[1].ask
    typed = {"username": "essai.without.role", "password": "une phrase de passe assez longue"}
    answer = ask(company.seats[NOBODY], Route("POST", "/connexion", body=typed), 0)
    assert answer.status_code == 401


def test_the_rights_differ_from_the_companys_matrix_only_where_it_is_said_why():
    differing = {
        (name, role)
        for name, line in rights.line_of.items()
        if line
        for role in rights.ROLES
        if rights.in_letters(role, name) != comparable(rights.given[line][role], name)
    }
    assert differing == rights.DIFFERENCES.keys()


def comparable(letters: str, name: str) -> str:
    """Without the letter D for what has no states of its own: its decisions are taken elsewhere."""
    return letters.replace("–", "").replace("D", "D" if name in rights.TRANSITIONS else "")
