"""The table of history. Not mapped: no statement of an account reaches it, only this package writes and reads it."""

from sqlalchemy import BigInteger, Column, Identity, Index, String, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from app.models.base import Base
from app.models.types import UtcDateTime
from app.privacy.declarations import Category, Subject, free_text, not_personal, personal

NOTE_LENGTH = 5_000
REASON_LENGTH = 500
KEPT = "comme la fiche"

_author = personal(Subject.STAFF, Category.IDENTITY, purpose="traçabilité des modifications", kept=KEPT)

#: ``event`` is create, write, delete, transition or note. ``changes`` holds, by field name, ``[old, new]`` as the API
#: writes them, a keyed hash of both for a personal field, ids added and removed for links, and what became of lines.
history_entry = Table(
    "history_entry",
    Base.metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", UtcDateTime(), nullable=False, info={"personal": not_personal("instant de l’événement")}),
    Column("actor_id", BigInteger, info={"personal": _author}),
    Column("actor_label", String(200), nullable=False, info={"personal": _author}),
    Column("model", String(80), nullable=False, info={"personal": not_personal("code d’un modèle")}),
    Column("record_id", BigInteger, nullable=False, info={"personal": not_personal("numéro de la fiche")}),
    Column("operator_id", BigInteger, info={"personal": not_personal("numéro de l’entreprise")}),
    Column("event", String(10), nullable=False, info={"personal": not_personal("code d’un événement")}),
    Column("transition", String(80), info={"personal": not_personal("nom d’une transition")}),
    Column("reason", String(REASON_LENGTH), info={"personal": free_text(kept=KEPT)}),
    Column(
        "changes", JSONB, info={"personal": not_personal("les champs personnels n’y ont que leur nom et une empreinte")}
    ),
    Column("note", Text, info={"personal": free_text(kept=KEPT)}),
    Index(None, "model", "record_id", "id"),
)
