"""What an invoice holds when it is issued: amounts, parties, mentions, number, place in the chain."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from addons.base.models import OperatorState
from addons.invoicing.chain import START, canonical
from addons.invoicing.models import Invoice, InvoiceState, SeriesCode
from addons.invoicing.parameters import VAT_ON_DEBITS
from addons.invoicing.services import issue
from addons.orders.models import VatRegime
from addons.orders.parameters import VAT_REGIME
from addons.payments.events import payment_captured
from addons.payments.models import Payment
from app.database import commit
from app.models.numbering import SeriesStarted, continue_after
from app.models.parameters import set_value


def test_an_unconfirmed_seller_issues_specimens(invoice):
    made = invoice()
    assert (made.number, made.series, made.year, made.rank) == ("SP2026-000001", SeriesCode.SPECIMEN, 2026, 1)


def test_a_confirmed_seller_issues_invoices(operator, invoice):
    operator.state = OperatorState.CONFIRMED
    assert [invoice().number for _ in range(2)] == ["FA2026-000001", "FA2026-000002"]


@pytest.mark.rule("CGV-6.16")
@pytest.mark.parametrize(
    ("prices", "vat", "ttc"),
    [
        (("1.00",), "0.20", "1.20"),
        (("12.37",), "2.47", "14.84"),
        (("29.90",), "5.98", "35.88"),
        (("49.90",), "9.98", "59.88"),
        (("1999.00",), "399.80", "2398.80"),
        (("1.13", "1.13"), "0.45", "2.71"),
        (("49.99", "35.15"), "17.03", "102.17"),
        (("1437.12", "1676.64", "3353.28"), "1293.41", "7760.45"),
    ],
)
def test_vat_is_computed_once_on_the_total(invoice, prices, vat, ttc):
    made = invoice(*prices)
    assert made.total_ht == sum(map(Decimal, prices))
    assert (made.vat_amount, made.total_ttc) == (Decimal(vat), Decimal(ttc))
    assert [line.amount_ht for line in made.lines] == [Decimal(price) for price in prices]


@pytest.mark.rule("CGV-6.14")
def test_a_single_introduction_at_one_euro_is_a_whole_sale(invoice):
    assert invoice("1.00").total_ttc == Decimal("1.20")


@pytest.mark.rule("CGV-6.16")
def test_under_the_franchise_there_is_no_vat_and_the_reference_is_printed(operator, invoice, clock):
    set_value(VAT_REGIME, operator.id, VatRegime.FRANCHISE)
    made = invoice("49.99")
    assert (made.vat_rate, made.vat_amount, made.total_ttc) == (Decimal(0), Decimal(0), Decimal("49.99"))
    assert made.mentions["sentences"]["franchise_293b"] == "TVA non applicable, art. 293 B du CGI."


@pytest.mark.rule("CGV-6.16")
def test_the_option_for_debits_is_printed_when_it_is_taken(operator, invoice):
    assert "debits" not in invoice().mentions["sentences"]
    set_value(VAT_ON_DEBITS, operator.id, True)
    assert "d’après les débits" in invoice().mentions["sentences"]["debits"]


@pytest.mark.rule("CGV-1.1")
@pytest.mark.rule("CGV-2.6")
def test_a_line_names_the_introduction_and_nobody(invoice):
    made = invoice("49.99")
    reference = made.lines[0].order_line.lead.reference
    assert made.lines[0].label == f"Mise en relation — {reference}, plomberie, 30000 Nîmes"


@pytest.mark.rule("CGV-6.5")
@pytest.mark.rule("CGV-2.6")
def test_the_operator_sells_and_the_professional_buys(invoice):
    made = invoice()
    assert (made.seller["name"], made.seller["siren"]) == ("Essai et Cie", "732829320")
    assert (made.buyer["name"], made.buyer["city"]) == ("Plomberie des Arènes", "Nîmes")


def test_it_keeps_the_mentions_the_terms_and_how_it_was_paid(invoice):
    made = invoice()
    assert made.mentions["terms"] == {"number": 1, "effective_on": "2026-11-21", "sha256": "0" * 64}
    assert made.mentions["settlement"] == {"paid_on": "2026-11-21", "method": "Carte bancaire"}
    assert set(made.mentions["sentences"]) == {"settled", "category", "discount", "penalties", "recovery"}
    assert (made.state, made.supplied_on, made.issued_on) == (InvoiceState.PAID, date(2026, 11, 21), date(2026, 11, 21))


def test_what_the_parties_become_later_changes_nothing(operator, invoice, db):
    made = invoice()
    operator.rcs_city, made.professional.business_name = "Arles", "Autre nom"
    commit()
    db.refresh(made)
    assert (made.seller["rcs_city"], made.buyer["name"]) == ("Nîmes", "Plomberie des Arènes")


@pytest.mark.rule("CGV-6.1")
def test_an_order_has_one_invoice_ever(sell, db):
    order, payment = sell("49.99")
    first = issue(order, payment)
    commit()
    assert issue(order, payment) is first
    commit()
    assert db.scalar(select(func.count()).select_from(Invoice)) == 1


@pytest.mark.rule("CGV-6.1")
def test_a_sale_undone_takes_no_number(sell, invoice, db):
    with pytest.raises(ZeroDivisionError), db.begin_nested():
        issue(*sell("49.99"))
        raise ZeroDivisionError
    commit()
    assert invoice().number == "SP2026-000001"


@pytest.mark.rule("CGV-6.1")
def test_the_capture_of_a_payment_issues_the_invoice(sell, db):
    order, payment = sell("49.99")
    payment_captured.send(Payment, payment=payment, order=order)
    commit()
    found = db.scalars(select(Invoice).where(Invoice.order_id == order.id)).one()
    assert (found.number, found.payment, found.issued_on) == ("SP2026-000001", payment, date(2026, 11, 21))


def test_the_date_is_the_day_of_paris(invoice, clock):
    clock.set(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    made = invoice()
    assert (made.number, made.issued_on) == ("SP2027-000001", date(2027, 1, 1))


def test_a_capture_under_a_clock_that_went_back_is_dated_as_the_last_of_its_series(invoice, clock):
    invoice()
    clock.advance(timedelta(days=-2))
    made = invoice()
    assert (made.number, made.issued_on) == ("SP2026-000002", date(2026, 11, 21))


def test_each_invoice_is_chained_to_the_one_before_in_its_series(operator, invoice):
    first, second = invoice(), invoice()
    assert first.previous_hash == START
    assert second.previous_hash == first.hash
    assert second.hash == sha256(f"v1|{first.hash}|{canonical(second)}".encode()).hexdigest()
    operator.state = OperatorState.CONFIRMED
    assert invoice().previous_hash == START


def test_two_invoices_of_one_transaction_are_chained_too(sell):
    first, second = issue(*sell("1.00")), issue(*sell("2.00"))
    commit()
    assert (second.rank, second.previous_hash) == (2, first.hash)


def test_a_series_goes_on_from_a_previous_system(operator, invoice):
    from addons.invoicing.chain import SERIES

    continue_after(SERIES[SeriesCode.SPECIMEN], 41, year=2026, operator_id=operator.id)
    assert invoice().number == "SP2026-000042"
    with pytest.raises(SeriesStarted):
        continue_after(SERIES[SeriesCode.SPECIMEN], 90, year=2026, operator_id=operator.id)
