"""The form of a record: its fields, its lines, refusals placed beside the field they are about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField
from wtforms.form import BaseForm

from app.errors import DomainError
from app.i18n import _
from app.models.fields import Field
from app.models.kinds import Count
from app.screens.forms.asked import POSITION, Asked, starting
from app.screens.forms.fields import FIELD_CLASSES, HiddenField, KindField, LinkField


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of the summary on top of the form."""

    field_id: str
    label: str
    sentence: str


class RecordForm(BaseForm):  # type: ignore[misc]  # WTForms is untyped
    """Asks the given fields. ``typed`` is what was posted, ``values`` what the record holds or starts with."""

    def __init__(
        self,
        fields: Sequence[Asked],
        typed: MultiDict[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
        prefix: str = "",
    ) -> None:
        super().__init__({item.name: _unbound(item) for item in fields}, prefix=prefix)
        self.asked = fields
        self.process(typed, data=values or {})

    def values(self) -> dict[str, Any]:
        """What to save, by field name, links by id; without lines, nor empty fields that a default fills."""
        plain = (item for item in self.asked if item.field.kind.name != "lines")
        return {item.name: value for item in plain if (value := self[item.name].data) is not None or item.nullable}

    def lines(self) -> dict[str, list[dict[str, Any]]]:
        """The lines to save, by field name."""
        return {field.name: field.data for field in self if isinstance(field, LinesField)}

    def refuse(self, refusal: DomainError) -> None:
        """Put the sentences of a refusal beside their fields, or on top of the form when it names none of them."""
        elsewhere = not refusal.fields
        for path, sentence in refusal.fields.items():
            field = self.find(path)
            if field is None:
                elsewhere = True
            else:
                field.errors = [*field.errors, sentence]
        if elsewhere:
            self.form_errors.append(refusal.message)

    def find(self, path: str) -> Any:
        """The field of a path such as ``coverage-0-zone``, or None."""
        name, _dash, rest = path.partition("-")
        if name not in self:
            return None
        field = self[name]
        return field.find(rest) if rest and isinstance(field, LinesField) else field

    def every_field(self) -> Iterator[tuple[str, Any]]:
        """Each field that holds a value, those of lines included, with the words that say where it stands."""
        for field in self:
            yield str(field.label.text), field
            if isinstance(field, LinesField):
                yield from field.every_field()

    def refusals(self) -> list[Refusal]:
        """What is wrong, in the order of the form."""
        return [
            Refusal(field.id, label, str(sentence))
            for label, field in self.every_field()
            for sentence in field.errors
            if not isinstance(sentence, dict)  # a lines field repeats the errors of its lines
        ]

    def doubts(self) -> list[str]:
        """What looks wrong in values that are accepted."""
        return [
            _("%(field)s : %(doubt)s", field=label, doubt=field.doubt)
            for label, field in self.every_field()
            if isinstance(field, KindField) and field.doubt
        ]

    def links(self) -> Iterator[LinkField]:
        """The fields that point at other records."""
        return (field for _label, field in self.every_field() if isinstance(field, LinkField))


class LinesField(FieldList):  # type: ignore[misc]  # WTForms is untyped
    """The lines of a record: a form per line, in the order people gave them."""

    control = "lines"
    wide = True

    def __init__(self, item: Asked, **binding: Any) -> None:
        declared = item.field
        super().__init__(FormField(_line_form(item.lines)), declared.label, description=declared.help, **binding)
        self.id = self.label.field_id = f"f-{self.name}"
        self.item, self.declared, self.required = item, declared, False
        self.doubt = None
        self.ordered = item.ordered

    @property
    def data(self) -> list[dict[str, Any]]:
        """The lines as dictionaries: the id of those that exist, the position where lines have one."""
        lines = [entry.form.values() for entry in self.entries]
        return [{**line, POSITION: rank} for rank, line in enumerate(lines, 1)] if self.ordered else lines

    def add(self) -> None:
        """One more line, empty or with the values a line starts with."""
        self.append_entry(starting(self.item.lines))

    def remove(self, index: int) -> None:
        """One line less; an index out of range changes nothing."""
        if index < len(self.entries):
            self.pop_entry(index)

    def move(self, index: int, by: int) -> None:
        """Exchange a line with the one before (-1) or after (1)."""
        if 0 <= index + by < len(self.entries) and index < len(self.entries):
            self.entries.insert(index + by, self.entries.pop(index))
            self._compact_indices()

    def reconcile(self, present: Sequence[Mapping[str, Any]]) -> None:
        """Meet what somebody else saved meanwhile: a line he removed becomes new, a line he added is shown too."""
        known = {line["id"] for line in present}
        typed = set()
        for entry in self.entries:
            field = entry.form["id"]
            if field.data in known:
                typed.add(field.data)
            else:
                field.data = field.raw_data = None
        for line in present:
            if line["id"] not in typed:
                self.append_entry(line)

    def blank(self) -> Any:
        """A line to copy when people add one, under the index ``__line__``."""
        return RecordForm(_with_id(self.item.lines), None, starting(self.item.lines), f"{self.name}-__line__-")

    def find(self, path: str) -> Any:
        """The field of a path such as ``0-zone`` among the lines; the lines themselves when none is shown."""
        index, _dash, name = path.partition("-")
        if not index.isdecimal() or int(index) >= len(self.entries):
            return self
        field = self.entries[int(index)].form.find(name)
        return self if field is None or field.control == "hidden" else field

    def every_field(self) -> Iterator[tuple[str, Any]]:
        """The fields of each line."""
        for number, entry in enumerate(self.entries, 1):
            for label, field in entry.form.every_field():
                yield (
                    _("%(lines)s, ligne %(number)d, %(field)s", lines=self.label.text, number=number, field=label),
                    field,
                )


_ID = Asked("id", Field(Count(1, 2**62), ""), required=False, nullable=False)


def _with_id(fields: Sequence[Asked]) -> tuple[Asked, ...]:
    return (_ID, *fields)


def _line_form(fields: Sequence[Asked]) -> Callable[..., RecordForm]:
    """What WTForms calls to build the form of one line."""

    def build(formdata: Any = None, obj: Any = None, prefix: str = "", meta: Any = None, **values: Any) -> RecordForm:
        return RecordForm(_with_id(fields), formdata, values, prefix)

    return build


def _unbound(item: Asked) -> Any:
    """The field of WTForms that asks ``item``."""
    if item is _ID:
        return HiddenField(item.field, required=False)
    if item.field.kind.name == "lines":
        return LinesField(item)
    field_class = FIELD_CLASSES.get(item.field.kind.name, KindField)
    return field_class(item.field, required=item.required, target=item.target)
