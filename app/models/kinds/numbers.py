"""Yes or no, whole numbers, euros."""

import re
from decimal import Decimal
from typing import Any

from app.formats import format_count, format_money, format_rate
from app.i18n import Label, _, _l
from app.models.kinds.kind import InvalidValue, Kind

_SPACES = re.compile(r"\s")
_YES = frozenset({"1", "true", "on", "oui"})
_NO = frozenset({"", "0", "false", "off", "non"})


class Flag(Kind):
    """Yes or no."""

    name = "flag"

    def parse(self, text: str) -> bool:
        typed = text.strip().lower()
        if typed not in _YES | _NO:
            raise InvalidValue(_l("Répondez par oui ou par non."))
        return typed in _YES

    def from_json(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise InvalidValue(_l("Valeur attendue : true ou false."))
        return value

    def show(self, value: bool) -> str:
        return str(_("Oui") if value else _("Non"))

    def edit(self, value: bool) -> str:
        return "1" if value else ""


class Count(Kind):
    """A whole number, from ``minimum`` to ``maximum`` included."""

    name = "count"
    numeric = True
    ranged = True

    def __init__(self, minimum: int = 0, maximum: int = 2_147_483_647) -> None:
        self.minimum, self.maximum = minimum, maximum

    def parse(self, text: str) -> int:
        digits = _SPACES.sub("", text)
        if not re.fullmatch(r"-?[0-9]{1,18}", digits):
            raise InvalidValue(_l("Nombre entier attendu, par exemple 12."))
        return self.clean(int(digits))

    def from_json(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidValue(_l("Nombre entier attendu, par exemple 12."))
        return self.clean(value)

    def clean(self, value: int) -> int:
        if not self.minimum <= value <= self.maximum:
            raise InvalidValue(_between(format_count(self.minimum), format_count(self.maximum)))
        return value

    def show(self, value: int) -> str:
        return format_count(value)

    def edit(self, value: int) -> str:
        return str(value)


class MoneyKind(Kind):
    """Euros from ``minimum`` to ``maximum`` included: comma or point, at most two decimals, never rounded."""

    name = "money"
    numeric = True
    ranged = True

    #: What ``numeric(12, 2)`` holds.
    LARGEST = Decimal("9999999999.99")

    def __init__(self, minimum: Decimal = -LARGEST, maximum: Decimal = LARGEST) -> None:
        self.minimum, self.maximum = minimum, maximum

    def parse(self, text: str) -> Decimal:
        return self._read(_SPACES.sub("", text).removesuffix("€").replace(",", "."))

    def from_json(self, value: Any) -> Decimal:
        if not isinstance(value, str):
            raise InvalidValue(_l('Montant attendu entre guillemets, par exemple "49.90".'))
        return self._read(value)

    def _read(self, plain: str) -> Decimal:
        if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,2})?", plain):
            raise InvalidValue(_l("Montant attendu avec deux décimales au plus, par exemple 1 234,56."))
        return self.clean(Decimal(plain))

    def clean(self, value: Decimal) -> Decimal:
        if not self.minimum <= value <= self.maximum:
            raise InvalidValue(_between(format_money(self.minimum), format_money(self.maximum)))
        return value.quantize(Decimal("0.01")) + 0  # plus zero: «-0,00» is no amount

    def to_json(self, value: Decimal) -> str:
        return f"{value:.2f}"

    def show(self, value: Decimal) -> str:
        return format_money(value)

    def edit(self, value: Decimal) -> str:
        return f"{value:.2f}".replace(".", ",")


class Rate(MoneyKind):
    """A percentage, written as an amount is: two decimals at most."""

    def __init__(self, minimum: Decimal = Decimal(0), maximum: Decimal = Decimal(100)) -> None:
        super().__init__(minimum, maximum)

    def parse(self, text: str) -> Decimal:
        return super().parse(text.replace("%", ""))

    def clean(self, value: Decimal) -> Decimal:
        if not self.minimum <= value <= self.maximum:
            raise InvalidValue(_between(format_rate(self.minimum), format_rate(self.maximum)))
        return value.quantize(Decimal("0.01")) + 0

    def show(self, value: Decimal) -> str:
        return format_rate(value)


def _between(low: str, high: str) -> Label:
    return _l("Valeur entre %(low)s et %(high)s attendue.") % {"low": low, "high": high}
