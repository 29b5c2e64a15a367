"""«Fiche de coordonnées»: the contact on one page, drawn when it is asked for and never kept (CGV-11.5)."""

from pathlib import Path
from typing import Any

from addons.portal.reading.purchases import Purchase
from app.documents.fonts import drawn
from app.documents.rendering import render
from app.formats import format_instant, format_phone
from app.i18n import _
from app.models.clock import now
from app.privacy.vault import Person

TEMPLATE = Path(__file__).parent / "documents" / "sheet.typ"
_DRAWN = frozenset(drawn())


def sheet(purchase: Purchase, person: Person, *, seller: str) -> bytes:
    """The PDF of a purchase whose contact was just opened; nothing in its title names the client."""
    title = f"Fiche {purchase.lead_reference}"
    return render(TEMPLATE, _contents(purchase, person, seller), title=title, author=_plain(seller), at=now())


def _contents(purchase: Purchase, person: Person, seller: str) -> dict[str, Any]:
    street = ", ".join(part for part in (person.street, person.floor) if part)
    rows = (
        (_("Téléphone"), format_phone(person.phone) if person.phone else None),
        (_("Second téléphone"), format_phone(person.second_phone) if person.second_phone else None),
        (_("E-mail"), person.email),
        (_("Entreprise"), person.company_name),
        (_("Adresse"), street),
        (_("Accès"), person.access),
        (_("Commune"), f"{purchase.postal_code} {purchase.commune}"),
        (_("Urgence"), str(purchase.urgency.label)),
        (_("Demande"), purchase.description),
        (_("Appelée le"), format_instant(purchase.requested_at)),
    )
    return {
        "client": _plain(person.label),
        "reference": purchase.lead_reference,
        "need": _plain(purchase.need),
        "rows": [[name, _plain(value)] for name, value in rows if value],
        "seller": _plain(seller),
        "order": _("Commande %(reference)s", reference=purchase.reference),
        "paid": _("remise le %(when)s", when=format_instant(purchase.revealed_at)) if purchase.revealed_at else "",
        "sentences": [
            _("Informations fournies à titre purement indicatif."),
            _("Cession des coordonnées à des tiers interdite (art. 8 CGV)."),
            _("Une fois la prestation terminée, effacez aussi vos copies (art. 19 CGV)."),
        ],
    }


def _plain(text: str) -> str:
    """A text that a document can draw: a letter that its fonts lack would refuse the whole page."""
    return "".join(letter if letter in _DRAWN else "?" for letter in " ".join(text.split()))
