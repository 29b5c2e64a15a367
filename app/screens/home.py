"""The start page: what the acting person can open, with how many records are there."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView

from app.access import current_account
from app.formats import PARIS
from app.i18n import _
from app.models import clock
from app.records.counting import count
from app.records.query import Query
from app.records.view import view_of
from app.screens.addresses import served
from app.screens.compiled import CompiledScreen, screens_of
from app.screens.list_page import number_of
from app.screens.navigation import groups_for

#: From this hour on, people say «Bonsoir».
EVENING = 18


class Home(BaseView):  # type: ignore[misc]  # FAB is untyped
    """``/``, and the numbers of its cards, asked once the page is shown: counting is what costs."""

    route_base = ""

    @served("/")
    def index(self) -> ResponseReturnValue:
        """Shortcuts to the screens of the person, in the groups of the side bar."""
        account = current_account()
        return render_template(
            "home.html",
            title=_("Accueil"),
            greeting=greeting(clock.now(), account.first_name),
            groups=groups_for(account),
            numbers={},
        )

    @served("/accueil/nombres")
    def numbers(self) -> ResponseReturnValue:
        """The same shortcuts with the number of records of each."""
        groups = groups_for(current_account())
        by_url = {screen.list_url: screen for screen in screens_of()}
        entries = [entry for group in groups for entry in group.entries if entry.url in by_url]
        numbers = {entry.url: _number(by_url[entry.url]) for entry in entries}
        return render_template("home_cards.html", groups=groups, numbers=numbers)


def greeting(now: datetime, first_name: str) -> str:
    """«Bonjour Amélie», «Bonsoir Amélie» from 18:00 in Paris."""
    if now.astimezone(PARIS).hour >= EVENING:
        return _("Bonsoir %(name)s", name=first_name)
    return _("Bonjour %(name)s", name=first_name)


def _number(screen: CompiledScreen) -> str:
    total = count(view_of(screen.model), Query())
    return number_of(total.number, screen.model.names, capped=total.capped)
