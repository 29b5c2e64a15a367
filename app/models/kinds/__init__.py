"""Kinds of field: how a value is read from a person, checked, shown, exchanged. One class per kind, nowhere else."""

from app.models.kinds.choices import ChoiceKind, State
from app.models.kinds.contacts import Email, Phone, Siren
from app.models.kinds.kind import InvalidValue, Kind
from app.models.kinds.links import Lines, Ref, Refs
from app.models.kinds.numbers import Count, Flag, MoneyKind, Rate
from app.models.kinds.texts import Code, Json, LongText, Text
from app.models.kinds.times import Day, Instant

__all__ = [
    "ChoiceKind",
    "Code",
    "Count",
    "Day",
    "Email",
    "Flag",
    "Instant",
    "InvalidValue",
    "Json",
    "Kind",
    "Lines",
    "LongText",
    "MoneyKind",
    "Phone",
    "Rate",
    "Ref",
    "Refs",
    "Siren",
    "State",
    "Text",
]
