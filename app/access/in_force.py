"""The rules in force where the program stands: those of the current application, else of the last one made."""

from typing import TYPE_CHECKING

from flask import has_app_context

from app.access.errors import NoRules
from app.kernel import kernel_of

if TYPE_CHECKING:
    from app.access.rules import Rules

_last: "list[Rules]" = []


def enforce(rules: "Rules") -> None:
    """Put the rules of an application in force for what runs outside of its context: streamed answers, tasks."""
    _last[:] = [rules]


def rules_in_force() -> "Rules":
    """The rules to obey. Raises NoRules when no application was made."""
    if has_app_context():
        return kernel_of().rules
    if not _last:
        raise NoRules
    return _last[0]
