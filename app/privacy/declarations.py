"""Declarations that stand beside a column: personal, or not and why."""

import enum
from dataclasses import dataclass


class Subject(enum.Enum):
    """The person a column speaks about."""

    PROFESSIONAL = "professional"
    CLIENT = "client"
    STAFF = "staff"
    ANY = "any"


class Category(enum.Enum):
    """Kinds of personal data, as the article 30 register names them."""

    IDENTITY = "identity"
    CONTACT = "contact"
    BUSINESS = "business"
    CONNECTION = "connection"
    FREE_TEXT = "free_text"


@dataclass(frozen=True, slots=True)
class Personal:
    """This column can hold personal data of ``subject``; ``kept`` says for how long, in the register's words."""

    subject: Subject
    category: Category
    purpose: str
    kept: str


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """This column cannot hold personal data; ``why`` is shown in the data map."""

    why: str


Declaration = Personal | NotPersonal


def personal(subject: Subject, category: Category, *, purpose: str, kept: str) -> Personal:
    """Declare a column that holds personal data."""
    return Personal(subject, category, purpose, kept)


def free_text(*, kept: str, subject: Subject = Subject.ANY) -> Personal:
    """Declare a text typed freely: it may name anyone, so it is treated as personal."""
    return Personal(subject, Category.FREE_TEXT, "suivi de l’activité", kept)


def not_personal(why: str) -> NotPersonal:
    """Declare that a column which could look personal is not, with the reason."""
    return NotPersonal(why)
