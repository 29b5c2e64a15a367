from __future__ import annotations

from sqlalchemy.orm import Mapped, relationship

from app.models.base import Base, Names
from app.models.fields import code, ref, text
from app.models.owned import Owned
from app.models.words import search_words
from app.privacy.declarations import not_personal
from app.privacy.vault import Contact


class DeskSheet(Base, Owned):
    __tablename__ = "vaultdesk_sheet"
    names = Names("bordereau", "bordereaux")
    resource = "desk_sheets"
    title = ("reference",)

    reference: Mapped[str] = code(20, label="Référence", search=True)
    subject: Mapped[str | None] = text(80, label="Objet", search=True, personal=not_personal("essai"))
    client_id: Mapped[int | None] = ref("contact.id", label="Client", search=True)
    client: Mapped[Contact | None] = relationship(foreign_keys="DeskSheet.client_id")
    caller_id: Mapped[int | None] = ref("contact.id", label="Appelant")
    caller: Mapped[Contact | None] = relationship(foreign_keys="DeskSheet.caller_id")
    words: Mapped[str] = search_words()
