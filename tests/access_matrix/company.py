"""Two invented companies that hold the same things, and one person per role in the first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from addons.base.models import Operator, Site, StaffKind, StaffProfile, Trade
from addons.professionals.models import (
    Channel,
    ContactLog,
    CoverageLine,
    Direction,
    Document,
    DocumentKind,
    Motive,
    Professional,
    Sanction,
    SanctionKind,
)
from addons.zones.models import Commune, Department, PostalCode, Region, Zone, ZoneLine
from app import database
from app.access.accounts import User, user_roles
from app.access.identity import System, acting_as
from app.access.tables import LoginSession
from app.effects.mail_store import MailStore
from app.effects.models import OutboxRow, Progress, StoredMail
from app.kernel import kernel_of
from app.models.base import Base
from app.models.clock import now
from tests.access_matrix.part import PARTS
from tests.access_matrix.rights import ROLES
from tests.support.people import enter, new_account

NOBODY = "nobody"
WITHOUT_ROLE = "without role"
STRANGER = "stranger"
EVERYBODY = (*ROLES, WITHOUT_ROLE, NOBODY)

OWN, FOREIGN, ABSENT = "own", "foreign", "absent"
RECORDS = (OWN, FOREIGN, ABSENT)
#: Fits every table, and is nobody's.
FREE_ID = 2_147_483_647


@dataclass
class Seat:
    """One person at a browser: signed in once, with the cookies and the form token of that moment."""

    client: FlaskClient
    cookies: str
    token: str

    def ask(self, method: str, path: str, **sent):
        """Send a request as the person's browser does, and forget the cookies of the answer."""
        headers = {"Cookie": self.cookies, "X-CSRFToken": self.token}
        return self.client.open(path, method=method, headers=headers, buffered=True, **sent)


@dataclass
class Company:
    """Seats by role; ids by object for each record, and by role for what belongs to a person."""

    seats: dict[str, Seat] = field(default_factory=dict)
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    personal: dict[tuple[str, str], int] = field(default_factory=dict)

    def id(self, name: str, record: str, role: str) -> int:
        """The record of that object that is the person's own, the other company's, or nobody's."""
        if record == ABSENT:
            return FREE_ID
        if record == OWN and (name, role) in self.personal:
            return self.personal[name, role]
        return self.ids[name, record]


def found_company(app: Flask) -> Company:
    """Make both companies and sign everybody in. Commits."""
    company = Company()
    with acting_as(System("test")):
        own, foreign = (_records(company, record) for record in (OWN, FOREIGN))
        for name, model in (("regions", Region), ("departments", Department), ("communes", Commune)):
            company.ids[name, OWN] = database.session.scalar(select(func.min(model.id)))
        company.ids["postal_codes", OWN] = database.session.scalar(select(func.min(PostalCode.id)))
        MailStore(kernel_of(app).settings.var_dir / "mail").take(EmailMessage(), "essai", now())
        company.ids["stored_mails", OWN] = database.session.scalars(select(StoredMail.id)).one()
        task = OutboxRow(kind="essai", payload={}, key="essai", created_at=now(), due_at=now(), state=Progress.FAILED)
        database.session.add(task)
        database.session.flush()
        company.ids["tasks", OWN] = task.id
        database.commit()
    people = {role: _sit_down(app, company, role, own) for role in (*ROLES, WITHOUT_ROLE)}
    stranger = _sit_down(app, company, STRANGER, foreign)
    company.seats[NOBODY] = _seat(app, app.test_client())
    _take_away_roles()
    company.ids["people", OWN], company.ids["people", FOREIGN] = people["AGENT"], stranger
    for name in ("staff_profiles", "sessions"):
        company.ids[name, OWN] = company.personal[name, "AGENT"]
        company.ids[name, FOREIGN] = company.personal[name, STRANGER]
    return company


def _records(company: Company, record: str) -> int:
    """One record of everything a company owns; its operator's id."""
    operator = Operator(code=f"essai-{record}", legal_name="Essai", brand_name=f"Essai {record}")
    trade = Trade(code=f"metier-{record}", label="Métier d’essai")
    made: Mapping[str, Base] = {"operators": operator, "trades": trade}
    _keep(company, record, made)
    commune = database.session.scalars(select(Commune).limit(1)).one()
    professional = Professional(business_name="Atelier des Lilas", operator=operator)
    zone = Zone(name="Petite couronne", operator=operator)
    owned: Mapping[str, Base] = {
        "sites": Site(host=f"{record}.example.org", label="Essai", operator=operator),
        "zones": zone,
        "zone_lines": ZoneLine(zone=zone, commune=commune, operator=operator),
        "professionals": professional,
        "coverage_lines": CoverageLine(professional=professional, commune=commune, operator=operator),
        "professional_contacts": ContactLog(
            professional=professional, channel=Channel.PHONE, direction=Direction.INBOUND, operator=operator
        ),
        "professional_documents": Document(professional=professional, kind=DocumentKind.KBIS, operator=operator),
        "sanctions": Sanction(
            professional=professional, kind=SanctionKind.SUSPENSION, motive=Motive.RESALE, facts="Faits inventés.",
            effective_at=now(), operator=operator,
        ),
    }  # fmt: skip
    _keep(company, record, owned)
    scene = {**made, **owned, "communes": commune}
    for part in PARTS:
        if part.records is not None:
            more = part.records(scene)
            _keep(company, record, more)
            scene.update(more)
    company.ids["companies", record] = operator.id
    return operator.id


def _keep(company: Company, record: str, made: Mapping[str, Base]) -> None:
    database.session.add_all(made.values())
    database.session.flush()
    company.ids.update({(name, record): each.id for name, each in made.items()})


def _sit_down(app: Flask, company: Company, role: str, operator_id: int) -> int:
    """An account of the company with that role, its profile and its session; its id."""
    username = new_account(role if role in ROLES else "AGENT", username=f"essai.{role.replace(' ', '.').lower()}")
    with acting_as(System("test")):
        user_id = database.session.scalars(select(User.id).where(User.username == username)).one()
        profile = StaffProfile(user_id=user_id, operator_id=operator_id, kind=StaffKind.EMPLOYEE)
        database.session.add(profile)
        database.session.flush()
        company.personal["staff_profiles", role] = profile.id
        database.commit()
    client = app.test_client()
    enter(client, username)
    company.seats[role] = _seat(app, client)
    with acting_as(System("test")):
        company.personal["sessions", role] = database.session.scalars(
            select(LoginSession.id).where(LoginSession.account_id == user_id)
        ).one()
    return user_id


def _take_away_roles() -> None:
    """Leave somebody's session alive without any role: the form would not let such a person in."""
    with acting_as(System("test")):
        someone = select(User.id).where(User.username == f"essai.{WITHOUT_ROLE.replace(' ', '.')}").scalar_subquery()
        database.session().connection().execute(delete(user_roles).where(user_roles.c.user_id == someone))
        database.commit()


def _seat(app: Flask, browser: FlaskClient) -> Seat:
    """What this browser would send from now on."""
    page = browser.get("/compte/", follow_redirects=True).get_data(as_text=True)
    token = re.search(r'name="csrf" content="([^"]+)"', page)
    assert token
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser._cookies.values())
    return Seat(app.test_client(use_cookies=False), cookies, token[1])
