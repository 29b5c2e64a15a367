from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, relationship

from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import code, flag, lines, ref, workflow
from app.models.workflow import transition


class State(Choice):
    OPEN = "open", "Ouvert", "blue"
    SEALED = "sealed", "Scellé", "grey"


folder_label = Table(
    "fixture_folder_label",
    Base.metadata,
    Column("folder_id", BigInteger, ForeignKey("fixture_folder.id", ondelete="CASCADE"), primary_key=True),
    Column("label_id", BigInteger, ForeignKey("fixture_label.id"), primary_key=True),
)


class Label(Base):
    __tablename__ = "fixture_label"
    names = Names("étiquette", "étiquettes")
    recorded = False

    name: Mapped[str] = code(40, label="Nom")


class Folder(Base):
    __tablename__ = "fixture_folder"
    names = Names("dossier", "dossiers")
    recorded = False

    name: Mapped[str] = code(40, label="Nom")
    secret: Mapped[str | None] = code(40, label="Secret")
    person: Mapped[int] = ref("ab_user.id", label="Personne")
    parent_id: Mapped[int | None] = ref("fixture_folder.id", label="Dans")
    parent: Mapped[Folder | None] = relationship(remote_side="Folder.id", back_populates="children")
    children: Mapped[list[Folder]] = relationship(back_populates="parent")
    state: Mapped[State] = workflow(State, start=State.OPEN, label="État")
    pages: Mapped[list[Page]] = lines(label="Pages", back_populates="folder")
    labels: Mapped[list[Label]] = relationship(secondary=folder_label)

    @transition(State.OPEN, to=State.SEALED, label="Sceller", may="seal")
    def seal(self) -> None: ...


class Page(Base):
    __tablename__ = "fixture_page"
    names = Names("page", "pages", feminine=True)
    recorded = False

    text: Mapped[str] = code(40, label="Texte")
    hidden: Mapped[bool] = flag(label="Cachée")
    folder_id: Mapped[int] = ref("fixture_folder.id", label="Dossier", ondelete="CASCADE")
    folder: Mapped[Folder] = relationship(back_populates="pages")
