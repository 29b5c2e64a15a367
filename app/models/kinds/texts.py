"""Text of one line or several, technical identifiers, structured data."""

import re
import unicodedata
from typing import Any

from app.formats import format_count
from app.i18n import _l
from app.models.kinds.kind import InvalidValue, Kind

#: Control characters, lone surrogates, what stands for bytes that were not UTF-8, and marks that reverse what is read.
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class Text(Kind):
    """One line of at most ``length`` characters, in composed Unicode."""

    name = "text"

    def __init__(self, length: int) -> None:
        self.length = length

    def clean(self, value: str) -> str:
        return self._checked(value).replace("\n", " ").replace("\t", " ")

    def _checked(self, value: str) -> str:
        # Twice the length first: nobody pays for normalising ten megabytes that will be refused.
        if len(value) <= 2 * self.length:
            if _UNREADABLE.search(value):
                raise InvalidValue(_l("Ce texte contient des caractères illisibles : saisissez-le à nouveau."))
            value = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", value))
        if len(value) > self.length:
            raise InvalidValue(_l("%(limit)s caractères au plus.") % {"limit": format_count(self.length)})
        return value


class Code(Text):
    """A technical identifier."""

    name = "code"


class LongText(Text):
    """Several lines, each ended by a single line feed."""

    name = "long_text"

    def clean(self, value: str) -> str:
        return self._checked(value)


class Json(Kind):
    """Structured data owned by a service; shown, never typed."""

    name = "json"

    def parse(self, text: str) -> Any:
        return self.from_json(text)

    def from_json(self, value: Any) -> Any:
        raise InvalidValue(_l("Ce champ ne se saisit pas."))
