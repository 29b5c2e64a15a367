"""What the measures of a sale stand on: an operator who sells, plumbers with an access, requests old and new."""

import random
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select
from stdnum import luhn
from werkzeug.security import generate_password_hash

from addons.base.models import Operator, Trade
from addons.base.roles import AGENT
from addons.leads.models import Lead, State, Urgency
from addons.legal.services import terms_in_force
from addons.matching.models import Offer
from addons.pricing.services import set_price
from addons.professionals.models import (
    CoverageLine,
    Document,
    DocumentKind,
    LegalForm,
    Professional,
    ProfessionalAccount,
    TempAgency,
    Verdict,
)
from addons.professionals.models import State as ProfessionalState
from addons.professionals.roles import PROFESSIONAL
from addons.professionals.services import accept_terms
from addons.zones.models import Commune
from app import database
from app.access.accounts import User
from app.access.grants import Audience
from app.access.identity import Account, System, acting_as
from app.access.login_sessions import open_session
from app.access.tables import SessionKind
from app.children import Lifeline
from app.embedded import use
from app.models import clock
from app.models.words import derived_values
from app.privacy.vault import Contact, Person, keep
from app.privacy.vault.cipher import Place
from app.privacy.vault.keys import keys_in_force
from app.privacy.vault.person import FIELDS
from app.privacy.vault.tokens import all_tokens
from app.settings import load_settings
from app.upgrade import upgrade
from app.var_lock import hold
from bench.servers import PASSWORD, USERNAME, free_port
from tests.sale.house import House
from tests.sale.scene import POSTAL_CODE, TRADE, Scene, build

PRICE = Decimal("29.90")
#: Ids of old requests begin here: those that the measures make stay below.
FIRST_OLD = 1_000_000
#: Data keys that old contacts share; a page of forty still needs forty different ones.
OLD_KEYS = 500


@dataclass(frozen=True)
class Buyer:
    """A plumber with an access: ids, and the token of his session."""

    user_id: int
    professional_id: int
    operator_id: int
    token: str

    def account(self) -> Account:
        """Who acts when he does."""
        return Account(
            id=self.user_id, username=f"plombier.{self.user_id}", first_name="Camille", last_name="Mesure",
            email=f"plombier.{self.user_id}@example.org", roles=frozenset({PROFESSIONAL.code}),
            audience=Audience.PORTAL, operator_id=self.operator_id, operator_ids=(self.operator_id,),
            facts={"professional_id": self.professional_id}, token=self.token,
        )  # fmt: skip


@contextmanager
def installation() -> Iterator[tuple[House, Scene]]:
    """A throw-away installation on a server that writes to disk, nothing of it running yet."""
    folder = Path(tempfile.mkdtemp(prefix="relais-bench-"))
    ports = {f"RELAIS_{name}_PORT": str(free_port()) for name in ("WEB", "PORTAL", "SANDBOX")}
    settings = load_settings({"RELAIS_VAR_DIR": str(folder), "RELAIS_WEB_WORKERS": "2", **ports})
    with hold(folder):  # its processes find the server started, and start none
        server = use.start(settings, Lifeline())
        try:
            upgrade(settings)
            house = House(settings, folder)
            try:
                yield house, build(house)
            finally:
                house.close()
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)


def agent(scene: Scene) -> int:
    """The call agent who signs in as every bench does; the id of the account."""
    username = scene.staff_account(AGENT.code)
    with scene.house.as_owner(), acting_as(System("mesures")):
        user = database.session.scalars(select(User).where(User.username == username)).one()
        user.username, user.password = USERNAME, generate_password_hash(PASSWORD)
        database.commit()
        return int(user.id)


def agent_account(user_id: int, operator_id: int) -> Account:
    """Who acts when the agent does."""
    return Account(
        id=user_id, username=USERNAME, first_name="Camille", last_name="Mesure", email="mesures@example.org",
        roles=frozenset({AGENT.code}), audience=Audience.STAFF, operator_id=operator_id, operator_ids=(operator_id,),
    )  # fmt: skip


def buyers(scene: Scene, count: int, commune_id: int) -> list[Buyer]:
    """Validated plumbers of one commune, each with an account and a session on the portal."""
    first = random.SystemRandom().randrange(10**8)
    users = [
        User(first_name="Camille", last_name="Mesure", username=name, email=f"{name}@example.org", active=True)
        for name in (f"plombier.{first + number}" for number in range(count))
    ]
    with scene.house.as_owner(), acting_as(System("mesures")):
        database.session.add_all(users)
        database.commit()
        ids = [int(user.id) for user in users]
    with scene.house.within() as session:
        return [_buyer(session, scene, commune_id, user_id) for user_id in ids]


def _buyer(session: Any, scene: Scene, commune_id: int, user_id: int) -> Buyer:
    operator = session.get_one(Operator, scene.operator_id)
    trade = session.scalars(select(Trade).where(Trade.code == TRADE)).one()
    today, number = clock.today(), f"{user_id:08d}"
    number += luhn.calc_check_digit(number)
    insured = {
        "operator": operator, "verdict": Verdict.CONFORM, "policy_number": f"P-{user_id}",
        "valid_from": today - timedelta(days=200), "valid_to": today + timedelta(days=400),
    }  # fmt: skip
    made = Professional(
        operator=operator, business_name=f"Plomberie {user_id}", siren=number, legal_form=LegalForm.SARL,
        last_name="Essai",
        first_name="Camille", phone=f"+3363998{user_id % 10_000:04d}", email=f"plomberie.{user_id}@example.org",
        street="1 rue de l’Essai", postal_code=POSTAL_CODE, commune_id=commune_id, temp_agency=TempAgency.NO,
        stated_professional_at=clock.now(), trades=[trade], main_trade=trade, state=ProfessionalState.VALIDATED,
        coverage=[CoverageLine(operator=operator, commune_id=commune_id, validated=True)],
        documents=[
            Document(kind=DocumentKind.INSURANCE_RC_PRO, **insured),
            Document(kind=DocumentKind.INSURANCE_DECENNALE, trade=trade, **insured),
        ],
    )  # fmt: skip
    session.add(made)
    session.flush()
    accept_terms(made, terms_in_force(operator.id))
    session.add(ProfessionalAccount(operator_id=operator.id, professional=made, user_id=user_id))
    return Buyer(user_id, made.id, operator.id, open_session(user_id, SessionKind.BROWSER).token)


def person(number: int) -> Person:
    """An invented client; no two of twenty thousand share a number, an address or a house."""
    line = f"063998{number:04d}" if number < 10_000 else f"019900{number % 10_000:04d}"
    return Person(
        civility="Mme", first_name="Dominique", last_name=f"Canari {number}", phone=line,
        email=f"canari.{number}@example.org", street=f"{number} rue du Canari", floor="2",
    )  # fmt: skip


def priced(session: Any, scene: Scene, number: int, commune_id: int) -> Lead:
    """A request with its client and its price, ready to be published."""
    at = clock.now()
    commune = session.get_one(Commune, commune_id)
    trade = session.scalars(select(Trade).where(Trade.code == TRADE)).one()
    lead = Lead(
        operator_id=scene.operator_id, site_id=scene.site_id, trade=trade, need_id=scene.need_id,
        urgency=Urgency.TODAY, complexity=2, intent=4, commune=commune,
        postal_code=(commune.postal_codes or "").split()[0],
        public_description="Évier bouché.", requested_at=at, transfer_notice_at=at, state=State.QUALIFIED,
        client=keep(person(number), commune_code=commune.code, operator_id=scene.operator_id),
    )  # fmt: skip
    session.add(lead)
    session.flush()
    set_price(lead, PRICE, "Tarif des mesures.")
    session.flush()
    return lead


def on_sale(session: Any, scene: Scene, number: int, offered: list[Buyer]) -> Lead:
    """The same on sale and open, offered to these buyers without a message."""
    lead, at = priced(session, scene, number, scene.commune_id), clock.now()
    lead.state, lead.published_at = State.PUBLISHED, at - timedelta(seconds=20)
    lead.opens_at, lead.expires_at = at - timedelta(seconds=10), at + timedelta(hours=2)
    session.add_all(
        Offer(lead=lead, professional_id=buyer.professional_id, opens_at=lead.opens_at, operator_id=scene.operator_id)
        for buyer in offered
    )
    session.flush()
    return lead


CONTACT = ("id", "uid", "key_id", "operator_id", "created_at", "tokens", *FIELDS)
LEAD = (
    "id", "operator_id", "site_id", "reference", "state", "client_id", "trade_id", "need_id", "urgency", "complexity",
    "intent", "commune_id", "postal_code", "public_description", "requested_at", "street_confirmed", "no_resale",
    "price_ht", "words",
)  # fmt: skip


def fill(scene: Scene, count: int) -> None:
    """``count`` requests of the last two years, each with a client of its own sealed as the vault seals, by COPY."""
    with scene.house.within() as session:
        trade_id = session.scalars(select(Trade.id).where(Trade.code == TRADE)).one()
        communes = session.execute(
            select(Commune.id, Commune.code, Commune.postal_codes).where(Commune.postal_codes.is_not(None))
        ).all()
        url = scene.house.settings.database_url.replace("+psycopg", "")
        with psycopg.connect(url) as one, psycopg.connect(url) as two:
            contacts = f"copy {Contact.__tablename__} ({', '.join(CONTACT)}) from stdin"
            leads = f"copy {Lead.__tablename__} ({', '.join(LEAD)}) from stdin"
            # The client's row must stand before that of its request is checked: contacts are committed first.
            rows = list(_old(scene, communes, trade_id, count))
            for connection, statement, rank in ((one, contacts, 0), (two, leads, 1)):
                with connection.cursor() as cursor:
                    with cursor.copy(statement) as copy:
                        for row in rows:
                            copy.write_row(row[rank])
                    connection.commit()
            one.autocommit = True
            one.execute(f"vacuum analyze {Contact.__tablename__}, {Lead.__tablename__}")


def _old(
    scene: Scene, communes: list[Any], trade_id: int, count: int
) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    draw, keys, at = random.Random(5), [keys_in_force().draw() for _ in range(min(count, OLD_KEYS))], clock.now()
    for number in range(count):
        who, commune, key = person(number), draw.choice(communes), keys[number % len(keys)]
        uid, id_ = uuid.UUID(int=draw.getrandbits(128), version=4), FIRST_OLD + number
        since = at - timedelta(days=2, seconds=(count - number) * 300)
        place = Place(Contact.__tablename__, uid)
        sealed = [key.seal(text, place, name) if (text := getattr(who, name)) else None for name in FIELDS]
        reference, postal_code = f"DI-2024-{id_}", commune.postal_codes.split()[0]
        words = derived_values(Lead, {"reference": reference, "postal_code": postal_code})["words"]
        state = draw.choice(("closed", "closed", "expired", "withdrawn", "published"))
        yield (
            (id_, uid, key.id, scene.operator_id, since, all_tokens(who, commune.code), *sealed),
            (id_, scene.operator_id, scene.site_id, reference, state, id_, trade_id, scene.need_id, "today", 2, 4,
             commune.id, postal_code, "Évier bouché.", since, False, False, PRICE, words),
        )  # fmt: skip
