"""Days and instants, typed and shown in Europe/Paris."""

import re
from datetime import UTC, date, datetime
from typing import Any

from app.formats import PARIS, format_day, format_instant
from app.i18n import _l
from app.models.kinds.kind import InvalidValue, Kind

FIRST_YEAR, LAST_YEAR = 1900, 2199


def _in_range(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidValue(
            _l("Année entre %(first)s et %(last)s attendue.") % {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        )


class Day(Kind):
    """A calendar day, ``jj/mm/aaaa``."""

    name = "day"
    ranged = True

    def parse(self, text: str) -> date:
        match = re.fullmatch(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})", text.strip())
        if match is None:
            raise InvalidValue(_l("Date attendue au format jj/mm/aaaa, par exemple 21/11/2026."))
        day, month, year = (int(part) for part in match.groups())
        _in_range(year)
        try:
            return date(year, month, day)
        except ValueError as error:
            raise InvalidValue(_l("Cette date n’existe pas : vérifiez le jour et le mois.")) from error

    def from_json(self, value: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise InvalidValue(_l("Date attendue au format AAAA-MM-JJ, par exemple 2026-11-21."))
        year, month, day = value.split("-")
        return self.parse(f"{day}/{month}/{year}")

    def to_json(self, value: date) -> str:
        return value.isoformat()

    def show(self, value: date) -> str:
        return format_day(value)


class Instant(Kind):
    """A date and time typed and shown in Europe/Paris, stored and exchanged in UTC.

    The hour that comes twice in October is read as the first one; the hour skipped in March is refused.
    """

    name = "instant"
    ranged = True

    def parse(self, text: str) -> datetime:
        match = re.fullmatch(r"(.{8,10}?)(?:[ T]| à )([0-9]{1,2})[:h]([0-9]{2})", text.strip())
        if match is None:
            raise InvalidValue(_l("Date et heure attendues, par exemple 21/11/2026 14:05."))
        day, hour, minute = Day().parse(match[1]), int(match[2]), int(match[3])
        if hour > 23 or minute > 59:
            raise InvalidValue(_l("Cette heure n’existe pas : de 00:00 à 23:59."))
        typed = datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
        instant = typed.astimezone(UTC)
        if instant.astimezone(PARIS).hour != hour:
            raise InvalidValue(_l("Cette heure n’existe pas ce jour-là : les horloges avancent de 02:00 à 03:00."))
        return instant

    def from_json(self, value: Any) -> datetime:
        try:
            instant = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise InvalidValue(_l("Instant attendu en UTC, par exemple 2026-11-21T13:05:00Z.")) from error
        if instant.tzinfo is None:
            raise InvalidValue(_l("Instant attendu avec son fuseau, par exemple 2026-11-21T13:05:00Z."))
        _in_range(instant.year)
        return instant.astimezone(UTC)

    def to_json(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def show(self, value: datetime) -> str:
        return format_instant(value)
