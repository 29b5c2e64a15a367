"""An issued invoice never changes nor leaves, whoever asks: the owner of the tables, the staff's login."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from addons.invoicing.chain import SERIES
from addons.invoicing.models import Invoice, SeriesCode
from addons.invoicing.services import issue
from addons.invoicing.tasks import InvoiceIssued, write_document
from app.database import commit, session
from app.models.numbering import number

CHANGES = (
    "update invoicing_invoice set total_ht = 1, total_ttc = 1 + vat_amount",
    "update invoicing_invoice set number = 'FA2026-999999'",
    "update invoicing_invoice set number = null",
    "update invoicing_invoice set hash = repeat('0', 64)",
    "update invoicing_invoice set buyer = '{}'",
    "update invoicing_invoice set words = ''",
    "delete from invoicing_invoice",
    "truncate invoicing_invoice cascade",
    "update invoicing_line set label = 'Travaux'",
    "delete from invoicing_line",
    "truncate invoicing_line",
    "insert into invoicing_line"
    " (invoice_id, rank, order_line_id, label, quantity, unit_price_ht, amount_ht, operator_id)"
    " select invoice_id, 2, order_line_id, 'Travaux', 1, 1, 1, operator_id from invoicing_line",
    "update invoicing_document set content = 'autre'",
    "delete from invoicing_document",
    "truncate invoicing_document",
)


@pytest.mark.rule("CGV-6.1")
@pytest.mark.parametrize("statement", CHANGES, ids=lambda statement: " ".join(statement.split()[:5]))
def test_the_owner_of_the_tables_changes_nothing(invoice, db, statement):
    write_document(InvoiceIssued(invoice().id))
    commit()
    db.connection().execute(text("set constraints all immediate"))  # nothing waits for a commit that does not come
    with pytest.raises(DBAPIError, match="an issued invoice"), db.begin_nested():
        db.connection().execute(text(statement))


def test_replication_mode_does_not_switch_the_triggers_off(db, system):
    switched = text(
        "select count(*) from pg_trigger where not tgisinternal and tgenabled <> 'A' and tgrelid = any(array["
        "'invoicing_invoice', 'invoicing_line', 'invoicing_document']::regclass[])"
    )
    assert db.connection().scalar(switched) == 0


def test_an_invoice_without_number_is_not_committed(sell, db):
    """The number comes at the end of the transaction: a transaction that forgets it leaves nothing."""
    order, payment = sell("49.99")
    made = issue(order, payment)
    with pytest.raises(DBAPIError, match="committed with its number"), db.begin_nested():
        db.flush()
        db.connection().execute(text("set constraints numbered_at_last immediate"))
    assert made.number is None


def test_an_invoice_takes_one_number_ever(invoice):
    made = invoice()
    with pytest.raises(ValueError, match="already has its number"):
        number(made, "number", SERIES[SeriesCode.SPECIMEN])


def test_the_session_changes_nothing_either(invoice, db):
    made = invoice()
    made.lines[0].label = "Travaux"
    with pytest.raises(DBAPIError, match="an issued invoice"), db.begin_nested():
        db.flush()


@pytest.mark.real_roles
def test_the_login_of_the_staff_changes_nothing(committed):
    committed(2)
    with committed.acting():
        for invoice_id in session.scalars(select(Invoice.id)).all():
            write_document(InvoiceIssued(invoice_id))
        commit()
    with committed.site.engines["staff"].connect() as connection:
        for statement in CHANGES:
            with pytest.raises(DBAPIError), connection.begin():
                connection.execute(text(statement))
        assert connection.scalar(text("select count(*) from invoicing_invoice")) == 2
