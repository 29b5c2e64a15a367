"""Screen of the legal texts."""

from addons.legal.models import LegalVersion, VersionState
from app.i18n import _l
from app.screens.declaration import Menu, Saved, Screen, Section

TEXTS = _l("Textes")


class VersionScreen(Screen, model=LegalVersion, menu=Menu(TEXTS, icon="scale", order=10)):
    """Versions of the terms, with the parameters each one sets."""

    path = "textes"
    columns = ("kind", "number", "heading", "price_min_ht", "price_max_ht", "effective_at", "superseded_at", "state")
    sections = (
        Section(_l("Version"), "kind", "number", "heading", "published_at", "effective_at", "superseded_at"),
        Section(_l("Paramètres"), "price_min_ht", "price_max_ht", "recredit_days", "contact_minutes", "onsite_minutes"),
        Section(_l("Texte"), "body", "sha256"),
    )
    saved = (
        Saved(_l("En vigueur"), state=VersionState.IN_FORCE),
        Saved(_l("Brouillons"), state=VersionState.DRAFT),
    )
    sort = "-number"
