"""What a professional reads of invoices: his own and their documents, behind the wall of the database (CGV-5.7)."""

from functools import partial

import pytest
from sqlalchemy import select, text

from addons.invoicing.models import Invoice, InvoiceDocument
from addons.invoicing.services import issue
from addons.invoicing.tasks import InvoiceIssued, write_document
from addons.invoicing.tests.scene import buyer_of, shop
from addons.professionals.models import ProfessionalAccount
from app import database
from app.access.accounts import User
from app.access.grants import Audience
from app.access.identification import identify
from app.access.identity import System, acting_as
from app.access.login_sessions import open_session
from app.access.tables import SessionKind
from app.kernel import kernel_of


@pytest.fixture
def bought(sides):
    """An invoice and its document for each of two professionals: tokens and invoice ids by name."""
    for name in ("ada", "bob"):
        sides.account("PROFESSIONAL", username=name)
    found = {}
    with database.as_owner(sides.site.settings), sides.staff.app_context(), acting_as(System("test")):
        db = database.session
        sell = shop()
        first = sell("49.99")
        buyer = first[0].professional
        other = buyer_of(buyer.operator, buyer.commune, siren="552100554")
        sales = {"ada": first, "bob": partial(sell, professional=other)("35.15")}
        for name, (order, payment) in sales.items():
            user_id = db.scalars(select(User.id).where(User.username == name)).one()
            db.add(ProfessionalAccount(professional=order.professional, user_id=user_id, operator=order.operator))
            made = issue(order, payment)
            database.commit()
            write_document(InvoiceIssued(made.id))
            found[f"{name}-invoice"] = made.id
            found[name] = open_session(user_id, SessionKind.BROWSER).token
            database.commit()
    return found


@pytest.mark.real_roles
@pytest.mark.rule("CGV-5.7")
def test_raw_sql_of_a_professional_finds_his_own_invoices_lines_and_documents(sides, bought):
    statements = {
        "invoicing_invoice": "select id from invoicing_invoice",
        "invoicing_line": "select invoice_id from invoicing_line",
        "invoicing_document": "select invoice_id from invoicing_document where length(content) > 1000",
    }
    for who, expected in (("ada", [bought["ada-invoice"]]), ("bob", [bought["bob-invoice"]]), ("forged", [])):
        for statement in statements.values():
            with sides.site.engines["portal"].begin() as connection:
                token = bought.get(who, who)
                connection.execute(text("select set_config('relais.token', :token, true)"), {"token": token})
                assert connection.scalars(text(statement)).all() == expected, (who, statement)


@pytest.mark.real_roles
@pytest.mark.rule("CGV-5.7")
def test_what_the_orm_asks_for_him_is_his_own_too(sides, bought):
    with sides.staff.app_context():
        ada = identify(bought["ada"], kernel_of().rules, Audience.PORTAL)
    assert ada is not None
    with sides.portal.app_context(), acting_as(ada):
        assert list(database.session.scalars(select(Invoice.id))) == [bought["ada-invoice"]]
        assert list(database.session.scalars(select(InvoiceDocument.invoice_id))) == [bought["ada-invoice"]]
