"""The professional: identity, trades, file, and the life of the relation (CGV art. 3, 4, 9, 10, 18)."""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Table, event, inspect, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Mapper, relationship

from addons.base.errors import InvalidSiret
from addons.base.models import Trade
from addons.legal.services import terms_in_force
from addons.professionals import errors, guards
from addons.professionals.models.choices import CLOSED, ONBOARDING, LegalForm, NetworkStatus, State, TempAgency
from addons.professionals.models.contact import ContactLog
from addons.professionals.models.coverage import CoverageLine
from addons.professionals.models.document import Document
from addons.professionals.parameters import DELETION_WORKING_DAYS
from addons.professionals.retention import BUSINESS, CONTACT, IDENTITY
from addons.zones.models import Commune
from addons.zones.models.addresses import check_address, check_postal_code
from app.access.identity import Account, current
from app.access.people import Person
from app.database import session
from app.i18n import _l
from app.models.base import Base, Names
from app.models.calendar import add_working_days
from app.models.clock import now, today
from app.models.fields import (
    choice,
    code,
    day,
    email,
    flag,
    instant,
    lines,
    phone,
    ref,
    refs,
    siren,
    text,
    workflow,
)
from app.models.numbering import Series, number
from app.models.owned import Owned
from app.models.parameters import value
from app.models.versioned import Versioned
from app.models.words import search_words, sort_key
from app.models.workflow import SYSTEM_ONLY, Asked, transition

if TYPE_CHECKING:
    from addons.professionals.models.acceptance import Acceptance

REFERENCES = Series("professional", "PRO-{number:06d}", yearly=False)

professional_trades = Table(
    "professionals_professional_trade",
    Base.metadata,
    Column("professional_id", ForeignKey("professionals_professional.id", ondelete="CASCADE"), primary_key=True),
    Column("trade_id", ForeignKey("base_trade.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Professional(Base, Owned, Versioned):
    """A company of the building trades, inside the network or not (CGV-3.2)."""

    __tablename__ = "professionals_professional"
    names = Names(_l("professionnel"), _l("professionnels"))
    title = ("business_name",)
    resource = "professionals"
    natural_key = ("operator", "reference")
    __table_args__ = (
        # One live file per company and operator: a closed file frees its SIREN, and check() refuses a banned one.
        Index(
            "uq_professionals_professional_siren",
            "operator_id",
            "siren",
            unique=True,
            postgresql_where=sql("state not in ('terminated', 'abandoned')"),
        ),
        Index("ix_professionals_professional_email", "email"),
        Index("ix_professionals_professional_phone", "phone"),
        Index("ix_professionals_professional_siren", "siren"),
    )

    business_name: Mapped[str] = text(120, label=_l("Entreprise"), search=True, personal=IDENTITY)
    reference: Mapped[str | None] = code(16, label=_l("Référence"), search=True, readonly=True)
    siren: Mapped[str | None] = siren(label=_l("SIREN"), search=True, personal=BUSINESS)
    siret: Mapped[str | None] = code(14, label=_l("SIRET"), help=_l("14 chiffres, ceux du SIREN d’abord."))
    legal_form: Mapped[LegalForm | None] = choice(LegalForm, label=_l("Forme juridique"))
    network_status: Mapped[NetworkStatus] = choice(NetworkStatus, label=_l("Réseau"), default=NetworkStatus.IN_NETWORK)
    last_name: Mapped[str | None] = text(80, label=_l("Nom du représentant"), search=True, personal=IDENTITY)
    first_name: Mapped[str | None] = text(80, label=_l("Prénom"), personal=IDENTITY)
    phone: Mapped[str | None] = phone(label=_l("Téléphone"), search=True, personal=CONTACT)
    email: Mapped[str | None] = email(label=_l("E-mail"), search=True, personal=CONTACT)
    street: Mapped[str | None] = text(160, label=_l("Adresse"), personal=CONTACT)
    postal_code: Mapped[str | None] = code(5, label=_l("Code postal"))
    commune_id: Mapped[int | None] = ref("zones_commune.id", label=_l("Commune"))
    commune: Mapped[Commune | None] = relationship()
    main_trade_id: Mapped[int | None] = ref("base_trade.id", label=_l("Métier principal"), facet=True)
    main_trade: Mapped[Trade | None] = relationship()
    trades: Mapped[list[Trade]] = refs(professional_trades, label=_l("Métiers"), facet=True)
    stated_professional_at: Mapped[datetime | None] = instant(
        label=_l("Déclaration reçue le"),
        help=_l("« Je contracte en qualité de professionnel, pour les besoins de mon activité principale. »"),
    )
    temp_agency: Mapped[TempAgency] = choice(
        TempAgency, label=_l("Agence d’intérim"), facet=False, default=TempAgency.UNKNOWN
    )
    contacts: Mapped[list[ContactLog]] = lines(
        label=_l("Contacts"), back_populates="professional", order_by=ContactLog.at
    )
    coverage: Mapped[list[CoverageLine]] = lines(
        label=_l("Territoires"), back_populates="professional", order_by=CoverageLine.id
    )
    documents: Mapped[list[Document]] = lines(
        label=_l("Documents"), back_populates="professional", order_by=Document.id
    )
    state: Mapped[State] = workflow(State, start=State.CONTACTED, label=_l("État"))
    signed_on: Mapped[date | None] = day(label=_l("CGV signées le"), readonly=True)
    signatory: Mapped[str | None] = text(160, label=_l("Signataire"), personal=IDENTITY, readonly=True)
    validated_at: Mapped[datetime | None] = instant(label=_l("Validé le"), facet=True, readonly=True)
    validated_by_id: Mapped[int | None] = ref("ab_user.id", label=_l("Validé par"), readonly=True, ondelete="SET NULL")
    validated_by: Mapped[Person | None] = relationship()
    deletion_due_on: Mapped[date | None] = day(label=_l("À supprimer avant le"), readonly=True)
    paused_until: Mapped[datetime | None] = instant(
        label=_l("En pause jusqu’au"), help=_l("Aucune demande proposée d’ici là.")
    )
    banned: Mapped[bool] = flag(label=_l("Accès clos pour toujours"), readonly=True)
    acceptances: Mapped[list["Acceptance"]] = relationship(back_populates="professional", passive_deletes="all")
    business_name_key: Mapped[str] = sort_key("business_name")
    words: Mapped[str] = search_words()

    def check(self) -> None:
        """Refuse what disagrees: SIRET, address, main trade, a known or banned company, a transferred account."""
        self._check_siret()
        self._check_address()
        if self.main_trade is not None and self.main_trade not in self.trades:
            raise errors.MainTradeNotListed(field="main_trade")
        if self.validated_at is not None and self._changed("siren"):
            raise errors.NotTransferable(field="siren")
        with session().no_autoflush:
            self._check_others()

    def _check_siret(self) -> None:
        if self.siret:
            self.siret = re.sub(r"\s", "", self.siret)
            if not re.fullmatch(r"\d{14}", self.siret) or (self.siren and not self.siret.startswith(self.siren)):
                raise InvalidSiret(field="siret")

    def _check_address(self) -> None:
        if self.postal_code and self.commune is not None:
            check_address(self.postal_code, self.commune)
        elif self.postal_code:
            check_postal_code(self.postal_code)

    def _check_others(self) -> None:
        """Raise Banned or AlreadyRegistered beside the value somebody else of the operator has (CGV-4.2, CGV-8.2)."""
        typed = {name: getattr(self, name) for name in ("siren", "email", "phone") if self._changed(name)}
        typed = {name: mine for name, mine in typed.items() if mine is not None}
        if not typed:
            return
        same = or_(*(getattr(Professional, name) == mine for name, mine in typed.items()))
        for other in session().scalars(select(Professional).where(same, Professional.id != (self.id or 0))):
            for name, mine in typed.items():
                if getattr(other, name) != mine:
                    continue
                if other.banned:
                    raise errors.Banned(field=name)
                # Two companies of one family may share a telephone, never a SIREN nor the e-mail of an account.
                if name != "phone" and other.state not in CLOSED:
                    raise errors.AlreadyRegistered(field=name, reference=other.reference or other.business_name)

    def _changed(self, name: str) -> bool:
        return bool(inspect(self).attrs[name].history.has_changes())

    @transition(
        State.CONTACTED,
        to=State.PROFILE_DECLARED,
        label=_l("Déclarer le profil"),
        may="onboard",
        rule="CGV-4.9",
        primary=True,
    )
    def declare_profile(self) -> None:
        """Record that trades and territories were declared. Raises OffNetwork, TradeMissing, ProfileNotDeclared."""
        guards.in_network(self)
        guards.declared_profile(self)

    @transition(
        State.PROFILE_DECLARED,
        to=State.DOCUMENTS_PENDING,
        label=_l("Ouvrir le compte"),
        may="onboard",
        rule="CGV-4.1",
        primary=True,
    )
    def open_account(self) -> None:
        """Open the file of documents; the account itself stays closed until validation (CGV-4.8).

        Raises ContactMissing, FirstContactByManager, OffNetwork, ProfileNotDeclared, IdentityIncomplete,
        StatementMissing, TempAgencyRefused or TempAgencyUnchecked.
        """
        guards.in_network(self)
        guards.first_contact(self)
        guards.declared_profile(self)
        guards.legal_identity(self)
        guards.not_temp_agency(self)

    @transition(
        State.DOCUMENTS_PENDING,
        to=State.DOCUMENTS_VERIFIED,
        label=_l("Documents vérifiés"),
        may="onboard",
        rule="CGV-4.8",
        primary=True,
    )
    def verify_documents(self) -> None:
        """Close the check of documents, valid today. Raises the refusal of the first one that is missing or wrong."""
        guards.documents(self, today())

    @transition(
        State.DOCUMENTS_VERIFIED,
        to=State.SIGNATURE_PENDING,
        label=_l("Présenter les CGV"),
        may="onboard",
        rule="CGV-2.3",
        primary=True,
    )
    def ask_signature(self) -> None:
        """Hand the terms over for signature. Raises NoTermsInForce."""
        terms_in_force(self.operator_id)

    @transition(
        State.SIGNATURE_PENDING,
        to=State.DOCUMENTS_PENDING,
        label=_l("Redemander des documents"),
        may="onboard",
        rule="CGV-20.7",
    )
    def ask_documents_again(self) -> None:
        """Go back to the file: the Kbis grew too old before the signature."""

    @transition(
        State.SIGNATURE_PENDING,
        to=State.SIGNED,
        label=_l("Enregistrer la signature"),
        may="onboard",
        rule="CGV-20.7",
        primary=True,
    )
    def sign(self) -> None:
        """Count the signature on file. Raises SignatureMissing, or KbisTooOld at the day of signature."""
        guards.signed(self)
        guards.kbis(self, self.signed_on or today())

    @transition(
        State.SIGNED,
        to=State.SIGNED,
        label=_l("Enregistrer une nouvelle signature"),
        may="onboard",
        rule="CGV-2.3",
    )
    def sign_again(self) -> None:
        """Count a later signature: the version that was signed has been superseded. Raises as ``sign``."""
        guards.signed(self)
        guards.kbis(self, self.signed_on or today())

    @transition(State.SIGNED, to=State.VALIDATED, label=_l("Valider"), may="validate", rule="CGV-3.10", primary=True)
    def validate(self) -> None:
        """Open the requests to the professional, once every item of the checklist holds today (CGV-3.10, CGV-4.3).

        Raises the refusal of the first item that does not.
        """
        guards.first_contact(self)
        guards.identity(self, today())
        guards.insurances(self, today())
        guards.qualifications(self)
        guards.signed(self)
        guards.signed_terms_in_force(self)
        guards.validated_profile(self)
        guards.served_trade(self)
        acting = current()
        self.validated_at = now()
        self.validated_by_id = acting.id if isinstance(acting, Account) else None

    @transition(
        State.VALIDATED,
        to=State.VALIDATED,
        label=_l("Inviter au portail"),
        may="onboard",
        rule="CGV-4.2",
    )
    def give_access(self) -> None:
        """Open the account of the portal, or send its link again."""

    @transition(
        State.VALIDATED,
        to=State.VALIDATED,
        label=_l("Noter ses préférences"),
        may="onboard",
        rule="CGV-16.4",
    )
    def note_preferences(self) -> None:
        """Write down which offers the professional asked to receive, by e-mail or by telephone."""

    @transition(
        State.VALIDATED, to=State.DOCUMENTS_EXPIRED, label=_l("Assurance expirée"), may=SYSTEM_ONLY, rule="CGV-9.20"
    )
    def expire_documents(self) -> None:
        """Block offers and orders because an insurance ended; done by the nightly task alone."""

    @transition(
        State.DOCUMENTS_EXPIRED,
        to=State.VALIDATED,
        label=_l("Rétablir après vérification"),
        may="onboard",
        rule="CGV-9.20",
        primary=True,
    )
    def renew_documents(self) -> None:
        """Restore offers and orders. Raises InsuranceExpired while no conform certificate covers today."""
        guards.insurances(self, today())

    @transition(
        (State.VALIDATED, State.DOCUMENTS_EXPIRED),
        to=State.SUSPENDED,
        label=_l("Suspendre"),
        may="sanction",
        rule="CGV-10.4",
        danger=True,
    )
    def suspend(self) -> None:
        """Block the access at once, reversibly."""

    @transition(
        State.SUSPENDED, to=State.VALIDATED, label=_l("Rétablir l’accès"), may="sanction", rule="CGV-10.4", primary=True
    )
    def reinstate(self) -> None:
        """Lift a suspension."""

    @transition(
        (State.VALIDATED, State.SUSPENDED, State.DOCUMENTS_EXPIRED),
        to=State.DELETION_PENDING,
        label=_l("Enregistrer une demande de suppression"),
        may="onboard",
        rule="CGV-10.2",
    )
    def request_deletion(self, received_on: Annotated[date, Asked(_l("Demande reçue le"))]) -> None:
        """Stop offers and orders; the account goes within fifteen working days after the day of receipt (CGV-10.3)."""
        self.deletion_due_on = add_working_days(received_on, value(DELETION_WORKING_DAYS, self.operator_id))

    @transition(
        State.DELETION_PENDING,
        to=State.VALIDATED,
        label=_l("Annuler la demande de suppression"),
        may="onboard",
        rule="CGV-10.2",
    )
    def withdraw_deletion(self) -> None:
        """The professional changed his mind before the deletion was carried out."""
        self.deletion_due_on = None

    @transition(
        tuple(state for state in State if state not in CLOSED),
        to=State.TERMINATED,
        label=_l("Résilier"),
        may="sanction",
        rule="CGV-10.4",
        confirm=_l("La résiliation est définitive."),
        danger=True,
    )
    def terminate(self) -> None:
        """End the relation for good."""

    @transition(
        ONBOARDING,
        to=State.ABANDONED,
        label=_l("Abandonner le dossier"),
        may="onboard",
        confirm=_l("Un dossier abandonné ne se rouvre pas : il faudra en créer un nouveau."),
        danger=True,
    )
    def abandon(self) -> None:
        """Close a file that leads nowhere; the retention of prospects applies from now on."""


@event.listens_for(Professional, "after_insert")
def _take_reference(mapper: Mapper[Any], connection: Connection, professional: Professional) -> None:
    """Every file is numbered, however it was opened; the operator is known once the row is written."""
    if professional.reference is None:
        number(professional, "reference", REFERENCES)
