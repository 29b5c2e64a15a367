"""Form fields: what a person types, read by the kind of the column it fills. One class per way of typing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import Field as WTField
from wtforms import ValidationError

from app.i18n import Label
from app.models.base import Base
from app.models.fields import Field
from app.models.kinds import ChoiceKind, InvalidValue, Ref
from app.records.refusals import REQUIRED


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list: what is posted, what is read, whether it is chosen."""

    value: str
    label: str
    chosen: bool


class KindField(WTField):  # type: ignore[misc]  # WTForms is untyped
    """A field whose text is read and refused by a kind. What was typed is kept, right or wrong."""

    #: Name of the macro of ``fields.html`` that draws it.
    control: ClassVar[str] = "input"

    def __init__(self, declared: Field, *, required: bool, target: type[Base] | None = None, **binding: Any) -> None:
        super().__init__(declared.label, description=declared.help, **binding)
        self.declared, self.kind, self.required, self.target = declared, declared.kind, required, target
        self.id = self.label.field_id = f"f-{self.name}"

    def process_formdata(self, typed: Sequence[str]) -> None:
        """Read what was typed. Nothing typed is None, whatever the kind."""
        text = typed[0] if typed else ""
        self.data = self._read(text) if text.strip() else None

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty required field, with what to do."""
        if self.required and self.data in (None, []) and not self.process_errors:
            raise ValidationError(str(REQUIRED))

    def text(self) -> str:
        """What the control shows: what was typed, else the value as one would type it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.kind.edit(self.data))

    @property
    def doubt(self) -> Label | None:
        """What looks wrong in a value that is nevertheless accepted."""
        return None if self.data is None or self.errors else self.kind.doubt(self.data)

    @property
    def attributes(self) -> Mapping[str, Any]:
        """HTML attributes that help to type this kind of value."""
        return {**_ATTRIBUTES.get(self.kind.name, {}), **_length(self.kind)}

    @property
    def wide(self) -> bool:
        """Whether it takes a whole line of the form."""
        return self.control in {"textarea", "lines"}

    def _read(self, text: str) -> Any:
        try:
            return self.kind.parse(text)
        except InvalidValue as refusal:
            raise ValueError(refusal.message) from refusal


class HiddenField(KindField):
    """What the page carries without showing it: the id of a line."""

    control = "hidden"


class LongTextField(KindField):
    """Several lines."""

    control = "textarea"


class FlagField(KindField):
    """A switch; a browser posts nothing when it is off."""

    control = "switch"

    def process_formdata(self, typed: Sequence[str]) -> None:
        self.data = bool(typed) and self._read(typed[0])


class ChoiceField(KindField):
    """One member of an enumeration: buttons side by side when they are few, else a list."""

    kind: ChoiceKind

    @property
    def control(self) -> str:  # type: ignore[override]  # depends on the number of choices
        """``radio`` for at most three required choices."""
        return "radio" if self.required and len(self.kind.choices) <= 3 else "select"

    def options(self) -> Iterator[Option]:
        """The members in declared order, after an empty one when none is chosen yet or none is needed."""
        chosen = self.text()
        if self.control == "select" and not (self.required and chosen):
            yield Option("", "—", not chosen)
        for member in self.kind.choices:
            yield Option(member.code, str(member.label), member.code == chosen)


class LinkField(KindField):
    """One record of another model, found by typing a part of its name."""

    control = "look_up"
    multiple = False

    def __init__(self, declared: Field, **binding: Any) -> None:
        super().__init__(declared, **binding)
        #: Label by id of the records that may be shown, filled once for the whole form.
        self.labels: dict[int, str] = {}

    @property
    def ids(self) -> list[int]:
        """The ids that need a label."""
        return [] if self.data is None else [self.data]

    def options(self) -> Iterator[Option]:
        """Only what is chosen: the rest comes from the look-up."""
        if not self.multiple:
            yield Option("", "", not self.ids)
        for number in self.ids:
            if number in self.labels:
                yield Option(str(number), self.labels[number], True)


class LinksField(LinkField):
    """Several records of another model."""

    multiple = True

    def process_formdata(self, typed: Sequence[str]) -> None:
        reader = Ref()
        try:
            self.data = list(dict.fromkeys(reader.parse(text) for text in typed if text.strip()))
        except InvalidValue as refusal:
            self.data = []
            raise ValueError(refusal.message) from refusal

    @property
    def ids(self) -> list[int]:
        return self.data or []


#: The way of typing each kind; the others are one line of text.
FIELD_CLASSES: Mapping[str, type[KindField]] = {
    "long_text": LongTextField,
    "flag": FlagField,
    "choice": ChoiceField,
    "ref": LinkField,
    "refs": LinksField,
}

#: Browsers must not offer the agent's own data for somebody else's, hence ``autocomplete="off"`` everywhere.
_ATTRIBUTES: Mapping[str, Mapping[str, Any]] = {
    "day": {"placeholder": "jj/mm/aaaa", "data-calendar": "day", "maxlength": 10},
    "instant": {"placeholder": "jj/mm/aaaa hh:mm", "data-calendar": "instant", "maxlength": 19},
    "money": {"inputmode": "decimal"},
    "count": {"inputmode": "numeric"},
    "siren": {"inputmode": "numeric"},
    "phone": {"type": "tel", "inputmode": "tel"},
    "email": {"type": "email", "inputmode": "email", "maxlength": 254},
}


def _length(kind: Any) -> Mapping[str, int]:
    return {"maxlength": kind.length} if hasattr(kind, "length") else {}
