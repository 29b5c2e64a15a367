"""What a public description must not hold: a number, an address or a link, however it is disguised (CGV-3.12).

Professionals read the description before they pay. A phone number or an e-mail address is refused; a street may be
innocent («vue sur rue») and only asks the agent to confirm.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNITS = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
)  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {"une": 1}
#: A date is not a number to dial: «le 05/12/2026».
_DATE = re.compile(r"\b(0?[1-9]|[12]\d|3[01])[/.-](0?[1-9]|1[0-2])[/.-]20\d\d\b")
_PIECE = re.compile(r"\d+|[a-z]+|[^a-z\d\s]+")
#: From a first digit: ten with the zero, the country before it, or nine without the zero for a mobile.
_NUMBER = re.compile(r"(?:0|33|0033|330|00330)[1-9]\d{8}|[67]\d{8}$")

_AT = r"\s*(?:@|[(\[{<]\s*(?:at|a|arobase?)\s*[)\]}>]|\barobase?\b|\barrobase?\b)\s*"
_TLD = r"(?:fr|com|net|org|eu|io|info|biz|shop|pro|me|re|paris)"
_EMAIL = re.compile(rf"[\w.+-]+{_AT}[\w-]+|@\w|\b(?:gmail|hotmail|wanadoo|icloud|laposte\.net|yahoo|outlook)\b")
_LINK = re.compile(rf"https?:|www\s*\.|\b[a-z0-9-]{{2,}}\s*(?:\.|\bpoint\b|\bdot\b)\s*{_TLD}\b(?!\s*\.\s*\w)")

_WAY = (
    r"(?:rue|avenue|av|boulevard|bd|bld|blvd|chemin|impasse|allee|place|route|quai|cours|square|passage|faubourg|venelle"
    r"|sentier|esplanade|promenade|rond[ -]point|lotissement|residence|hameau|lieu[ -]dit)"
)
_STREET = re.compile(
    rf"\b\d{{1,4}}\s*(?:bis|ter|quater|[a-d])?\s*,?\s*{_WAY}\b"
    r"|\b(?:rue|avenue|boulevard|bd|impasse|allee|chemin|faubourg|quai|venelle)\s+(?:de|du|des|d|la|le|les|l|saint|sainte)\b"
)
_STREET_NAMED = re.compile(r"\b(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Ii]mpasse|[Aa]llée|[Cc]hemin|[Qq]uai)\s+[A-ZÀ-Ý]\w")


def names_contact(text: str) -> bool:
    """Whether the text holds a phone number, an e-mail address or a link, written as people disguise them."""
    plain = _plain(text)
    return bool(_EMAIL.search(plain) or _LINK.search(plain)) or any(map(_dials, _runs(_DATE.sub(" x ", plain))))


def names_street(text: str) -> bool:
    """Whether the text seems to name a street."""
    return bool(_STREET.search(_plain(text).replace("’", " ").replace("'", " ")) or _STREET_NAMED.search(text))


def _plain(text: str) -> str:
    """Lower case without accents or invisible characters; every digit of any script in ASCII."""
    composed = unicodedata.normalize("NFKD", text)
    kept = (letter for letter in composed if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf")
    return "".join(_ascii_digit(letter) for letter in kept).casefold()


def _ascii_digit(letter: str) -> str:
    value = unicodedata.digit(letter, None)
    return letter if value is None else str(value)


def _runs(plain: str) -> Iterator[list[str]]:
    """Figures that follow one another with nothing but signs between them; numbers in words become figures."""
    run: list[str] = []
    words: list[str] = []
    for piece in [*_PIECE.findall(plain), "x"]:
        if piece in _SMALL or piece in _TENS or piece == "vingts" or (piece == "et" and words):
            words.append(piece)
            continue
        run += _figures(words)
        words = []
        if piece.isdigit():
            run.append(piece)
        elif piece in ("o", "oh") and run:
            run.append("0")
        elif piece.isalpha():
            if run:
                yield run
            run = []


def _figures(words: list[str]) -> Iterator[str]:
    """«trente neuf quatre vingt dix huit» reads 39, 98."""
    rest = [word for word in words if word != "et"]
    while rest:
        word = rest.pop(0)
        if word == "quatre" and rest and rest[0] in ("vingt", "vingts"):
            rest.pop(0)
            yield str(80 + _below(rest, 20))
        elif word in _TENS:
            base = _TENS[word]
            yield str(base + _below(rest, 20 if base == 60 else 10))
        elif word == "dix" and rest and rest[0] in ("sept", "huit", "neuf"):
            yield str(10 + _SMALL[rest.pop(0)])
        elif word in _SMALL:
            yield str(_SMALL[word])


def _below(rest: list[str], limit: int) -> int:
    """Take the number below ``limit`` that completes a ten: «soixante» then «dix huit»."""
    if not rest or rest[0] not in _SMALL or not 0 < _SMALL[rest[0]] < limit:
        return 0
    value = _SMALL[rest.pop(0)]
    if value == 10 and rest and rest[0] in ("sept", "huit", "neuf"):
        value += _SMALL[rest.pop(0)]
    return value


def _dials(run: list[str]) -> bool:
    """Whether the figures, read together from one of them on, are a number to dial."""
    return any(_NUMBER.match("".join(run[start:])) for start in range(len(run)))
