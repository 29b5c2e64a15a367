"""Creating and changing a record: the form, its refusals with everything typed kept, the save."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.access import require
from app.database import commit, session
from app.errors import DomainError, StaleVersion
from app.i18n import _
from app.models.base import Base
from app.records import change, reading
from app.screens.addresses import RECORD, served
from app.screens.compiled import CompiledScreen
from app.screens.forms.asked import held, starting
from app.screens.forms.form_page import FormPage, fields_of, page_of
from app.screens.forms.line_buttons import press
from app.screens.forms.links import label_links
from app.screens.forms.record_form import LinesField, RecordForm


class FormRoutes:
    """The form of one screen, to create and to change. Mixed into the view of the screen."""

    screen: CompiledScreen

    @served("/nouveau")
    def add(self) -> ResponseReturnValue:
        """An empty form, with the values a record starts with."""
        require("create", self.screen.model)
        fields = fields_of(self.screen, "create")
        return _shown(self.screen, RecordForm(fields, values=starting(fields)))

    @served("/nouveau", "POST")
    def create(self) -> ResponseReturnValue:
        """Create the record, or show the form again with what was typed and what is wrong."""
        require("create", self.screen.model)
        form = RecordForm(fields_of(self.screen, "create"), request.form)
        if press(form, request.form):
            return _shown(self.screen, form)
        if not form.validate():
            return _shown(self.screen, form, status=422)
        try:
            record = change.create(self.screen.model, form.values(), form.lines())
            id, label = record.id, str(record)
            commit()
        except DomainError as refusal:
            return self._refused(form, refusal)
        _tell(_("Fiche « %(record)s » créée.", record=label), form)
        url = self.screen.add_url if "_another" in request.form else self.screen.record_url(id)
        return redirect(url, 303)

    @served(f"{RECORD}/modifier")
    def edit(self, id: int) -> ResponseReturnValue:
        """The form filled with the record."""
        record = reading.get(self.screen.model, id, "write")
        fields = fields_of(self.screen, "write")
        version = getattr(record, "version", None)
        return _shown(self.screen, RecordForm(fields, values=held(record, fields)), record, version)

    @served(f"{RECORD}/modifier", "POST")
    def update(self, id: int) -> ResponseReturnValue:
        """Save the record, or show the form again; when somebody else saved meanwhile, with what he changed."""
        record = reading.get(self.screen.model, id, "write", lock=True)
        form = RecordForm(fields_of(self.screen, "write"), request.form)
        version = request.form.get("_version", type=int)
        if press(form, request.form):
            return _shown(self.screen, form, record, version)
        if not form.validate():
            return _shown(self.screen, form, record, version, status=422)
        try:
            change.update(record, form.values(), version, form.lines())
            label = str(record)
            commit()
        except DomainError as refusal:
            return self._refused(form, refusal, id, version)
        _tell(_("Fiche « %(record)s » enregistrée.", record=label), form)
        return redirect(self.screen.record_url(id), 303)

    def _refused(
        self, form: RecordForm, refusal: DomainError, id: int | None = None, version: int | None = None
    ) -> ResponseReturnValue:
        """The form again, under the status of the refusal; after a stale version, saving again is possible."""
        session().rollback()
        record = None if id is None else reading.get(self.screen.model, id, "write")
        form.refuse(refusal)
        page = page_of(self.screen, form)
        if isinstance(refusal, StaleVersion):
            version = refusal.version
            page.show_current(refusal.current)
            _meet_lines(form, record)
        return _page(self.screen, page, record, version, refusal.status)


def _meet_lines(form: RecordForm, record: Base | None) -> None:
    for field in form:
        if record is not None and isinstance(field, LinesField):
            field.reconcile(held(record, [field.item])[field.item.name])


def _shown(
    screen: CompiledScreen,
    form: RecordForm,
    record: Base | None = None,
    version: int | None = None,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    return _page(screen, page_of(screen, form), record, version, status)


def _page(
    screen: CompiledScreen, page: FormPage, record: Base | None, version: int | None, status: int
) -> ResponseReturnValue:
    label_links(page.form)
    title = (
        _("Nouvelle fiche : %(name)s", name=screen.model.names.singular)
        if record is None
        else _("Modifier « %(record)s »", record=record)
    )
    html = render_template(
        "form.html", screen=screen, page=page, form=page.form, record=record, version=version, title=title
    )
    return html, status


def _tell(sentence: str, form: RecordForm) -> None:
    """A toast for what happened, one more for each value that looks wrong."""
    flash(sentence, "success")
    for doubt in form.doubts():
        flash(doubt, "warning")
