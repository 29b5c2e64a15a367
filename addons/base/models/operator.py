"""The operator: the company that runs the sites, issues the invoices and signs the legal texts (CGV-0.2)."""

import enum
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from addons.base.errors import IdentityConfirmed, InvalidPostalCode, InvalidSiret, OperatorIncomplete
from app.i18n import Label, _l
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.clock import now
from app.models.fields import code, email, flag, instant, money, phone, siren, text, workflow
from app.models.versioned import Versioned
from app.models.words import search_words, sort_key
from app.models.workflow import transition
from app.privacy.declarations import Category, Subject, not_personal, personal

_published = not_personal("mention légale publiée par l’opérateur")
_mailbox = not_personal("boîte de service de l’opérateur")
_fallback = _l("Vide : l’e-mail de contact.")

#: What the Kbis proves: changing any of it withdraws nothing silently, the confirmation must be withdrawn first.
IDENTITY = ("legal_name", "legal_form", "siren", "siret", "rcs_city")


class OperatorState(Choice):
    """Whether an administrator has compared the operator with its Kbis."""

    UNCONFIRMED = "unconfirmed", _l("À confirmer"), "orange"
    CONFIRMED = "confirmed", _l("Confirmé"), "green"


class Purpose(enum.Enum):
    """What somebody writes to the operator about; each may have its own mailbox (CGV-4.7)."""

    RECREDIT = "recredit_email"
    UNSUBSCRIBE = "unsubscribe_email"
    DELETION = "deletion_email"
    GDPR = "gdpr_email"
    PROFILE_CHANGE = "profile_change_email"


class Operator(Base, Versioned):
    """A seller of introductions. Nothing about it is written in code: texts, invoices and footers read this record."""

    __tablename__ = "base_operator"
    names = Names(_l("opérateur"), _l("opérateurs"))
    title = ("brand_name",)
    resource = "operators"
    natural_key = ("code",)

    legal_name: Mapped[str] = text(120, label=_l("Dénomination sociale"), search=True, personal=_published)
    legal_form: Mapped[str | None] = text(
        60, label=_l("Forme juridique"), help=_l("Par exemple SASU."), personal=_published
    )
    brand_name: Mapped[str] = text(120, label=_l("Nom commercial"), search=True, personal=_published)
    platform_name: Mapped[str | None] = text(
        120, label=_l("Nom de la plateforme"), help=_l("Le nom que voient les professionnels."), personal=_published
    )
    siren: Mapped[str | None] = siren(label=_l("SIREN"), search=True, personal=_published)
    siret: Mapped[str | None] = code(14, label=_l("SIRET du siège"), help=_l("14 chiffres, à part du SIREN."))
    rcs_city: Mapped[str | None] = text(80, label=_l("Ville du RCS"), personal=_published)
    vat_number: Mapped[str | None] = code(20, label=_l("Numéro de TVA"))
    share_capital: Mapped[Decimal | None] = money(label=_l("Capital social"), measure=False)
    street: Mapped[str | None] = text(160, label=_l("Adresse"), personal=_published)
    postal_code: Mapped[str | None] = code(10, label=_l("Code postal"))
    city: Mapped[str | None] = text(80, label=_l("Ville"), search=True, personal=_published)
    country: Mapped[str] = text(60, label=_l("Pays"), default="France", personal=_published)
    contact_phone: Mapped[str | None] = phone(label=_l("Téléphone"), personal=_published)
    contact_email: Mapped[str | None] = email(label=_l("E-mail"), personal=_mailbox)
    recredit_email: Mapped[str | None] = email(label=_l("E-mail des recrédits"), help=_fallback, personal=_mailbox)
    unsubscribe_email: Mapped[str | None] = email(
        label=_l("E-mail de désinscription"), help=_fallback, personal=_mailbox
    )
    deletion_email: Mapped[str | None] = email(
        label=_l("E-mail des suppressions de compte"), help=_fallback, personal=_mailbox
    )
    gdpr_email: Mapped[str | None] = email(label=_l("E-mail des droits RGPD"), help=_fallback, personal=_mailbox)
    profile_change_email: Mapped[str | None] = email(
        label=_l("E-mail des changements de profil"), help=_fallback, personal=_mailbox
    )
    representative_name: Mapped[str | None] = text(
        120,
        label=_l("Représentant légal"),
        personal=personal(
            Subject.STAFF,
            Category.IDENTITY,
            purpose="mentions légales et contrats",
            kept="tant que la personne représente l’opérateur",
        ),
    )
    representative_title: Mapped[str | None] = text(
        60, label=_l("Qualité"), help=_l("Par exemple président."), personal=not_personal("fonction, sans nom")
    )
    lead_selling_enabled: Mapped[bool] = flag(
        label=_l("Vend des mises en relation"),
        help=_l("Désactivé, aucune demande de cet opérateur ne peut être publiée."),
    )
    code: Mapped[str] = code(40, label=_l("Code"), unique=True)
    state: Mapped[OperatorState] = workflow(OperatorState, start=OperatorState.UNCONFIRMED, label=_l("Identité"))
    confirmed_at: Mapped[datetime | None] = instant(label=_l("Identité confirmée le"), readonly=True)
    brand_name_key: Mapped[str] = sort_key("brand_name")
    words: Mapped[str] = search_words()

    def check(self) -> None:
        """Refuse an impossible address or SIRET, and a silent change of a confirmed identity (CGV-0.3, CGV-0.4)."""
        if self.country == "France" and self.postal_code and not re.fullmatch(r"\d{5}", self.postal_code):
            raise InvalidPostalCode(field="postal_code")
        if self.siret:
            self.siret = re.sub(r"\s", "", self.siret)
            if not re.fullmatch(r"\d{14}", self.siret) or (self.siren and not self.siret.startswith(self.siren)):
                raise InvalidSiret(field="siret")
        if self.state is OperatorState.CONFIRMED:
            for name in IDENTITY:
                if inspect(self).attrs[name].history.has_changes():
                    raise IdentityConfirmed(field=name)

    def email_for(self, purpose: Purpose) -> str | None:
        """The mailbox for this purpose, or the contact e-mail when it has none of its own (CGV-4.7)."""
        own: str | None = getattr(self, purpose.value)
        return own or self.contact_email

    def missing_mentions(self) -> Iterator[Label]:
        """Labels of the mentions without which an operator can neither be confirmed nor invoice."""
        for value, label in (
            (self.legal_form, _l("forme juridique")),
            (self.siren, _l("SIREN")),
            (self.rcs_city, _l("ville du RCS")),
            (self.street and self.postal_code and self.city, _l("adresse du siège")),
            (self.contact_email, _l("e-mail")),
        ):
            if not value:
                yield label

    @transition(
        OperatorState.UNCONFIRMED,
        to=OperatorState.CONFIRMED,
        label=_l("Confirmer l’identité"),
        may="confirm",
        rule="CGV-0.3",
        confirm=_l("Avez-vous comparé la dénomination, le SIREN et l’adresse avec le Kbis ?"),
        primary=True,
    )
    def confirm(self) -> None:
        """Declare the identity compared with the Kbis. Raises OperatorIncomplete while a legal mention is empty."""
        if missing := [str(label) for label in self.missing_mentions()]:
            raise OperatorIncomplete(missing=", ".join(missing))
        self.confirmed_at = now()

    @transition(
        OperatorState.CONFIRMED,
        to=OperatorState.UNCONFIRMED,
        label=_l("Retirer la confirmation"),
        may="confirm",
        confirm=_l("Les documents porteront de nouveau la série provisoire."),
    )
    def withdraw_confirmation(self) -> None:
        """Open the identity to changes again; documents fall back to the provisional series."""
        self.confirmed_at = None
