"""The routes of a list: the page or the part that htmx asks, its filter panel, its export, its bulk actions."""

from urllib.parse import parse_qsl

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.access import require
from app.database import commit, session
from app.errors import DomainError, NotFound
from app.i18n import _
from app.models import clock
from app.models.workflow import transitions
from app.records.export import stream
from app.records.facets import facets
from app.records.perform import perform
from app.records.view import view_of
from app.request_reader import wants_fragment
from app.screens.addresses import served
from app.screens.compiled import CompiledScreen
from app.screens.list_links import address
from app.screens.list_page import ListPage, number_of
from app.screens.periods import periods

#: As many records as the longest page holds may change at once.
LARGEST_SELECTION = 200


class ListRoutes:
    """The list of one screen. Mixed into the view of the screen."""

    screen: CompiledScreen

    @served("/")
    def list(self) -> ResponseReturnValue:
        """The whole page; for htmx, what changes inside it and the address that shows it again."""
        shown = self._shown()
        # After «Précédent» in the browser, htmx asks for the whole page again.
        if not wants_fragment() or "HX-History-Restore-Request" in request.headers:
            return render_template("list/page.html", list=shown, title=shown.title)
        answer = make_response(render_template("list/part.html", list=shown))
        answer.headers["HX-Push-Url"] = shown.url
        return answer

    @served("/filtres")
    def facets(self) -> ResponseReturnValue:
        """The filter panel, asked only when it opens: its counts cost more than the list."""
        shown = self._shown()
        found = facets(shown.view, shown.query)
        return render_template("list/facets.html", list=shown, facets=found, periods=periods())

    @served("/export.csv")
    def export(self) -> ResponseReturnValue:
        """Every row of the list, with its columns, as a file for spreadsheets."""
        shown = self._shown()
        pieces = stream(shown.view, shown.query, [item.name for item in shown.frame.columns])
        name = f"{self.screen.path.strip('/')}-{clock.today():%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(pieces, mimetype="text/csv", headers=headers)

    @served("/actions", "POST")
    def act(self) -> ResponseReturnValue:
        """Perform one transition on every record ticked: on all of them, or on none when one refuses."""
        model = self.screen.model
        require("read", model)
        transition = transitions(model).get(request.form.get("transition", ""))
        ids = request.form.getlist("id", type=int)
        if transition is None or not 0 < len(ids) <= LARGEST_SELECTION:
            raise NotFound
        require(transition.may, model)
        try:
            for id in ids:
                perform(model, id, transition.name)
            commit()
        except DomainError as refusal:
            session().rollback()
            flash(_("%(reason)s Aucune fiche n’a été modifiée.", reason=refusal.message), "danger")
        else:
            flash(
                _("%(action)s : %(count)s.", action=transition.label, count=number_of(len(ids), model.names)), "success"
            )
        present = dict(parse_qsl(request.form.get("query", "")))
        return redirect(address(self.screen.list_url, present), 303)

    def _shown(self) -> ListPage:
        return ListPage(self.screen, view_of(self.screen.model), request.args)
