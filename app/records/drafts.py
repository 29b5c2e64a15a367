"""What somebody typed for one record or one of its lines, checked as a whole before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import DomainError
from app.i18n import Label
from app.models.base import Base
from app.models.description import Described, describe
from app.records.labels import linked_model
from app.records.references import References
from app.records.refusals import REQUIRED, UnknownField
from app.records.rights import typed_fields


@dataclass(slots=True)
class Draft:
    """Values for ``record``, already read by their kinds; ``word`` is ``create`` for a new record, else ``write``.

    For a line, ``path`` stands before the names of its fields and ``holder`` is its link to the record that holds it,
    which nobody types.
    """

    record: Base
    values: Mapping[str, Any]
    word: str
    path: str = ""
    holder: str | None = None
    errors: dict[str, Label] = field(default_factory=dict)

    def examine(self, links: References) -> None:
        """Note missing values and wanted links. Raises UnknownField for a field this person may not type."""
        model = type(self.record)
        typed = typed_fields(self.word, model) - {self.holder}
        fields = describe(model)
        for name, value in self.values.items():
            if name not in typed:
                raise UnknownField(f"{self.path}{name}")
            if _is_empty(value) and self._refuses_empty(fields[name]):
                self.errors[self.path + name] = REQUIRED
            elif fields[name].field.kind.name in ("ref", "refs"):
                self._want(links, fields[name], value)
        if self.word == "create":
            missing = (name for name in typed if fields[name].required and name not in self.values)
            self.errors |= {self.path + name: REQUIRED for name in missing}

    def apply(self, links: References) -> None:
        """Set what differs; the links were loaded without error."""
        fields = describe(type(self.record))
        for name, value in self.values.items():
            item = fields[name]
            match item.field.kind.name:
                case "refs":
                    self._link_several(item, links, value)
                case "ref" if item.relationship is not None:
                    self._set(item.relationship.key, links.one(linked_model(item), value))
                    self._set(item.attribute.key, value)
                case _ if not _is_empty(value):
                    self._set(item.attribute.key, value)
                case _ if item.nullable:
                    self._set(item.attribute.key, None)

    def check(self) -> None:
        """Let the record check itself; what a line refuses is said beside the field of that line."""
        try:
            self.record.check()
        except DomainError as refusal:
            if refusal.field:
                refusal.field = self.path + refusal.field
            raise

    def _refuses_empty(self, item: Described) -> bool:
        """A field that is never empty refuses to be emptied; a new record lets its default act."""
        return item.required if self.word == "create" else not item.nullable

    def _want(self, links: References, item: Described, value: Any) -> None:
        if value is not None and item.target is not None:
            links.want(self.path + item.name, item.target, value if isinstance(value, list) else [value])

    def _link_several(self, item: Described, links: References, ids: list[int]) -> None:
        chosen = [links.one(linked_model(item), id_) for id_ in dict.fromkeys(ids or ())]
        if set(chosen) != set(getattr(self.record, item.name)):
            setattr(self.record, item.name, chosen)

    def _set(self, key: str, value: Any) -> None:
        if getattr(self.record, key) != value:
            setattr(self.record, key, value)


def _is_empty(value: Any) -> bool:
    return value is None or value == ""
