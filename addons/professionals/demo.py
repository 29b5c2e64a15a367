"""About sixty invented professionals of the Gard, the Hérault and the Île-de-France, the same at each load."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from stdnum import luhn
from werkzeug.security import generate_password_hash

from addons.base.demo import password
from addons.base.models import Operator, Trade
from addons.legal.services import terms_in_force
from addons.professionals.models import (
    Acceptance,
    Channel,
    ContactLog,
    CoverageLine,
    Direction,
    Document,
    DocumentKind,
    LegalForm,
    Motive,
    NetworkStatus,
    Professional,
    ProfessionalAccount,
    Sanction,
    SanctionKind,
    State,
    Strength,
    TempAgency,
    Verdict,
)
from addons.professionals.models.choices import ONBOARDING
from addons.professionals.roles import PROFESSIONAL
from addons.zones.models import Commune, Zone
from app.access.accounts import Role as StoredRole
from app.access.accounts import User
from app.access.grants import Audience
from app.database import session
from app.demonstration import Login
from app.formats import PARIS
from app.models.base import Base
from app.models.clock import now, today

#: How many professionals of each state.
POPULATION = {
    State.CONTACTED: 6,
    State.PROFILE_DECLARED: 4,
    State.DOCUMENTS_PENDING: 7,
    State.DOCUMENTS_VERIFIED: 3,
    State.SIGNATURE_PENDING: 2,
    State.SIGNED: 2,
    State.VALIDATED: 26,
    State.DOCUMENTS_EXPIRED: 3,
    State.SUSPENDED: 3,
    State.DELETION_PENDING: 1,
    State.TERMINATED: 2,
    State.ABANDONED: 2,
}
#: Accounts of the portal, by user name: the main trade of whom each acts for.
ARTISANS = {"plombier": "plomberie", "serrurier": "serrurerie"}
LOGINS = tuple(Login("Professionnel (portail)", username, password(username), Audience.PORTAL) for username in ARTISANS)
FIRST = (
    "Amélie", "Bastien", "Chloé", "Driss", "Élodie", "Fabien", "Gaëlle", "Hakim", "Inès", "Jérôme", "Karima", "Loïc",
    "Maëlle", "Nassim", "Océane", "Pascal", "Quentin", "Rania", "Solène", "Thibault",
)  # fmt: skip
LAST = (
    "Abadie", "Bressol", "Cantarel", "Delprat", "Escande", "Fabrègue", "Galtier", "Hérail", "Issert", "Jourdan",
    "Kerdoncuff", "Lafargue", "Mazeran", "Nougaret", "Ollivier", "Puech", "Quérel", "Rouvière", "Sabatier", "Teissèdre",
)  # fmt: skip
STREETS = ("rue des Platanes", "avenue du Moulin", "chemin des Vignes", "place du Marché", "impasse des Oliviers")
#: INSEE codes of the communes where they have their premises, by operator.
TOWNS = {
    "monsieur-boris": ("30189", "30007", "30028", "30032", "30258", "34172", "34032", "34301", "34003", "34145"),
    "mgreen": ("75112", "92012", "93048", "94028", "91549", "78646", "95500", "77288"),
}
NAMES = {
    "plomberie": ("Plomberie {}", "{} Dépannage", "Eaux et Sanitaires {}"),
    "serrurerie": ("Serrurerie {}", "Clés {}", "{} Fermetures"),
    "chauffage": ("Chauffage {}", "{} Énergie", "Thermique {}"),
    "electricite": ("Électricité {}", "{} Courant fort", "Ateliers {}"),
}
Found = TypeVar("Found", bound=Base)
_PROVEN = frozenset(State) - {State.CONTACTED, State.PROFILE_DECLARED, State.DOCUMENTS_PENDING, State.ABANDONED}


class Cast:
    """What the demonstration draws from: operators, trades, towns, zones, and one seeded chance."""

    def __init__(self) -> None:
        self.random = Random(20261121)  # the same people at each load, nothing secret
        towns = [code for codes in TOWNS.values() for code in codes]
        self.operators = {found.code: found for found in _all(Operator, Operator.code.in_(TOWNS))}
        self.towns = {found.code: found for found in _all(Commune, Commune.code.in_(towns))}
        self.trades = _all(Trade, Trade.code.in_(NAMES))
        self.zones = _all(Zone, Zone.active.is_(True))

    def zone(self, operator: Operator) -> Zone | None:
        """A zone of the operator, every other time."""
        own = [zone for zone in self.zones if zone.operator is operator]
        return self.random.choice(own) if own and self.random.random() < 0.5 else None


def _all(model: type[Found], where: ColumnElement[bool]) -> list[Found]:
    return list(session().scalars(select(model).where(where).order_by(model.id)))


def load() -> None:
    """Create them with their contacts, territories, documents and sanctions."""
    cast = Cast()
    states = [state for state, number in POPULATION.items() for _ in range(number)]
    cast.random.shuffle(states)
    network = []
    for number, state in enumerate(states):
        professional = _professional(cast, number, "mgreen" if number % 3 == 2 else "monsieur-boris", state)
        _cover(professional, cast.zone(professional.operator))
        session().add(professional)
        _sanction(professional)
        network.append(professional)
    session().flush()
    for professional in network:
        _accept(professional)
    _open_accesses(network)
    session().flush()


def _professional(cast: Cast, number: int, code: str, state: State) -> Professional:
    random, operator = cast.random, cast.operators[code]
    town, trade = cast.towns[random.choice(TOWNS[code])], random.choice(cast.trades)
    last, first = LAST[number % len(LAST)], FIRST[(number * 7 + number // 20) % len(FIRST)]
    siren = f"0000{number:04d}"  # no company was ever given such a number
    met_at = now() - timedelta(days=random.randint(20, 400), minutes=random.randint(0, 600))
    live = state not in ONBOARDING and state is not State.ABANDONED
    signed = live or state is State.SIGNED
    outside = state is State.CONTACTED and number % 2
    professional = Professional(
        operator=operator,
        business_name=random.choice(NAMES[trade.code]).format(last),
        siren=siren + luhn.calc_check_digit(siren),
        legal_form=random.choice((LegalForm.EI, LegalForm.EURL, LegalForm.SARL, LegalForm.SASU)),
        network_status=NetworkStatus.OFF_NETWORK if outside else NetworkStatus.IN_NETWORK,
        last_name=last,
        first_name=first,
        phone=f"+3363998{number:04d}" if number % 4 else f"+3319900{number:04d}",
        email=f"contact-{number:03d}@example.org",
        street=f"{random.randint(1, 120)} {random.choice(STREETS)}",
        postal_code=random.choice((town.postal_codes or "").split()),
        commune=town,
        main_trade=trade,
        trades=[trade],
        stated_professional_at=None if state is State.CONTACTED else met_at,
        temp_agency=TempAgency.UNKNOWN if state is State.CONTACTED else TempAgency.NO,
        state=state,
        signed_on=(met_at + timedelta(days=9)).date() if signed else None,
        signatory=f"{first} {last}" if signed else None,
        validated_at=met_at + timedelta(days=10) if live else None,
        deletion_due_on=today() + timedelta(days=12) if state is State.DELETION_PENDING else None,
    )
    note = "A découvert la plateforme par un confrère."
    channel = random.choice(tuple(Channel))
    professional.contacts.append(
        ContactLog(operator=operator, at=met_at, channel=channel, direction=Direction.INBOUND, note=note)
    )
    if state not in (State.CONTACTED, State.PROFILE_DECLARED):
        professional.documents.extend(_papers(operator, state, trade))
    return professional


def _papers(operator: Operator, state: State, trade: Trade) -> Iterator[Document]:
    verdict = Verdict.CONFORM if state in _PROVEN else Verdict.TO_CHECK
    ends = today() - timedelta(days=3) if state is State.DOCUMENTS_EXPIRED else today() + timedelta(days=200)
    insured = {"insurer": "Assurance de démonstration", "valid_from": ends - timedelta(days=365), "valid_to": ends}
    yield Document(
        operator=operator,
        kind=DocumentKind.IDENTITY,
        has_recto=True,
        has_verso=state is not State.DOCUMENTS_PENDING,
        valid_to=today() + timedelta(days=1500),
        verdict=verdict,
    )
    yield Document(operator=operator, kind=DocumentKind.KBIS, issued_on=today() - timedelta(days=25), verdict=verdict)
    yield Document(
        operator=operator, kind=DocumentKind.INSURANCE_RC_PRO, policy_number="RC-DEMO", verdict=verdict, **insured
    )
    if trade.needs_decennale:
        yield Document(
            operator=operator,
            kind=DocumentKind.INSURANCE_DECENNALE,
            trade=trade,
            policy_number="DEC-DEMO",
            verdict=verdict,
            **insured,
        )
    if trade.is_regulated:
        yield Document(
            operator=operator, kind=DocumentKind.EXPERIENCE, trade=trade, experience_months=72, verdict=verdict
        )


def _cover(professional: Professional, zone: Zone | None) -> None:
    """A zone of the operator, or the département and the postal code of the premises."""
    town = professional.commune
    if professional.state is State.CONTACTED or town is None:
        return
    common = {"operator": professional.operator, "validated": professional.validated_at is not None}
    if zone is not None:
        professional.coverage.append(CoverageLine(zone=zone, **common))
    else:
        professional.coverage.append(CoverageLine(department=town.department, **common))
        professional.coverage.append(CoverageLine(postal_code=professional.postal_code, **common))


def _sanction(professional: Professional) -> None:
    kinds = {State.SUSPENDED: SanctionKind.SUSPENSION, State.TERMINATED: SanctionKind.TERMINATION}
    if professional.state in kinds:
        session().add(
            Sanction(
                operator=professional.operator,
                professional=professional,
                kind=kinds[professional.state],
                motive=Motive.QUALITY_BELOW,
                facts="Trois interventions au-delà des délais annoncés, constatées par le service.",
                effective_at=now() - timedelta(days=4),
            )
        )


def _accept(professional: Professional) -> None:
    """The signature of the terms on the day of the file; the company that sells nothing has none."""
    day = professional.signed_on
    if day is None or professional.operator.code != "monsieur-boris":
        return
    terms = terms_in_force(professional.operator_id)
    session().add(
        Acceptance(
            operator=professional.operator,
            professional=professional,
            version=terms,
            strength=Strength.SIGNED,
            accepted_at=datetime.combine(day, time(11, 0), PARIS),
            sha256=terms.sha256,
            signatory=professional.signatory,
        )
    )


def _open_accesses(network: Sequence[Professional]) -> None:
    """The accounts of the portal: validated professionals of the company that sells, one for each login."""
    role = session().scalars(select(StoredRole).where(StoredRole.name == PROFESSIONAL.code)).one()
    sold = [each for each in network if each.state is State.VALIDATED and each.operator.code == "monsieur-boris"]
    for username, trade in ARTISANS.items():
        professional = next(each for each in sold if each.main_trade is not None and each.main_trade.code == trade)
        user = User(
            username=username,
            first_name=professional.first_name,
            last_name=professional.last_name,
            email=f"{username}@example.org",
            password=generate_password_hash(password(username)),
            active=True,
            roles=[role],
        )
        session().add(user)
        session().flush()
        session().add(ProfessionalAccount(operator=professional.operator, professional=professional, user_id=user.id))
