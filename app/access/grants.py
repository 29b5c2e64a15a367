"""The words access is written in: roles, facts, grants that widen, restrictions that narrow."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ARRAY, ColumnElement, ScalarSelect, Select, any_, func

from app.i18n import Label

if TYPE_CHECKING:
    from app.access.identity import Account

#: A mapped class: a table of Relais, or one of FAB's (users).
Model = type[Any]

#: Called once, at start, with a stand-in whose attributes are parameters: a condition is SQL, never a Python test.
Where = Callable[["Account"], ColumnElement[bool]]

#: Permission words every model knows; transitions and services add their own (``decide``, ``export`` …).
WORDS = ("read", "create", "write", "delete")


class Audience(enum.Enum):
    """Which side of the wall a role belongs to. An account never has roles of both."""

    STAFF = "staff"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Role:
    """A role, declared by an add-on in ``roles.py``; ``code`` is its name in FAB's tables."""

    code: str
    label: Label
    audience: Audience = Audience.STAFF


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the acting person that conditions need, read with the identification, in the same statement.

    ``select`` is a scalar subquery correlated to ``ab_user.id``; the value is ``account.facts[name]``. ``audience``
    narrows it to one side: the same name may then be told of professionals in another way than of the staff.
    """

    name: str
    select: ScalarSelect[Any]
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """``role`` may do the words of ``may`` on rows of ``model`` that meet ``where``; any one grant is enough.

    ``fields`` limits what is seen (for ``read``) and typed (for ``create`` and ``write``) to these fields. Where grants
    of several roles meet, a field counts when each row has a grant that holds it (``Rules.visible_fields``).
    """

    role: Role
    model: Model
    may: str
    where: Where | None = None
    fields: tuple[str, ...] | None = None

    @property
    def words(self) -> frozenset[str]:
        """The permission words."""
        return frozenset(self.may.split())


def among(column: Any, rows: Select[Any]) -> ColumnElement[bool]:
    """Whether ``column`` is one of what ``rows`` gives, read once: ``= any (array(select …))``.

    For conditions of professionals' roles, which become row policies: an EXISTS there is tried row by row, a hundred
    times slower on a large table.
    """
    read_once = func.array(rows.scalar_subquery(), type_=ARRAY(column.type))
    return cast(ColumnElement[bool], column == any_(read_once))


@dataclass(frozen=True, slots=True)
class Restrict:
    """Every row of ``model`` must meet ``where``, whatever the grants say."""

    model: Model
    where: Where


Rule = Grant | Restrict
