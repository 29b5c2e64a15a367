"""Links to other records, by id, and lines. Ids are checked against what the person may read, never created."""

import re
from typing import Any

from app.i18n import _l
from app.models.kinds.kind import InvalidValue, Kind

#: The largest ``bigint``: beyond, the database would raise instead of finding nothing.
_LARGEST_ID = 2**63 - 1


class Ref(Kind):
    """A link to one record of another model."""

    name = "ref"

    def parse(self, text: str) -> int:
        digits = text.strip()
        return self.from_json(int(digits) if re.fullmatch(r"[0-9]{1,19}", digits) else None)

    def from_json(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _LARGEST_ID:
            raise InvalidValue(_l("Choisissez une fiche de la liste."))
        return value


class Refs(Kind):
    """Links to several records of another model; a repeated one counts once."""

    name = "refs"

    def parse(self, text: str) -> list[int]:
        return self._once(Ref().parse(part) for part in text.split(",") if part.strip())

    def from_json(self, value: Any) -> list[int]:
        if not isinstance(value, list):
            raise InvalidValue(_l("Liste d’identifiants attendue, par exemple [1, 2]."))
        return self._once(Ref().from_json(item) for item in value)

    def _once(self, ids: Any) -> list[int]:
        return list(dict.fromkeys(ids))


class Lines(Kind):
    """The lines of a record, edited inside its form: each field of a line is read by its own kind."""

    name = "lines"

    def from_json(self, value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(line, dict) for line in value):
            raise InvalidValue(_l("Liste de lignes attendue."))
        return value
