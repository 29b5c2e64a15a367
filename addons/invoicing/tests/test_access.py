"""Who reads invoices, that nobody writes one, and how their documents are handed over."""

import pytest
from sqlalchemy import text

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.invoicing.models import Invoice, InvoiceDocument, InvoiceLine
from addons.invoicing.tasks import InvoiceIssued, write_document
from app.database import commit
from app.documents.answer import Altered

READERS = (ADMIN, MANAGER, ACCOUNTANT, DPO)
MODELS = (Invoice, InvoiceLine, InvoiceDocument)


@pytest.fixture
def accountant(account, in_database):
    """Somebody who reads the accounts of the company."""
    return in_database(account(ACCOUNTANT))


@pytest.fixture
def written(invoice):
    """An invoice and its document."""
    made = invoice()
    write_document(InvoiceIssued(made.id))
    commit()
    return made.id, made.number


@pytest.mark.rule("CGV-1.1")
@pytest.mark.rule("CGV-6.5")
def test_nobody_may_create_change_or_delete_an_invoice(rules):
    for model in MODELS:
        assert {word for grant in rules.grants(model) for word in grant.words} == {"read"}


@pytest.mark.rule("CGV-1.1")
def test_no_screen_offers_to_write_one(written, account, login_as, in_database):
    browser = login_as(in_database(account(ACCOUNTANT)))
    assert browser.get("/factures/nouveau").status_code == 403
    assert browser.post("/factures/nouveau", data={}).status_code in {400, 403}
    assert "/factures/nouveau" not in browser.get("/factures/").get_data(as_text=True)


@pytest.mark.parametrize("role", READERS, ids=lambda role: role.code)
def test_the_staff_that_counts_reads_and_downloads(written, account, login_as, role, db, in_database):
    invoice_id, number = written
    browser = login_as(in_database(account(role)))
    page = browser.get(f"/factures/{invoice_id}").get_data(as_text=True)
    assert number in page
    assert f"/factures/{invoice_id}/document" in page
    answer = browser.get(f"/factures/{invoice_id}/document")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert answer.data.startswith(b"%PDF-")


def test_an_agent_has_no_business_with_invoices(written, account, login_as, in_database):
    browser = login_as(in_database(account(AGENT)))
    for path in ("/factures/", f"/factures/{written[0]}", f"/factures/{written[0]}/document"):
        assert browser.get(path).status_code == 403


def test_somebody_of_another_company_finds_nothing(written, account, login_as, other_operator, in_database):
    browser = login_as(in_database(account(ACCOUNTANT, of=other_operator)))
    assert browser.get(f"/factures/{written[0]}").status_code == 404
    assert browser.get(f"/factures/{written[0]}/document").status_code == 404


def test_an_invoice_whose_document_is_not_there_yet_says_so(invoice, account, login_as, in_database):
    made = invoice().id
    browser = login_as(in_database(account(ACCOUNTANT)))
    answer = browser.get(f"/factures/{made}/document")
    assert answer.status_code == 409
    assert "en préparation" in answer.get_data(as_text=True)


def test_another_document_is_never_handed_out_in_its_place(written, db, account, login_as, in_database):
    connection = db.connection()
    connection.execute(text("set constraints all immediate"))
    connection.execute(text("alter table invoicing_document disable trigger user"))
    connection.execute(text("update invoicing_document set content = 'autre'"))
    connection.execute(text("alter table invoicing_document enable trigger user"))
    browser = login_as(in_database(account(ACCOUNTANT)))
    with pytest.raises(Altered):
        browser.get(f"/factures/{written[0]}/document")


def test_the_list_folds_into_months_with_totals(accountant, invoice, login_as):
    invoice("49.99"), invoice("35.15")
    page = login_as(accountant).get("/factures/?group=issued_on").get_data(as_text=True)
    assert "11/2026" in page
    assert "85,14" in page
    assert "Du mois" in page
    assert "issued_on_from=2026-11-01" in page
