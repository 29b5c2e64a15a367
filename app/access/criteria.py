"""Loader criteria that follow the alias they apply to, whichever way the alias entered the statement."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm.util import LoaderCriteriaOption


class Criteria(LoaderCriteriaOption):
    """As ``with_loader_criteria(…)``, also for an alias joined with an ON clause of its own.

    There SQLAlchemy leaves the condition on the base table: wrong rows in a self-join, an error elsewhere. Everywhere
    else it adapts the condition itself, and finds nothing left to adapt.
    """

    __slots__ = ()
    _traverse_internals = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        condition = super()._resolve_where_criteria(ext_info)
        if not ext_info.is_aliased_class:
            return condition
        adapted: ColumnElement[bool] = ext_info._adapter.traverse(condition)
        return adapted
