"""What professionals do at the events of others."""

from typing import Any

from addons.legal.events import terms_published
from addons.legal.models import LegalVersion
from addons.professionals.telling import TermsToTell
from app.effects import outbox


@terms_published.connect
def have_professionals_told(sender: type[LegalVersion], *, version: LegalVersion, **more: Any) -> None:
    """Tell the professionals of the operator once the publication is committed (CGV-1.7)."""
    outbox.put(TermsToTell(version.id), key=f"terms told {version.id}")
