"""A workflow with a state that no transition leads to."""

from sqlalchemy.orm import Mapped

from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import workflow
from app.models.workflow import transition


class Place(Choice):
    SHORE = "shore", "Rive"
    BOAT = "boat", "Bateau"
    LOST = "lost", "Perdu"


class Island(Base):
    __tablename__ = "probe_island"
    names = Names("île", "îles", feminine=True)

    state: Mapped[Place] = workflow(Place, start=Place.SHORE, label="Lieu")

    @transition(Place.SHORE, to=Place.BOAT, label="Partir", may="leave")
    def leave(self) -> None: ...

    @transition(Place.BOAT, to=Place.SHORE, label="Revenir", may="leave")
    def come_back(self) -> None: ...
