"""What a file must hold at each step of onboarding: each function proves one thing or raises its refusal."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from addons.base.models import Site, Trade
from addons.legal.services import terms_in_force
from addons.professionals import errors
from addons.professionals.models.choices import DocumentKind, NetworkStatus, TempAgency, Verdict
from addons.professionals.models.document import Document
from addons.professionals.parameters import EXPERIENCE_MIN_MONTHS, KBIS_MAX_AGE_MONTHS
from app.database import session
from app.i18n import Label, _l
from app.models.calendar import add_months
from app.models.parameters import value

if TYPE_CHECKING:
    from addons.professionals.models.professional import Professional


def first_contact(professional: "Professional") -> None:
    """A contact is on file, and a manager made it unless the professional came forward (CGV-4.1, CGV-4.6)."""
    if not professional.contacts:
        raise errors.ContactMissing
    if not any(contact.counts for contact in professional.contacts):
        raise errors.FirstContactByManager


def in_network(professional: "Professional") -> None:
    """The professional may have an account (CGV-3.2)."""
    if professional.network_status is not NetworkStatus.IN_NETWORK:
        raise errors.OffNetwork


def declared_profile(professional: "Professional") -> None:
    """Trades and at least one territory are declared (CGV-1.3, CGV-4.9)."""
    if not professional.trades or professional.main_trade is None:
        raise errors.TradeMissing
    if not professional.coverage:
        raise errors.ProfileNotDeclared


def legal_identity(professional: "Professional") -> None:
    """Everything the account needs is known, nothing more is asked (CGV-1.2, CGV-18.4)."""
    if missing := [str(label) for label in _missing_identity(professional)]:
        raise errors.IdentityIncomplete(missing=", ".join(missing))
    if professional.stated_professional_at is None:
        raise errors.StatementMissing


def _missing_identity(professional: "Professional") -> Iterator[Label]:
    for known, label in (
        (professional.siren, _l("SIREN")),
        (professional.legal_form, _l("forme juridique")),
        (professional.last_name, _l("nom du représentant")),
        (professional.first_name, _l("prénom du représentant")),
        (professional.phone, _l("téléphone")),
        (professional.email, _l("e-mail")),
        (professional.street and professional.postal_code and professional.commune, _l("adresse")),
    ):
        if not known:
            yield label


def not_temp_agency(professional: "Professional") -> None:
    """Somebody checked that the professional runs no temporary work agency (CGV-10.9)."""
    if professional.temp_agency is TempAgency.YES:
        raise errors.TempAgencyRefused
    if professional.temp_agency is TempAgency.UNKNOWN:
        raise errors.TempAgencyUnchecked


def documents(professional: "Professional", on: date) -> None:
    """Every compulsory document is conform and valid on that day (CGV-4.8)."""
    identity(professional, on)
    kbis(professional, on)
    insurances(professional, on)
    qualifications(professional)


def identity(professional: "Professional", on: date) -> None:
    """An identity document, both sides, valid on that day included (CGV-18.6)."""
    whole = [item for item in _conform(professional, DocumentKind.IDENTITY) if item.has_recto and item.has_verso]
    if not whole:
        raise errors.RectoVersoRequired
    if not any(item.covers(on) for item in whole):
        raise errors.IdentityExpired


def kbis(professional: "Professional", on: date) -> None:
    """A Kbis of less than three months on that day (CGV-18.7, CGV-20.7)."""
    months = value(KBIS_MAX_AGE_MONTHS, professional.operator_id)
    found = _conform(professional, DocumentKind.KBIS)
    if not any(item.issued_on is not None and kbis_ok(item.issued_on, on, months) for item in found):
        raise errors.KbisTooOld(months=months)


def kbis_ok(issued_on: date, signed_on: date, months: int) -> bool:
    """Whether a Kbis is less than that many calendar months old on the day of signature, and not dated after it."""
    return add_months(signed_on, -months) < issued_on <= signed_on


def insurances(professional: "Professional", on: date) -> None:
    """RC Pro, and décennale for each trade that needs one, cover that day until its last second (CGV-9.20)."""
    _covered(_conform(professional, DocumentKind.INSURANCE_RC_PRO), on)
    for trade in professional.trades:
        if trade.needs_decennale:
            _covered(_conform(professional, DocumentKind.INSURANCE_DECENNALE, trade), on)


def _covered(found: Iterable[Document], on: date) -> None:
    if not any(item.covers(on) for item in found):
        raise errors.InsuranceExpired


def qualifications(professional: "Professional") -> None:
    """A diploma or three years of experience for each regulated trade (CGV-9.24)."""
    for trade in professional.trades:
        if trade.is_regulated and not _qualified(professional, trade):
            raise errors.QualificationMissing


def _qualified(professional: "Professional", trade: Trade) -> bool:
    if _conform(professional, DocumentKind.DIPLOMA, trade):
        return True
    enough = value(EXPERIENCE_MIN_MONTHS, professional.operator_id)
    experience = _conform(professional, DocumentKind.EXPERIENCE, trade)
    return any((item.experience_months or 0) >= enough for item in experience)


def signed(professional: "Professional") -> None:
    """The terms bear a signature (CGV-2.3)."""
    if professional.signed_on is None:
        raise errors.SignatureMissing


def signed_terms_in_force(professional: "Professional") -> None:
    """The version in force was signed: the signature of a superseded one no longer counts (CGV-2.3)."""
    terms = terms_in_force(professional.operator_id)
    if not any(each.is_signature and each.version_id == terms.id for each in professional.acceptances):
        raise errors.SignatureSuperseded


def served_trade(professional: "Professional") -> None:
    """A live site of the operator handles at least one of the active trades (CGV-2.1)."""
    trades = [trade.id for trade in professional.trades if trade.active]
    served = (
        select(Site.id)
        .join(Site.trades)
        .where(Site.active, Site.operator_id == professional.operator_id, Trade.id.in_(trades))
        .limit(1)
    )
    if session().scalar(served) is None:
        raise errors.TradeNotServed


def validated_profile(professional: "Professional") -> None:
    """At least one territory was validated by the staff (CGV-4.3)."""
    if not any(line.validated for line in professional.coverage):
        raise errors.ProfileNotValidated


def _conform(professional: "Professional", kind: DocumentKind, trade: Trade | None = None) -> list[Document]:
    """Conform documents of a kind (and of a trade); a refused one that nothing replaces is named (CGV-4.8)."""
    found = [item for item in professional.documents if item.kind is kind and trade in (None, item.trade)]
    conform = [item for item in found if item.verdict is Verdict.CONFORM]
    if not conform and any(item.verdict is Verdict.NON_CONFORM for item in found):
        raise errors.DocumentRefused(document=str(kind.label))
    return conform
