"""«Prêt à vendre ?»: what must stand before real money may be taken, checked from what it is, never from a tick.

Real payment adapters stay off while a check that counts fails: nothing is sold on an unconfirmed identity.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, select

from addons.base.models import Operator, OperatorState, Site
from addons.invoicing.chain import SERIES
from addons.invoicing.errors import ReferenceMissing
from addons.invoicing.mentions import sentences
from addons.invoicing.models import Invoice, SeriesCode
from addons.invoicing.parties import missing_from_seller
from addons.invoicing.refusals import last_day
from addons.legal.models import LegalVersion
from addons.legal.services import terms_in_force
from addons.notifications.sms import store
from addons.orders.models import VatRegime
from addons.orders.parameters import VAT_RATE, VAT_REGIME
from addons.payments.adapters import Adapter, Unavailable, adapter
from addons.payments.parameters import PROVIDER
from addons.professionals.models import Professional, State
from app.database import session
from app.effects.mail import post_of
from app.effects.mail_store import MailStore
from app.errors import DomainError
from app.formats import format_day
from app.i18n import Label, _, _l
from app.models.base import Base
from app.models.clock import today
from app.models.parameters import value


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to have: where it stands, and what to do when it is not there.

    ``counts`` tells what keeps real payments off from what is only better. ``model`` is what to open, its record
    ``record_id`` when there is one.
    """

    label: Label
    done: bool
    found: str
    todo: Label
    model: type[Base] | None = None
    record_id: int | None = None
    counts: bool = True


def ready_to_sell(operator: Operator) -> list[Check]:
    """Every check of the operator, in the order one settles them."""
    return [*_company(operator), *_sale(operator), *_channels()]


def provider_of(operator_id: int) -> Adapter | None:
    """The payment provider of the operator; None when this installation does not have it."""
    try:
        return adapter(value(PROVIDER, operator_id))
    except Unavailable:
        return None


def is_ready(operator: Operator) -> bool:
    """Whether real money may be taken for the operator."""
    return all(check.done for check in ready_to_sell(operator) if check.counts)


def _company(operator: Operator) -> Iterator[Check]:
    yield Check(
        _l("Identité du vendeur"),
        operator.state is OperatorState.CONFIRMED,
        str(operator.state.label),
        _l("Comparez l’entreprise avec son Kbis, puis « Confirmer l’identité »."),
        Operator,
        operator.id,
    )
    missing = [str(label) for label in _missing(operator)]
    yield Check(
        _l("Mentions des factures"),
        not missing,
        _("il manque : %(missing)s", missing=", ".join(missing)) if missing else _("complètes"),
        _l("Complétez l’identité légale et l’adresse du siège."),
        Operator,
        operator.id,
    )
    yield Check(
        _l("Vente de mises en relation"),
        operator.lead_selling_enabled,
        _("ouverte") if operator.lead_selling_enabled else _("fermée"),
        _l("Cochez « Vend des mises en relation »."),
        Operator,
        operator.id,
    )
    yield _vat(operator)


def _sale(operator: Operator) -> Iterator[Check]:
    terms = _terms(operator)
    yield Check(
        _l("Conditions générales de vente"),
        terms is not None,
        _("aucune en vigueur") if terms is None else _("version %(number)s en vigueur", number=terms.number),
        _l("Publiez une version des CGV."),
        LegalVersion,
    )
    sites = _exists(Site, Site.operator_id == operator.id, Site.active, Site.phone_line.is_not(None))
    yield Check(
        _l("Site et ligne téléphonique"),
        sites,
        _("au moins un") if sites else _("aucun"),
        _l("Donnez sa ligne à un site actif."),
        Site,
    )
    validated = _exists(Professional, Professional.operator_id == operator.id, Professional.state == State.VALIDATED)
    yield Check(
        _l("Professionnels validés"),
        validated,
        _("au moins un") if validated else _("aucun"),
        _l("Menez un dossier jusqu’à sa validation."),
        Professional,
    )
    yield _series(operator)
    provider = provider_of(operator.id)
    real = provider is not None and provider.real
    yield Check(
        _l("Prestataire de paiement"),
        real,
        value(PROVIDER, operator.id) if real else _("prestataire d’essai, aucun argent ne bouge"),
        _l("Réglez un prestataire de paiement réel."),
    )


def _channels() -> Iterator[Check]:
    by_mail = not isinstance(post_of(current_app), MailStore)
    yield Check(
        _l("Envoi des courriels"),
        by_mail,
        _("serveur réglé") if by_mail else _("gardés sur place"),
        _l("Réglez RELAIS_SMTP_URL."),
    )
    by_text = store() is None
    yield Check(
        _l("Envoi des SMS"),
        by_text,
        _("fournisseur réglé") if by_text else _("gardés sur place"),
        _l("Réglez le fournisseur de SMS : sans lui, les demandes partent par courriel seul."),
        counts=False,
    )


def _missing(operator: Operator) -> Iterator[Label]:
    """What an invoice needs, once the identity is confirmed and the price is above the limit of small ones."""
    yield from missing_from_seller(operator, SeriesCode.FINAL)
    if value(VAT_REGIME, operator.id) is VatRegime.STANDARD and not operator.vat_number:
        yield _l("numéro de TVA")


def _vat(operator: Operator) -> Check:
    regime = value(VAT_REGIME, operator.id)
    rate = value(VAT_RATE, operator.id)
    done = regime is VatRegime.FRANCHISE or (regime is VatRegime.STANDARD and rate > 0)
    found = str(regime.label)
    if regime is VatRegime.STANDARD:
        found = f"{found}, {rate:.2f} %".replace(".", ",")
    try:
        sentences(operator.id, regime, today())
    except ReferenceMissing as refusal:
        done, found = False, refusal.message
    return Check(_l("TVA"), done, found, _l("Réglez le régime et le taux de TVA de l’entreprise."))


def _series(operator: Operator) -> Check:
    """The series of real invoices may go on: its last date has come."""
    last = last_day(operator.id, SeriesCode.FINAL)
    done = last is None or last <= today()
    pattern = SERIES[SeriesCode.FINAL].pattern.format(year=today().year, number=1)
    if last is None:
        found = _("commencera à %(number)s", number=pattern)
    else:
        found = _("dernière facture le %(on)s", on=format_day(last))
    return Check(_l("Numérotation"), done, found, _l("L’horloge de cette machine retarde : réglez-la."), Invoice)


def _terms(operator: Operator) -> LegalVersion | None:
    try:
        return terms_in_force(operator.id)
    except DomainError:
        return None


def _exists(model: type[Base], *conditions: ColumnElement[bool] | Any) -> bool:
    return session().scalar(select(model.id).where(*conditions).limit(1)) is not None
