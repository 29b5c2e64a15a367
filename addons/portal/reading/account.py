"""The professional's own file, as he may read it (CGV-5.8)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from addons.base.models import Operator, Trade
from addons.legal.models import LegalVersion, VersionState
from addons.notifications.models import Channel, Opposition
from addons.professionals.models import (
    Acceptance,
    CoverageLine,
    Document,
    DocumentKind,
    Professional,
    State,
    Verdict,
)
from addons.zones.models import Commune, Department, Zone
from app.database import session
from app.errors import NotFound
from app.models.clock import now


@dataclass(frozen=True, slots=True)
class OwnFile:
    """Identity and state of the company."""

    business_name: str
    reference: str | None
    siren: str | None
    main_trade: str | None
    phone: str | None
    email: str | None
    street: str | None
    postal_code: str | None
    state: State
    paused_until: datetime | None

    @property
    def is_paused(self) -> bool:
        """Whether nothing is offered to him for now, as he wished."""
        return self.paused_until is not None and self.paused_until > now()


@dataclass(frozen=True, slots=True)
class Company:
    """Whom he buys from: the name of its platform, and where to ask."""

    name: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """One document of the file, and the trade it is about if any."""

    kind: DocumentKind
    trade: str | None
    valid_to: date | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms in force, and when this professional accepted them."""

    id: int
    number: int
    heading: str
    body: str
    effective_at: datetime
    sha256: str
    accepted_at: datetime | None


def own_file(professional_id: int) -> OwnFile:
    """The company itself. Raises NotFound when the account acts for nobody any more."""
    row = (
        session()
        .execute(
            select(
                Professional.business_name,
                Professional.reference,
                Professional.siren,
                Trade.label,
                Professional.phone,
                Professional.email,
                Professional.street,
                Professional.postal_code,
                Professional.state,
                Professional.paused_until,
            )
            .outerjoin(Trade, Trade.id == Professional.main_trade_id)
            .where(Professional.id == professional_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return OwnFile(*row)


def company(operator_id: int | None) -> Company | None:
    """The company that sells; its mailbox is that of changes of file when it has one (CGV-4.7)."""
    name = func.coalesce(Operator.platform_name, Operator.brand_name)
    email = func.coalesce(Operator.profile_change_email, Operator.contact_email)
    columns = select(name, Operator.contact_phone, email).where(Operator.id == operator_id)
    row = session().execute(columns).one_or_none()
    return Company(*row) if row else None


def territories(professional_id: int) -> list[str]:
    """Names of the validated territories."""
    rows = session().execute(
        select(Zone.name, Department.name, Commune.name, CoverageLine.postal_code)
        .select_from(CoverageLine)
        .outerjoin(Zone, Zone.id == CoverageLine.zone_id)
        .outerjoin(Department, Department.id == CoverageLine.department_id)
        .outerjoin(Commune, Commune.id == CoverageLine.commune_id)
        .where(CoverageLine.professional_id == professional_id, CoverageLine.validated)
        .order_by(CoverageLine.id)
    )
    return [next(name for name in row if name) for row in rows]


def documents(professional_id: int) -> list[OwnDocument]:
    """What was handed in, and what was thought of it."""
    rows = session().execute(
        select(Document.kind, Trade.label, Document.valid_to, Document.verdict)
        .outerjoin(Trade, Trade.id == Document.trade_id)
        .where(Document.professional_id == professional_id)
        .order_by(Document.id)
    )
    return [OwnDocument(*row) for row in rows]


def terms(professional_id: int) -> Terms | None:
    """The terms in force for this professional, or None when the operator has none."""
    accepted = (
        select(Acceptance.accepted_at)
        .where(Acceptance.professional_id == professional_id, Acceptance.version_id == LegalVersion.id)
        .order_by(Acceptance.accepted_at)
        .limit(1)
        .scalar_subquery()
    )
    row = (
        session()
        .execute(
            select(
                LegalVersion.id,
                LegalVersion.number,
                LegalVersion.heading,
                LegalVersion.body,
                LegalVersion.effective_at,
                LegalVersion.sha256,
                accepted,
            )
            .join(Professional, Professional.operator_id == LegalVersion.operator_id)
            .where(Professional.id == professional_id, LegalVersion.state == VersionState.IN_FORCE)
        )
        .one_or_none()
    )
    return Terms(*row) if row else None  # type: ignore[arg-type]  # a version in force has number, date and hash


def refused_channels(professional_id: int) -> set[Channel]:
    """Channels on which new requests are not told."""
    found = select(Opposition.channel).where(
        Opposition.recipient_model == Professional.__tablename__, Opposition.recipient_id == professional_id
    )
    return set(session().scalars(found))
