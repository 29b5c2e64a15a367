"""What the fields of the call screen send, read into a person and into values of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from addons.leads.errors import ContactInPublicText
from addons.leads.models import Lead
from addons.leads.public_text import names_contact
from app.errors import DomainError
from app.i18n import _l
from app.models.description import describe
from app.models.kinds import InvalidValue
from app.privacy.vault import Person
from app.privacy.vault.errors import InvalidCivility

#: Fields of the screen that go to the vault; ``name`` holds the civility too.
OF_PERSON = ("phone", "name", "company_name", "second_phone", "email", "street", "floor", "access")
#: Fields of the screen that are those of the request, under the same name.
OF_LEAD = ("urgency", "complexity", "intent", "public_description", "street_confirmed", "internal_note")
EVERY = frozenset({*OF_PERSON, *OF_LEAD, "need", "place", "read_back", "transfer"})


class UnreadableDraft(DomainError):
    """What came is not what the call screen sends."""

    status = 400
    sentence = _l("Ce brouillon est mal écrit : rechargez la page.")


@dataclass(slots=True)
class Typed:
    """What was typed, once read. ``problems`` holds a sentence per field of the screen that cannot be kept as it is."""

    person: Person
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    person_changed: bool = False


def read(fields: Mapping[str, Any], known: Person) -> Typed:
    """Read ``fields`` over what is ``known`` of the client; each wrong one is left out alone.

    Raises UnreadableDraft for what no field of the screen sends.
    """
    if not fields.keys() <= EVERY:
        raise UnreadableDraft
    typed = Typed(known)
    for name in OF_PERSON:
        if name in fields:
            _read_person(typed, name, fields[name])
    for name in OF_LEAD:
        if name in fields:
            _read_value(typed, name, fields[name])
    if "need" in fields:
        need = _of_two(fields["need"], "need", "trade")
        typed.values |= {"need": need["need"], "trade": need["trade"]}
    if "place" in fields:
        place = _of_two(fields["place"], "commune", "postal_code")
        typed.values |= {"commune": place["commune"], "postal_code": place["postal_code"]}
    typed.person_changed = typed.person != known
    return typed


def split_name(text: str) -> dict[str, str | None]:
    """«Mme Durand» as a civility and the name, whole as it was said: nobody guesses which word is the first name."""
    first, _space, rest = text.strip().partition(" ")
    try:
        civility = Person(civility=first).civility if rest.strip() else None
    except InvalidCivility:
        civility = None
    return {"civility": civility, "first_name": None, "last_name": rest if civility else text}


def _read_person(typed: Typed, name: str, value: Any) -> None:
    if not isinstance(value, str):
        raise UnreadableDraft
    try:
        typed.person = replace(typed.person, **(split_name(value) if name == "name" else {name: value}))
    except DomainError as refusal:
        typed.problems[name] = refusal.message


def _read_value(typed: Typed, name: str, value: Any) -> None:
    kind = describe(Lead)[name].field.kind
    if value in (None, ""):
        typed.values[name] = None
        return
    try:
        typed.values[name] = kind.parse(value) if isinstance(value, str) else kind.from_json(value)
    except InvalidValue as refusal:
        typed.problems[name] = refusal.message
        return
    if name == "public_description" and names_contact(value):
        del typed.values[name]
        typed.problems[name] = str(ContactInPublicText.sentence)


def _of_two(value: Any, *names: str) -> Mapping[str, Any]:
    if value is None:
        return dict.fromkeys(names)
    if not isinstance(value, dict) or not set(names) <= value.keys():
        raise UnreadableDraft
    return value
