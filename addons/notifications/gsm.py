"""What a text weighs as SMS: seven bits a character in the GSM alphabet, sixteen as soon as one is outside of it.

160 characters alone or 153 per part in GSM 03.38, 70 or 67 in UCS-2. A few French letters and signs outside of the
alphabet (ê, ç, ’, «…) would more than double the price: they are written more simply when that saves a segment.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

#: One septet each; the escape to the extension table is no character of its own.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Two septets each, never parted from their escape.
EXTENDED = frozenset("^{}\\[~]|€\f")
#: What has no base letter to fall back on.
_SIMPLER = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe",
        "Œ": "OE", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "·": "-", "•": "-", "°": "o",
    }
)  # fmt: skip
GSM_ALONE, GSM_PART = 160, 153
UCS2_ALONE, UCS2_PART = 70, 67


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text ready to leave, with its number of segments."""

    text: str
    segments: int
    gsm: bool


def weigh(text: str) -> Weighed:
    """``text`` as it is best sent: as it stands, or in simpler letters when that saves a segment."""
    as_it_stands = Weighed(text, segments(text), is_gsm(text))
    if as_it_stands.gsm:
        return as_it_stands
    plain = simpler(text)
    lighter = Weighed(plain, segments(plain), is_gsm(plain))
    return lighter if lighter.segments < as_it_stands.segments else as_it_stands


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM alphabet."""
    return all(character in BASIC or character in EXTENDED for character in text)


def segments(text: str) -> int:
    """How many segments ``text`` takes, one at least; no character is cut in two."""
    if is_gsm(text):
        return _parts((2 if character in EXTENDED else 1 for character in text), GSM_ALONE, GSM_PART)
    return _parts((2 if ord(character) > 0xFFFF else 1 for character in text), UCS2_ALONE, UCS2_PART)


def simpler(text: str) -> str:
    """``text`` with what is outside of the GSM alphabet written more simply: ê as e, ’ as '; é and è are inside."""
    return "".join(
        character if character in BASIC or character in EXTENDED else _plain(character) for character in text
    )


def _plain(character: str) -> str:
    written = character.translate(_SIMPLER)
    if written != character:
        return written
    base = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return base if base and is_gsm(base) else character


def _parts(widths: Iterable[int], alone: int, part: int) -> int:
    taken = list(widths)
    if sum(taken) <= alone:
        return 1
    count, room = 1, part
    for width in taken:
        if width > room:
            count, room = count + 1, part
        room -= width
    return count
