"""The page of a record and what is done from it: transitions, notes, deletion. A GET shows, only a POST does."""

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.access import may, require
from app.database import commit, session
from app.errors import DomainError, NotFound
from app.i18n import _
from app.models.base import Base
from app.models.description import state_field
from app.models.history import note
from app.models.workflow import Transition, transitions
from app.records import reading
from app.records.change import delete
from app.records.perform import perform
from app.request_reader import wants_fragment
from app.screens.addresses import RECORD, served
from app.screens.compiled import CompiledScreen
from app.screens.forms.links import label_links
from app.screens.forms.question import Question, deletion_question, transition_question
from app.screens.record_page import editable, record_page
from app.screens.timeline import ICONS, timeline


class RecordRoutes:
    """The page of a record of one screen. Mixed into the view of the screen."""

    screen: CompiledScreen

    @served(RECORD)
    def show(self, id: int) -> str:
        """The page of a record."""
        page = record_page(self.screen, id)
        return render_template(
            "record.html",
            screen=self.screen,
            page=page,
            page_id=id,
            history=timeline(self.screen.model, id),
            entry_icons=ICONS,
            editable=editable(self.screen),
            deletable=may("delete", self.screen.model),
            typed=any(action.parameters for action in page.actions),
        )

    @served(f"{RECORD}/historique")
    def history(self, id: int) -> ResponseReturnValue:
        """The entries older than ``avant``; the whole page without htmx."""
        reading.get(self.screen.model, id)
        if not wants_fragment():
            return redirect(self.screen.record_url(id))
        return self._timeline(id, request.args.get("avant", type=int))

    @served(f"{RECORD}/note", "POST")
    def add_note(self, id: int) -> ResponseReturnValue:
        """Add a note to the history. An empty one changes nothing."""
        record = reading.get(self.screen.model, id, "write")
        if text := request.form.get("text", "").strip():
            note(record, text)
            commit()
        return self._timeline(id) if wants_fragment() else redirect(self.screen.record_url(id), 303)

    @served(f"{RECORD}/action/<name>")
    def ask(self, id: int, name: str) -> ResponseReturnValue:
        """The dialog of a transition. Raises NotFound for an unknown one, Forbidden without its word."""
        transition = self._transition(name)
        record = reading.get(self.screen.model, id, transition.may)
        return _asked(transition_question(transition, str(record), self.screen.record_url(id)))

    @served(f"{RECORD}/action/<name>", "POST")
    def do(self, id: int, name: str) -> ResponseReturnValue:
        """Perform a transition; a refusal shows its dialog again with what was typed."""
        transition = self._transition(name)
        record = reading.get(self.screen.model, id, transition.may)
        question = transition_question(transition, str(record), self.screen.record_url(id), request.form)
        if not question.form.validate():
            return _asked(question, 422)
        try:
            record = perform(self.screen.model, id, name, question.form.values())
            told = _told(transition, record)
            commit()
        except DomainError as refusal:
            session().rollback()
            question.form.refuse(refusal)
            return _asked(question, refusal.status)
        flash(told, "success")
        return _done(self.screen.record_url(id))

    @served(f"{RECORD}/supprimer")
    def ask_deletion(self, id: int) -> ResponseReturnValue:
        """The dialog before a deletion."""
        record = reading.get(self.screen.model, id, "delete")
        return _asked(deletion_question(str(record), self.screen.record_url(id)))

    @served(f"{RECORD}/supprimer", "POST")
    def remove(self, id: int) -> ResponseReturnValue:
        """Delete the record; a refusal shows the dialog again."""
        record = reading.get(self.screen.model, id, "delete", lock=True)
        label = str(record)
        try:
            delete(record)
            commit()
        except DomainError as refusal:
            session().rollback()
            question = deletion_question(label, self.screen.record_url(id))
            question.form.refuse(refusal)
            return _asked(question, refusal.status)
        flash(_("Fiche « %(record)s » supprimée.", record=label), "success")
        return _done(self.screen.list_url)

    def _transition(self, name: str) -> Transition:
        found = transitions(self.screen.model).get(name)
        if found is None:
            raise NotFound
        require(found.may, self.screen.model)
        return found

    def _timeline(self, id: int, before: int | None = None) -> str:
        history = timeline(self.screen.model, id, before)
        return render_template(
            "record_timeline.html", screen=self.screen, page_id=id, history=history, entry_icons=ICONS
        )


def _asked(question: Question, status: int = 200) -> ResponseReturnValue:
    """The dialog alone for htmx, in a page of its own without JavaScript."""
    label_links(question.form)
    fragment = wants_fragment()
    template = "dialog_form.html" if fragment else "dialog.html"
    return render_template(template, question=question, fragment=fragment), status


def _told(transition: Transition, record: Base) -> str:
    """What the toast says of a transition that was performed."""
    state = state_field(type(record))
    assert state is not None
    reached = getattr(record, state.name).label
    return _(
        "%(action)s : « %(record)s » est à l’état %(state)s.", action=transition.label, record=record, state=reached
    )


def _done(url: str) -> ResponseReturnValue:
    """Go to ``url``, for htmx and for a plain form alike."""
    if not wants_fragment():
        return redirect(url, 303)
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = url
    return answer
