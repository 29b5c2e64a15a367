"""The frame around every page: who is signed in, the side bar, the theme, the company chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flask import Flask, current_app, render_template, request
from flask_babel import get_locale
from markupsafe import Markup

from app.access.identity import Account, current
from app.formats import format_count
from app.screens.navigation import Group, groups_for, upperfirst

_OPERATORS = "relais.operators"
_RENDERED = "relais.unchanging"

#: Pages of the account, served by the access room.
PROFILE = "/compte/"
LOGOUT = "/deconnexion"
CHOOSE_OPERATOR = "/compte/entreprise"

#: Companies between which an account may choose: ``(id, name)`` in the order shown.
Operators = Callable[[Account], list[tuple[int, str]]]


@dataclass(frozen=True)
class Shell:
    """What the layout asks. Built once per page; each part is computed when the template first needs it."""

    account: Account | None

    @property
    def theme(self) -> str:
        """``light`` or ``dark``, from a cookie so that the page never flashes."""
        return "dark" if request.cookies.get("theme") == "dark" else "light"

    @property
    def locale(self) -> str:
        """Language of the page."""
        return str(get_locale() or "fr")

    @cached_property
    def navigation(self) -> tuple[Group, ...]:
        """The side bar."""
        return groups_for(self.account) if self.account else ()

    @cached_property
    def operators(self) -> list[tuple[int, str]]:
        """Companies of the account; more than one makes the switch appear."""
        find: Operators | None = current_app.extensions.get(_OPERATORS)
        return find(self.account) if find and self.account else []

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        return (self.account.first_name[:1] + self.account.last_name[:1]).upper() if self.account else ""


def name_operators(app: Flask, find: Operators) -> None:
    """Say how the companies of an account are named; the kernel itself knows none. ``find`` must not query per page."""
    app.extensions[_OPERATORS] = find


def page_shell() -> Shell:
    """The frame of the present page, for the layout."""
    identity = current()
    return Shell(identity if isinstance(identity, Account) else None)


def unchanging(template: str) -> Markup:
    """A part of the frame that only depends on the language, rendered once for each."""
    rendered: dict[tuple[str, str], Markup] = current_app.extensions.setdefault(_RENDERED, {})
    key = (template, str(get_locale()))
    if key not in rendered:
        rendered[key] = Markup(render_template(template))  # a template escapes what it prints
    return rendered[key]


def install(app: Flask, *, base: str = "layout.html") -> None:
    """Give the layout what it needs. ``base`` is the frame of pages that both audiences see: signing in, refusals."""
    app.jinja_env.globals.update(
        base_template=base,
        page_shell=page_shell,
        unchanging=unchanging,
        profile_url=PROFILE,
        logout_url=LOGOUT,
        choose_operator_url=CHOOSE_OPERATOR,
    )
    app.jinja_env.filters.update(upperfirst=upperfirst, counted=format_count)
