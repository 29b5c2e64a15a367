"""A version of a legal text: immutable once published, one in force at a time (CGV-1.6, CGV-6.13)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, inspect
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from addons.base.models import Operator
from addons.legal import wording
from addons.legal.errors import PriceBoundsReversed, PublishedIsImmutable
from addons.legal.parameters import NOTICE_DAYS
from app.access.identity import Account, current
from app.database import session
from app.i18n import Label, _l
from app.models import kinds
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import Field, choice, code, count, instant, workflow
from app.models.owned import OperatorMissing, Owned
from app.models.parameters import value
from app.models.types import Money
from app.models.versioned import Versioned
from app.models.words import search_words
from app.models.workflow import SYSTEM_ONLY, Asked, transition
from app.privacy.declarations import not_personal

_published = not_personal("texte juridique publié")
_EURO, _MOST = Decimal("1.00"), Decimal("1999.00")
#: What a version sets, and what publication freezes with it.
PARAMETERS = ("price_min_ht", "price_max_ht", "recredit_days", "contact_minutes", "onsite_minutes")
FROZEN = (*PARAMETERS, "kind", "heading", "body")


def _price(label: Label, start: Decimal) -> MappedColumn[Any]:
    """A bound of the prices, with the one a new draft starts from (CGV-6.12)."""
    return mapped_column(Money(), info={"field": Field(kinds.MoneyKind(), label)}, default=start, active_history=True)


class Kind(Choice):
    """Which text."""

    TERMS = "cgv", _l("Conditions générales de vente"), "blue"


class VersionState(Choice):
    """The life of a version."""

    DRAFT = "draft", _l("Brouillon"), "grey"
    SCHEDULED = "scheduled", _l("Programmée"), "orange"
    IN_FORCE = "in_force", _l("En vigueur"), "green"
    SUPERSEDED = "superseded", _l("Remplacée"), "grey"


class LegalVersion(Base, Owned, Versioned):
    """One version of the terms, in French, with the parameters it sets."""

    __tablename__ = "legal_version"
    names = Names(_l("version"), _l("versions"), feminine=True)
    title = ("kind", "number")
    resource = "legal_versions"
    natural_key = ("operator", "kind", "number")
    __table_args__ = (
        UniqueConstraint("operator_id", "kind", "number"),
        Index(
            "uq_legal_version_in_force",
            "operator_id",
            "kind",
            unique=True,
            postgresql_where=sql("state = 'in_force'"),
        ),
        CheckConstraint("price_min_ht > 0 and price_min_ht <= price_max_ht", name="price_bounds"),
    )

    kind: Mapped[Kind] = choice(Kind, label=_l("Texte"), default=Kind.TERMS)
    number: Mapped[int | None] = count(label=_l("Numéro"), minimum=1, readonly=True)
    # Left empty, both are written from the model: their columns have a default so that no form asks for them.
    heading: Mapped[str] = mapped_column(
        String(160),
        info={"field": Field(kinds.Text(160), _l("Titre"), search=True, personal=_published)},
        default=lambda: wording.HEADING,
        active_history=True,
    )
    body: Mapped[str] = mapped_column(
        Text(),
        info={"field": Field(kinds.LongText(400_000), _l("Texte"), _l("Vide : notre modèle."), personal=_published)},
        default=lambda: "",
        active_history=True,
    )
    price_min_ht: Mapped[Decimal] = _price(_l("Tarif minimal HT"), _EURO)
    price_max_ht: Mapped[Decimal] = _price(_l("Tarif maximal HT"), _MOST)
    recredit_days: Mapped[int] = count(label=_l("Délai de recrédit, en jours"), minimum=1, maximum=60, default=7)
    contact_minutes: Mapped[int] = count(label=_l("Appel au client, en minutes"), minimum=1, maximum=120, default=10)
    onsite_minutes: Mapped[int] = count(label=_l("Présence sur place, en minutes"), minimum=5, maximum=480, default=30)
    sha256: Mapped[str | None] = code(64, label=_l("Empreinte"), readonly=True)
    published_at: Mapped[datetime | None] = instant(label=_l("Publiée le"), readonly=True)
    effective_at: Mapped[datetime | None] = instant(label=_l("Entrée en vigueur"), facet=True, readonly=True)
    superseded_at: Mapped[datetime | None] = instant(label=_l("Remplacée le"), readonly=True)
    state: Mapped[VersionState] = workflow(VersionState, start=VersionState.DRAFT, label=_l("État"))
    words: Mapped[str] = search_words()

    @property
    def terms(self) -> wording.Terms:
        """The parameters it sets."""
        return wording.Terms(*(getattr(self, name) for name in PARAMETERS))

    def check(self) -> None:
        """Refuse impossible bounds (CGV-6.13) and any change of what was published (CGV-1.6).

        The text of a draft that nobody touched follows its parameters.
        """
        if self.state not in (None, VersionState.DRAFT):
            changed = next((name for name in FROZEN if inspect(self).attrs[name].history.has_changes()), None)
            if changed is not None:
                raise PublishedIsImmutable(field=changed)
            return
        self._start()
        if not 0 < self.price_min_ht <= self.price_max_ht:
            raise PriceBoundsReversed(field="price_min_ht")
        self._follow()

    def _start(self) -> None:
        """Give a new draft what its form left empty."""
        columns = inspect(type(self)).columns
        for name in (*PARAMETERS, "kind"):
            if getattr(self, name) is None:
                default: Any = columns[name].default
                setattr(self, name, default.arg)
        self.heading = self.heading or wording.HEADING

    def _follow(self) -> None:
        before = wording.Terms(*(self._before(name) for name in PARAMETERS))
        untouched = not self.body or self.body == self._model_text(before)
        if untouched:
            self.body = self._model_text(self.terms)

    def _before(self, name: str) -> Any:
        deleted = inspect(self).attrs[name].history.deleted
        return deleted[0] if deleted and deleted[0] is not None else getattr(self, name)

    def _model_text(self, terms: wording.Terms) -> str:
        operator = self._seller()
        return wording.write(operator, terms, notice_days=value(NOTICE_DAYS, operator.id))

    def _seller(self) -> Operator:
        """Whose terms they are: known before the row is written."""
        acting = current()
        known = self.operator_id or (acting.operator_id if isinstance(acting, Account) else None)
        found: Operator | None = self.operator or (session().get(Operator, known) if known else None)
        if found is None:
            raise OperatorMissing
        return found

    @transition(
        VersionState.DRAFT,
        to=VersionState.IN_FORCE,
        label=_l("Publier maintenant"),
        may="publish",
        rule="CGV-22.6",
        confirm=_l("Le texte, ses paramètres et sa date ne pourront plus changer."),
        primary=True,
    )
    def publish(self) -> None:
        """Enter into force at once."""

    @transition(
        VersionState.DRAFT,
        to=VersionState.SCHEDULED,
        label=_l("Programmer"),
        may="publish",
        rule="CGV-22.4",
        confirm=_l("Le texte, ses paramètres et sa date ne pourront plus changer."),
    )
    def schedule(self) -> None:
        """Be published now and enter into force later."""

    @transition(
        VersionState.SCHEDULED,
        to=VersionState.IN_FORCE,
        label=_l("Mettre en vigueur"),
        may=SYSTEM_ONLY,
        rule="CGV-22.6",
    )
    def enter_into_force(self) -> None:
        """The date has come; done by the clock alone."""

    @transition(
        VersionState.IN_FORCE, to=VersionState.SUPERSEDED, label=_l("Remplacer"), may=SYSTEM_ONLY, rule="CGV-22.1"
    )
    def supersede(self, at: Annotated[datetime, Asked(_l("Remplacée le"))]) -> None:
        """Leave the place to the version that enters into force at ``at``; done with it alone."""
        self.superseded_at = at

    @transition(
        VersionState.IN_FORCE,
        to=VersionState.IN_FORCE,
        label=_l("Préparer une nouvelle version"),
        may="create",
        rule="CGV-1.6",
    )
    def prepare_next(self) -> None:
        """Stay as it is: the draft of the next version starts from it."""
