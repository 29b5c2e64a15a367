from sqlalchemy.orm import Mapped

from app.models.base import Base, Names
from app.models.fields import count


class Mark(Base):
    """One row each time an effect was carried out."""

    __tablename__ = "probe_mark"
    names = Names("marque", "marques")

    number: Mapped[int] = count(label="Numéro")
