"""Sites: where clients find an operator, each with its own telephone line (CGV-0.5)."""

import re

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from addons.base.errors import InvalidHost
from addons.base.models.trade import Trade
from app.i18n import _l
from app.models.base import Base, Names
from app.models.fields import flag, phone, refs, text
from app.models.owned import Owned
from app.models.words import search_words, sort_key
from app.privacy.declarations import not_personal

site_trades = Table(
    "base_site_trade",
    Base.metadata,
    Column("site_id", ForeignKey("base_site.id", ondelete="CASCADE"), primary_key=True),
    Column("trade_id", ForeignKey("base_trade.id", ondelete="RESTRICT"), primary_key=True, index=True),
)


class Site(Base, Owned):
    """A public site of an operator. ``www.`` and the bare host are one site, so a host is stored without it."""

    __tablename__ = "base_site"
    names = Names(_l("site"), _l("sites"))
    title = ("label",)
    resource = "sites"
    natural_key = ("host",)
    __table_args__ = (
        # A call is attached to a site by the line that was dialled: two live sites cannot share one.
        Index("uq_base_site_phone_line", "phone_line", unique=True, postgresql_where=sql("active")),
    )

    host: Mapped[str] = text(
        253,
        label=_l("Adresse"),
        help=_l("Nom de domaine sans www, par exemple exemple.fr."),
        search=True,
        unique=True,
        personal=not_personal("nom de domaine de l’opérateur"),
    )
    label: Mapped[str] = text(
        120, label=_l("Enseigne"), search=True, personal=not_personal("nom commercial de l’opérateur")
    )
    phone_line: Mapped[str | None] = phone(
        label=_l("Ligne téléphonique"),
        help=_l("Le numéro que les clients composent : il rattache chaque appel à ce site."),
        search=True,
        personal=not_personal("ligne de l’opérateur"),
    )
    trades: Mapped[list[Trade]] = refs(site_trades, label=_l("Métiers"), facet=True)
    active: Mapped[bool] = flag(label=_l("Actif"), default=True)
    label_key: Mapped[str] = sort_key("label")
    words: Mapped[str] = search_words()

    def check(self) -> None:
        """Store the canonical host. Raises InvalidHost unless it is a plain domain name (CGV-0.5)."""
        self.host = canonical_host(self.host)
        if not re.fullmatch(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", self.host):
            raise InvalidHost(field="host")


def canonical_host(host: str) -> str:
    """The host under which a site is stored: lower case, without port nor ``www.``."""
    return host.strip().lower().partition(":")[0].removeprefix("www.")
