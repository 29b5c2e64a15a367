"""Column types: money, aware instants, choices by code."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Interval, Numeric, String
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.models.choices import Choice


class Money(TypeDecorator[Decimal]):
    """Euros with two decimals, ``numeric(12, 2)``. Refuses floats and a third decimal: nothing is rounded here."""

    impl = Numeric(12, 2)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"money is Decimal, not {type(value).__name__}")
        if value != value.quantize(Decimal("0.01")):
            raise ValueError("money has at most two decimals")
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored and returned in UTC. Refuses a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise TypeError("a naive datetime is not an instant")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """An instant plus or minus a duration is an instant: the duration stays an interval."""
        return Interval() if isinstance(value, timedelta) else self


class ChoiceType(TypeDecorator[Choice]):
    """A Choice stored by its code in ``varchar(40)``."""

    impl = String(40)
    cache_ok = True

    def __init__(self, choices: type[Choice]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Choice | str | None, dialect: Dialect) -> str | None:
        return value.code if isinstance(value, self.choices) else value and self.choices.of(str(value)).code

    def process_result_value(self, value: str | None, dialect: Dialect) -> Choice | None:
        return None if value is None else self.choices.of(value)
