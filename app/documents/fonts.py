"""The fonts of documents: those inside typst's own wheel, so that every machine has the same ones.

``Libertinus Serif`` (400, 600, 700, italics) for what is read, ``DejaVu Sans Mono`` for what is compared. Both are free
(OFL, Bitstream Vera) and have whatever European languages written in Latin letters need.
"""

#: Ranges of characters that ``Libertinus Serif`` draws: printable ASCII, Latin-1, Latin Extended-A, the commas below of
#: Romanian, capital ẞ, punctuation of the languages above, euro, numero and trade mark.
_DRAWN = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x17F),
    (0x218, 0x21B),
    (0x1E9E, 0x1E9E),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
)


def unprintable(text: str) -> str | None:
    """The first character of ``text`` that a document could not draw, which PDF/A refuses; None when there is none.

    To be asked of what people typed before a document depends on it.
    """
    return next((letter for letter in text if not any(low <= ord(letter) <= high for low, high in _DRAWN)), None)


def drawn() -> str:
    """Every character that documents draw."""
    return "".join(chr(code) for low, high in _DRAWN for code in range(low, high + 1))
