"""Whatever could refuse an invoice, asked before its payment starts: once money was taken, nothing may refuse it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, bindparam, inspect, select

from addons.invoicing import errors
from addons.invoicing.mentions import sentences
from addons.invoicing.models import Invoice, SeriesCode
from addons.invoicing.parties import (
    buyer,
    missing_from_buyer,
    missing_from_seller,
    needs_vat_number,
    seller,
    series_of,
)
from addons.orders.amounts import vat
from addons.orders.models import Order, VatRegime
from addons.orders.parameters import VAT_REGIME
from addons.zones.models import Area
from app.database import session
from app.documents.fonts import unprintable
from app.errors import DomainError
from app.formats import PARIS, format_day
from app.models.clock import today
from app.models.parameters import value


def refusals(order: Order) -> list[DomainError]:
    """Every reason not to issue the invoice of ``order`` today, each with its French sentence; none means it may be."""
    return [*_of_the_sale(order), *_of_the_seller(order), *_of_the_buyer(order), *_of_the_day(order)]


def regime_of(order: Order) -> VatRegime:
    """The VAT regime under which the order was placed: its amounts were computed then (CGV-6.16)."""
    return value(VAT_REGIME, order.operator_id, order.confirmed_at)


def day_of(order: Order) -> date:
    """The day of Paris whose wordings the invoice bears: what was found then still holds when the money comes."""
    return order.confirmed_at.astimezone(PARIS).date()


def last_day(operator_id: int, series: SeriesCode) -> date | None:
    """The date of the last invoice of a series, whatever its year; None when it has none."""
    return session().scalar(last_of_series(), {"operator_id": operator_id, "series": series})


def last_of_series() -> Select[date]:
    """The same as a statement, of ``operator_id`` and ``series``."""
    series = bindparam("series", type_=inspect(Invoice).columns.series.type)
    dated = select(Invoice.issued_on).where(
        Invoice.operator_id == bindparam("operator_id"), Invoice.series == series, Invoice.number.is_not(None)
    )
    return dated.order_by(Invoice.year.desc(), Invoice.rank.desc()).limit(1)


def _of_the_sale(order: Order) -> Iterator[DomainError]:
    if number := session().scalar(select(Invoice.number).where(Invoice.order_id == order.id)):
        yield errors.AlreadyInvoiced(number=number)
    if not order.lines:
        yield errors.NothingToInvoice()
    total_ht = sum((line.unit_price_ht for line in order.lines), Decimal("0.00"))
    due = vat(total_ht, order.vat_rate)
    if (total_ht, due, total_ht + due) != (order.total_ht, order.vat_amount, order.total_ttc):
        yield errors.AmountsDisagree()
    if order.terms.number is None or order.terms.effective_at is None:
        yield errors.TermsNotPublished()


def _of_the_seller(order: Order) -> Iterator[DomainError]:
    operator = order.operator
    if missing := [str(label) for label in missing_from_seller(operator, series_of(operator))]:
        yield errors.SellerIncomplete(missing=", ".join(missing))
    if needs_vat_number(regime_of(order), order.total_ht) and not operator.vat_number:
        yield errors.VatNumberMissing()
    yield from _not_drawable(seller(operator))


def _of_the_buyer(order: Order) -> Iterator[DomainError]:
    professional, regime = order.professional, regime_of(order)
    commune = professional.commune
    if missing := [str(label) for label in missing_from_buyer(professional)]:
        yield errors.BuyerIncomplete(missing=", ".join(missing))
    if regime is VatRegime.REVERSE_CHARGE:
        yield errors.BuyerVatNumberMissing()
    elif regime is VatRegime.STANDARD and commune is None:
        yield errors.TerritoryUnknown()
    elif regime is VatRegime.STANDARD and commune and commune.department.area is not Area.METROPOLITAN:
        yield errors.TerritoryOfAnotherVat(territory=commune.department.name)
    yield from _not_drawable(buyer(professional))


def _not_drawable(party: dict[str, object]) -> Iterator[DomainError]:
    for text in party.values():
        if isinstance(text, str) and (letter := unprintable(text)) is not None:
            yield errors.NotDrawable(letter=letter, text=text)


def _of_the_day(order: Order) -> Iterator[DomainError]:
    try:
        sentences(order.operator_id, regime_of(order), day_of(order))
    except errors.ReferenceMissing as refusal:
        yield refusal
    last = last_day(order.operator_id, series_of(order.operator))
    if last is not None and last > today():
        yield errors.ClockBehind(on=format_day(last))
