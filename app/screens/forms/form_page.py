"""The page of a form: the fields it asks of this person, by section, and the present values beside what was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.formats import EMPTY
from app.i18n import Label
from app.records.rights import typed_fields
from app.screens.compiled import CompiledScreen
from app.screens.declaration import Lines
from app.screens.forms.asked import Asked, asked
from app.screens.forms.record_form import RecordForm
from app.screens.record_page import name_of, sections


@dataclass(frozen=True, slots=True)
class FormSection:
    """A titled group of fields."""

    label: Label
    fields: tuple[Any, ...]


@dataclass(slots=True)
class FormPage:
    """What ``form.html`` draws. ``current`` holds, by field name, the present value somebody else saved meanwhile."""

    form: RecordForm
    sections: list[FormSection]
    current: Mapping[str, str] = field(default_factory=dict)

    @property
    def first_focus(self) -> str | None:
        """Id of the field to begin with: the first one in error, else the first one."""
        fields = [field for section in self.sections for field in section.fields if field.control != "lines"]
        wrong = (field for field in fields if field.errors)
        return next((field.id for field in (*wrong, *fields)), None)

    def show_current(self, current: Mapping[str, Any]) -> None:
        """Put what the record now holds beside each field where it differs from what was typed."""
        self.current = dict(_differences(self.form, current))


def fields_of(screen: CompiledScreen, word: str) -> tuple[Asked, ...]:
    """What the form asks: fields of the sections that the grants of ``word`` (create, write) let this person type."""
    typed = typed_fields(word, screen.model)
    shown = [item for section in sections(screen) for item in section.items if name_of(item) in typed]
    columns = {item.name: _columns(screen, item) for item in shown if isinstance(item, Lines)}
    return asked(screen.model, map(name_of, shown), columns=columns)


def page_of(screen: CompiledScreen, form: RecordForm) -> FormPage:
    """The sections of the screen, with the fields the form has."""
    found = []
    for section in sections(screen):
        fields = tuple(form[name] for item in section.items if (name := name_of(item)) in form)
        if fields:
            found.append(FormSection(section.label, fields))
    return FormPage(form, found)


def _columns(screen: CompiledScreen, lines: Lines) -> tuple[str, ...]:
    """Columns this person may type, in new lines or in those that exist."""
    target = screen.fields[lines.name].target
    assert target is not None
    typed = typed_fields("create", target) | typed_fields("write", target)
    return tuple(name for name in lines.columns if name in typed)


def _differences(form: RecordForm, current: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for item in form.asked:
        if item.name not in current or item.field.kind.name in {"refs", "lines"}:
            continue
        value = current[item.name]
        if value != form[item.name].data:
            yield item.name, EMPTY if value is None else item.field.kind.show(value)
