"""Records that two people may edit at once: the second save finds that the first one happened."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.privacy.declarations import not_personal


class Versioned:
    """Adds ``version``, 1 at creation and one more at each save.

    Saving a record somebody else saved since it was read raises ``sqlalchemy.orm.exc.StaleDataError`` at flush; the
    edge compares ``version`` first, to answer with a sentence.
    """

    version: Mapped[int] = mapped_column(
        Integer(), server_default="1", nullable=False, info={"personal": not_personal("compte des modifications")}
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
