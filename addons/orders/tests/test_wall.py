"""The sale as the portal's process lives it: commands at the desk, reading under its own database login (promise 1)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from addons.leads.models import Lead, State
from addons.orders.models import ContactView, Order, OrderLine, OrderState, SealedContact
from addons.orders.services import mask, pay
from addons.orders.tests.sale import CLIENT
from addons.orders.tests.street import Street
from app import database
from app.models import clock
from app.privacy.vault import open_from_portal

pytestmark = pytest.mark.real_roles


@pytest.fixture
def street(sides):
    return Street(sides)


def test_a_sale_at_the_desk_from_the_basket_to_the_outcome(street):
    line_id = street.sell("ada")
    status, answer = street.ask("ada", "orders.contacted", line_id=line_id)
    assert (status, answer["answer"]["unanswered"]) == (200, 0)
    assert answer["answer"]["first_contact_at"]
    street.ask("ada", "orders.no_answer", line_id=line_id)
    assert street.ask("ada", "orders.viewed", line_id=line_id)[0] == 200
    assert street.ask("ada", "orders.outcome", line_id=line_id, outcome="won")[0] == 200
    with street.staff():
        assert database.session.get_one(Lead, street.lead).state is State.CLOSED
        assert database.session.get_one(OrderLine, line_id).masked_at is not None


@pytest.mark.rule("CGV-3.8")
def test_the_desk_tells_the_second_one_why(street):
    assert street.claim("ada")[0] == 200
    status, answer = street.claim("bob")
    assert status == 409
    assert answer["refusal"]["message"] == "Cette demande vient d’être attribuée à un autre professionnel."


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"price_seen_ht": "1"}, "price_changed"),
        ({"price_seen_ht": "beaucoup"}, "price_changed"),
        ({"price_seen_ht": None}, "price_changed"),
        ({"price_seen_ht": "NaN"}, "price_changed"),
        ({"proximity": "moon"}, "declarations_missing"),
        ({"available": False}, "declarations_missing"),
    ],
)
def test_what_is_typed_at_the_desk_is_refused_with_a_sentence(street, typed, code):
    status, answer = street.claim("ada", **typed)
    assert (status >= 400, answer["refusal"]["code"]) == (True, code)


def test_an_absent_request_and_anothers_basket_order_or_line_do_not_exist(street):
    assert street.claim("ada", lead_id=2**40)[0] == 404
    reservation = street.claim("ada")[1]["answer"]["reservation"]
    assert street.ask("bob", "orders.release", reservation_id=reservation)[0] == 404
    assert street.ask("bob", "orders.confirm", reservation_id=reservation, price_seen_ht=street.price)[0] == 404
    line_id = street.sell("ada")
    for command in ("viewed", "contacted", "no_answer"):
        assert street.ask("bob", f"orders.{command}", line_id=line_id)[0] == 404
    assert street.ask("bob", "orders.outcome", line_id=line_id, outcome="won")[0] == 404


def test_a_basket_is_given_back_at_the_desk(street):
    reservation = street.claim("ada")[1]["answer"]["reservation"]
    assert street.ask("ada", "orders.release", reservation_id=reservation)[0] == 200
    assert street.claim("bob")[0] == 200


@pytest.mark.rule("CGV-2.5")
def test_the_box_opens_for_its_buyer_alone_and_notes_each_reading(street):
    line_id = street.sell("ada")
    for _time in range(2):
        [row] = street.open_box("ada", line_id)
        with street.staff():
            assert open_from_portal(row.box, str(row.uid)) == CLIENT
    with street.staff():
        views = database.session.scalars(select(ContactView)).all()
        line = database.session.get_one(OrderLine, line_id)
        assert [view.professional_id for view in views] == [street.ids["ada"]] * 2
        assert line.first_viewed_at == min(view.at for view in views)


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.9")
def test_not_yours_not_paid_masked_late_and_unknown_are_told_alike(street):
    with street.staff():
        database.session.remove()
    unpaid = street.order("ada")
    with street.staff():
        unpaid_line = database.session.get_one(Order, unpaid).lines[0].id
    told = {_refusal(street, "ada", unpaid_line), _refusal(street, "ada", 2**40)}
    with street.staff():
        order = database.session.get_one(Order, unpaid)
        pay(order, paid_at=clock.now())
        database.commit()
    told.add(_refusal(street, "bob", unpaid_line))
    with street.staff():
        copy = database.session.scalars(select(SealedContact)).one()
        copy.opens_until = clock.now() - timedelta(seconds=1)
        database.commit()
    told.add(_refusal(street, "ada", unpaid_line))
    with street.staff():
        mask(database.session.get_one(OrderLine, unpaid_line))
        database.commit()
    told.add(_refusal(street, "ada", unpaid_line))
    assert told == {("42501", "no contact to open")}
    with street.staff():
        assert database.session.scalars(select(ContactView)).all() == []


def _refusal(street, who, line_id):
    with pytest.raises(ProgrammingError) as refused:
        street.open_box(who, line_id)
    return refused.value.orig.sqlstate, refused.value.orig.diag.message_primary


def test_the_function_is_the_portals_alone(street):
    line_id = street.sell("ada")
    for login in ("staff", "auth"):
        with pytest.raises(ProgrammingError), street.sides.site.engines[login].begin() as connection:
            connection.execute(text("select * from orders_open_box(:line)"), {"line": line_id})


@pytest.mark.rule("CGV-2.5")
def test_the_portal_reads_its_own_sales_and_no_copy_at_all(street):
    line_id = street.sell("ada")
    assert [row.id for row in street.portal("ada", "select id from orders_line")] == [line_id]
    for table in ("orders_line", "orders_order", "orders_reservation"):
        assert street.portal("bob", f"select id from {table}") == []
        assert len(street.portal("ada", f"select id from {table}")) == 1
    for closed in (
        "select id from orders_sealed_contact",
        "select id from orders_contact_view",
        "select uid from contact",
    ):
        with pytest.raises(ProgrammingError):
            street.portal("ada", closed)
    with pytest.raises(ProgrammingError):
        street.portal("ada", "select ticket from orders_line")


@pytest.mark.rule("CGV-2.5")
def test_the_buyer_reads_the_request_he_took_or_bought_without_its_client(street):
    columns = "id, reference, postal_code, public_description, price_ht"
    street.claim("ada")
    assert [row.id for row in street.portal("ada", f"select {columns} from leads_lead")] == [street.lead]
    street.sell("ada")
    assert [row.id for row in street.portal("ada", f"select {columns} from leads_lead")] == [street.lead]
    with pytest.raises(ProgrammingError):
        street.portal("ada", "select client_id from leads_lead")
    with street.staff():
        assert database.session.scalars(select(Order)).one().state is OrderState.FULFILLED
