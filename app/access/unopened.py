"""Columns that the portal's login may not read stay out of its statements: a record loads with the others.

Touching such a column raises, as touching a column that a page forgot to ask for would. Without this, a record of which
one column is closed could not be loaded at all.
"""

from functools import lru_cache
from typing import Any, cast

from sqlalchemy import inspect
from sqlalchemy.orm import ColumnProperty, defer
from sqlalchemy.orm.interfaces import CompileStateOption
from sqlalchemy.sql.visitors import InternalTraversal

from app.access.policies import fields_opened
from app.access.rules import Rules


class _Loaders(dict[Any, Any]):
    """How each attribute of a statement loads: as asked, or not at all when the portal may not read its column."""

    def __init__(self, asked: dict[Any, Any], unopened: dict[Any, Any]) -> None:
        super().__init__(asked)
        self._unopened = unopened

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or self._closed(key) is not None

    def __missing__(self, key: Any) -> Any:
        closed = self._closed(key)
        if closed is None:
            raise KeyError(key)
        return closed

    def _closed(self, key: object) -> Any:
        """The key of an attribute is ("loader", path), the path ending with the attribute, whatever leads to it."""
        kind, path = key if isinstance(key, tuple) and len(key) == 2 else (None, ())
        last = path[-1] if kind == "loader" and path else None
        return self._unopened.get(last) if isinstance(last, ColumnProperty) else None


class LoadOpened(CompileStateOption):
    """Statement option: leave unopened columns out, of whatever model and alias, and of what loads along."""

    propagate_to_loaders = False
    _traverse_internals = [("_named", InternalTraversal.dp_string)]  # noqa: RUF012  # as SQLAlchemy's own options

    def __init__(self, rules: Rules) -> None:
        self._named = str(id(rules))
        self._unopened = {
            prop: cast(Any, defer(attribute, raiseload=True)).context[0]
            for model in rules.models
            if (opened := fields_opened(rules, model)) is not None
            for prop in inspect(model).column_attrs
            for attribute in [getattr(model, prop.key)]
            if not opened.issuperset(column.name for column in prop.columns)
        }

    def process_compile_state(self, compile_state: Any) -> None:
        """Called by SQLAlchemy when it compiles the statement."""
        compile_state.attributes = _Loaders(compile_state.attributes, self._unopened)


@lru_cache(maxsize=8)
def load_opened(rules: Rules) -> LoadOpened:
    """The option of these rules, made once."""
    return LoadOpened(rules)
