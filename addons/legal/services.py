"""Use cases of the legal texts: draft, publish, schedule, put in force, ask what holds. They never commit."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from sqlalchemy import ColumnElement, Select, func, select

from addons.base.models import Operator
from addons.legal import wording
from addons.legal.errors import NoTermsInForce, NoticeRequired, NoticeTooShort, OperatorUnknown, TextDisagrees
from addons.legal.events import terms_published
from addons.legal.models import Kind, LegalVersion, VersionState
from addons.legal.models.version import FROZEN
from addons.legal.parameters import NOTICE_DAYS
from app.database import session
from app.errors import WrongState
from app.formats import format_instant
from app.i18n import _l
from app.models import clock
from app.models.parameters import value
from app.models.workflow import Asked, performs
from app.proof import journal


def terms_in_force(operator_id: int, at: datetime | None = None) -> LegalVersion:
    """The terms of the operator that hold at ``at``, now by default: the last whose date has come (CGV-22.6).

    Dates decide, to the microsecond; the state follows within a minute. Raises NoTermsInForce.
    """
    found = session().scalar(_by_date(operator_id, LegalVersion.effective_at <= (at or clock.now())))
    if found is None:
        raise NoTermsInForce
    return found


def draft_from_model(operator: Operator) -> LegalVersion:
    """A draft of the terms in our own words, with the default parameters."""
    draft = LegalVersion(operator=operator)
    draft.check()
    session().add(draft)
    session().flush()
    return draft


@performs(LegalVersion.prepare_next)
def draft_from(version: LegalVersion) -> LegalVersion:
    """A draft that starts from the version in force, which stays as it is (CGV-1.6)."""
    version.prepare_next()
    draft = LegalVersion(operator_id=version.operator_id, **{name: getattr(version, name) for name in FROZEN})
    session().add(draft)
    session().flush()
    return draft


@performs(LegalVersion.publish)
def publish(version: LegalVersion) -> None:
    """Put a draft in force now, in place of the former version, and tell (CGV-22.1, CGV-22.6).

    Raises NoticeRequired when professionals have a former version and a right to notice (CGV-22.4), OperatorUnknown,
    TextDisagrees.
    """
    operator, now = _locked(version), clock.now()
    days = value(NOTICE_DAYS, operator.id)
    if days and session().scalar(_by_date(operator.id, LegalVersion.effective_at <= now)) is not None:
        raise NoticeRequired(days=days)
    _seal(version, operator, now, effective_at=now)
    _supersede_former(version)
    version.publish()
    _tell(version)


@performs(LegalVersion.schedule)
def schedule(
    version: LegalVersion,
    effective_at: Annotated[
        datetime | None, Asked(_l("Entre en vigueur le"), help=_l("Vide : à la fin du préavis, à la minute près."))
    ] = None,
) -> None:
    """Publish a draft now that enters into force at ``effective_at``, the end of the notice by default (CGV-22.4).

    Raises NoticeTooShort beside the date, OperatorUnknown, TextDisagrees.
    """
    operator, now = _locked(version), clock.now()
    days = value(NOTICE_DAYS, operator.id)
    earliest = now + timedelta(days=days)
    # Dates are typed to the minute: that of the end of the notice is late enough.
    if effective_at is not None and effective_at < earliest.replace(second=0, microsecond=0):
        raise NoticeTooShort(field="effective_at", days=days, earliest=format_instant(earliest))
    _seal(version, operator, now, effective_at=effective_at or earliest)
    version.schedule()
    _tell(version)


@performs(LegalVersion.enter_into_force)
def put_in_force(version: LegalVersion) -> None:
    """Let a scheduled version whose date has come take the place of the former one."""
    _supersede_former(version)
    version.enter_into_force()
    session().flush()


def put_due_in_force() -> int:
    """Put every scheduled version whose date has come in force, in their order; how many."""
    due = (
        select(LegalVersion)
        .where(LegalVersion.state == VersionState.SCHEDULED, LegalVersion.effective_at <= clock.now())
        .order_by(LegalVersion.effective_at, LegalVersion.number)
        .with_for_update()
    )
    found = session().scalars(due).all()
    for version in found:
        put_in_force(version)
    return len(found)


def published(operator_id: int) -> list[LegalVersion]:
    """Every published version of the terms, the last number first."""
    statement = select(LegalVersion).where(
        LegalVersion.operator_id == operator_id,
        LegalVersion.kind == Kind.TERMS,
        LegalVersion.state != VersionState.DRAFT,
    )
    return list(session().scalars(statement.order_by(LegalVersion.number.desc())))


def _by_date(operator_id: int, when: ColumnElement[bool]) -> Select[LegalVersion]:
    return (
        select(LegalVersion)
        .where(
            LegalVersion.operator_id == operator_id,
            LegalVersion.kind == Kind.TERMS,
            LegalVersion.state != VersionState.DRAFT,
            when,
        )
        .order_by(LegalVersion.effective_at.desc(), LegalVersion.number.desc())
        .limit(1)
    )


def _locked(version: LegalVersion) -> Operator:
    """The operator of a draft, locked until the end: two publications follow each other, its orders do not wait.

    Raises WrongState: what is published is not sealed again.
    """
    if version.state is not VersionState.DRAFT:
        raise WrongState(state=version.state.label)
    statement = select(Operator).where(Operator.id == version.operator_id).with_for_update(key_share=True)
    return session().scalars(statement).one()


def _seal(version: LegalVersion, operator: Operator, now: datetime, *, effective_at: datetime) -> None:
    """Give the version its number, the next of its operator and kind, the fingerprint of its exact text, its dates."""
    if missing := [str(label) for label in operator.missing_mentions()]:
        raise OperatorUnknown(missing=", ".join(missing))
    if unsaid := next(_unsaid(version, operator), None):
        raise TextDisagrees(missing=unsaid)
    last = select(func.max(LegalVersion.number)).where(
        LegalVersion.operator_id == operator.id, LegalVersion.kind == version.kind
    )
    version.number = (session().scalar(last) or 0) + 1
    version.sha256 = wording.digest(version.body)
    version.published_at, version.effective_at = now, effective_at


def _unsaid(version: LegalVersion, operator: Operator) -> Iterator[str]:
    """What the text must say and does not: who sells, and each parameter that the software will apply."""
    return (said for said in (operator.legal_name, *version.terms.said()) if said not in version.body)


def _supersede_former(version: LegalVersion) -> None:
    """Take the version in force out of it before the next one enters: never two, even inside the transaction."""
    former = session().scalar(
        select(LegalVersion)
        .where(
            LegalVersion.operator_id == version.operator_id,
            LegalVersion.kind == version.kind,
            LegalVersion.state == VersionState.IN_FORCE,
        )
        .with_for_update()
    )
    if former is not None:
        assert version.effective_at is not None  # sealed
        former.supersede(version.effective_at)
        session().flush()


def _tell(version: LegalVersion) -> None:
    session().flush()
    facts = {"number": version.number, "sha256": f"sha256:{version.sha256}", "effective_at": version.effective_at}
    journal.record("terms.published", LegalVersion, version.id, facts)
    terms_published.send(LegalVersion, version=version)
