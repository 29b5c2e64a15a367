"""How values are written for people: dates jj/mm/aaaa in Europe/Paris, money «1 234,56 €», grouped numbers.

Hand-made where Babel is too slow for lists of hundreds of cells; a test compares each with Babel's own output.
"""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NARROW = "\u202f"
NBSP = "\u00a0"
EMPTY = "—"


def format_day(value: date) -> str:
    """``21/11/2026``."""
    return f"{value:%d/%m/%Y}"


def format_instant(value: datetime) -> str:
    """``21/11/2026 14:05``, in Europe/Paris."""
    return f"{value.astimezone(PARIS):%d/%m/%Y %H:%M}"


def format_count(value: int) -> str:
    """``12 345`` with a narrow no-break space."""
    return f"{value:,}".replace(",", NARROW)


def format_money(value: Decimal) -> str:
    """``1 234,56 €``: two decimals, narrow no-break space between thousands, no-break space before the sign."""
    return f"{value:,.2f}".replace(",", NARROW).replace(".", ",") + NBSP + "€"


def format_rate(value: Decimal) -> str:
    """``20 %`` or ``8,5 %``: without the zeros nobody reads, no-break space before the sign."""
    return f"{value.normalize():f}".replace(".", ",") + NBSP + "%"


def format_phone(value: str) -> str:
    """An E.164 number as people of France write it: ``+33199000001`` reads ``01 99 00 00 01``."""
    if value.startswith("+33") and len(value) == 12:
        national = "0" + value[3:]
        return " ".join(national[i : i + 2] for i in range(0, 10, 2))
    return value


def format_siren(value: str) -> str:
    """Groups of three: ``942 762 872``."""
    return NBSP.join(value[i : i + 3] for i in range(0, len(value), 3))
