"""The tables of proof. Triggers, made by the first revision of the kernel, let rows in and never change or leave.

Not mapped: no statement of an account reaches them. ``journal_row`` is what happened; ``journal_link`` its place in the
chain; ``journal_pending`` what waits for its place, the one table rows leave.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    String,
    Table,
    Text,
)

from app.models.base import Base
from app.models.types import UtcDateTime
from app.privacy.declarations import Category, Subject, not_personal, personal

CODE = {"personal": not_personal("code")}
DIGEST = {"personal": not_personal("empreinte d’une ligne sans donnée personnelle")}
NUMBER = {"personal": not_personal("numéro de fiche")}
WHEN = {"personal": not_personal("instant")}
ACTOR = {
    "personal": personal(
        Subject.STAFF, Category.IDENTITY, purpose="preuve des décisions", kept="durée de la preuve, numéro seul"
    )
}

journal_row = Table(
    "journal_row",
    Base.metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", UtcDateTime(), nullable=False, info=WHEN),
    Column("kind", String(80), nullable=False, info=CODE),
    Column("subject_model", String(80), info=CODE),
    Column("subject_id", BigInteger, info=NUMBER),
    Column("actor_id", BigInteger, info=ACTOR),
    Column("facts", Text, nullable=False, info={"personal": not_personal("codes, nombres et empreintes, vérifiés")}),
)

journal_pending = Table(
    "journal_pending",
    Base.metadata,
    Column("row_id", BigInteger, ForeignKey(journal_row.c.id), primary_key=True, autoincrement=False),
)

journal_link = Table(
    "journal_link",
    Base.metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False, info=NUMBER),
    Column("row_id", BigInteger, ForeignKey(journal_row.c.id), nullable=False, unique=True),
    Column("previous", String(64), nullable=False, info=DIGEST),
    Column("hash", String(64), nullable=False, info=DIGEST),
)
