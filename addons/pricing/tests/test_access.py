"""Who writes the rules, who applies them, what the call screen and the API show of them."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from addons.base.models import StaffKind, StaffProfile
from addons.leads.models import Lead, State
from addons.leads.services import publish
from addons.legal.models import LegalVersion, VersionState
from addons.pricing import errors
from addons.pricing.call_panel import finish, show
from addons.pricing.models import PricingRule, PricingSheet
from addons.pricing.services import set_price
from app import database
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.errors import InvalidFields


@pytest.fixture
def colleague(login_as, db, operator):
    """``colleague("AGENT")``: a browser signed in as somebody of the operator."""
    operator_id = operator.id

    def sign_in(role):
        client = login_as(role)
        with acting_as(System("test")):
            user_id = db.scalars(select(User.id).order_by(User.id.desc())).first()
            db.add(StaffProfile(user_id=user_id, operator_id=operator_id, kind=StaffKind.EMPLOYEE))
            database.commit()
        return client

    return sign_in


@pytest.fixture
def ask(app):
    """``ask(client, "POST", "/api/v1/…", json={})``: with the token of its session."""

    def send(client, method, path, **more):
        page = client.get("/compte/").get_data(as_text=True)
        token = page.partition('name="csrf" content="')[2].partition('"')[0]
        return client.open(path, method=method, headers={"X-CSRF-Token": token}, **more)

    return send


@pytest.mark.rule("CGV-6.11")
@pytest.mark.parametrize(("role", "status"), [("MANAGER", 200), ("AGENT", 403), ("ADMIN", 403), ("DPO", 403)])
def test_managers_alone_change_the_rules(db, colleague, ask, rule, role, status):
    made = rule("25.00", label="Base")
    id, version = made.id, made.version
    database.commit()
    client = colleague(role)
    answer = ask(client, "PATCH", f"/api/v1/pricing_rules/{id}", json={"amount_ht": "30.00", "version": version})
    assert answer.status_code == status
    with acting_as(System("test")):
        expected = Decimal("30.00") if status == 200 else Decimal("25.00")
        assert db.scalars(select(PricingRule.amount_ht)).one() == expected


@pytest.mark.rule("CGV-6.7")
@pytest.mark.rule("CGV-6.12")
def test_the_api_prices_a_request(db, colleague, ask, lead, rule):
    rule("25.00")
    id = lead().id
    database.commit()
    client = colleague("AGENT")
    path = f"/api/v1/leads/{id}/price"
    refused = ask(client, "POST", path, json={"final_ht": "1999.01", "reason": "Trop."})
    assert (refused.status_code, refused.get_json()["rule"]) == (422, "CGV-6.12")
    assert ask(client, "POST", path, json={"final_ht": "12.50"}).get_json()["fields"].keys() == {"reason"}
    assert ask(client, "POST", path, json={"final_ht": "12.50", "reason": "Geste."}).status_code == 200
    with acting_as(System("test")):
        sheet = db.scalars(select(PricingSheet)).one()
        assert (sheet.final_ht, sheet.lead.price_ht, sheet.lead.state) == (
            Decimal("12.50"),
            Decimal("12.50"),
            State.PRICED,
        )


@pytest.mark.rule("CGV-6.7")
@pytest.mark.parametrize("role", ["ACCOUNTANT", "DPO", "ADMIN"])
def test_others_set_no_price(colleague, ask, lead, rule, role):
    rule("25.00")
    id = lead().id
    database.commit()
    assert ask(colleague(role), "POST", f"/api/v1/leads/{id}/price", json={}).status_code == 403


@pytest.mark.rule("CGV-6.7")
def test_the_sheet_of_a_request_stands_on_its_page(colleague, lead, rule):
    rule("25.00", label="Base de la plomberie")
    made = lead()
    id = made.id
    sheet_id = set_price(made).id
    database.commit()
    client = colleague("AGENT")
    assert "/fiches-de-tarif/" in client.get(f"/demandes/{id}").get_data(as_text=True)
    page = client.get(f"/fiches-de-tarif/{sheet_id}").get_data(as_text=True)
    assert "Base de la plomberie" in page


@pytest.mark.rule("CGV-6.7")
def test_one_line_is_not_removed_by_the_api(colleague, ask, lead, rule):
    rule("25.00")
    line_id = set_price(lead()).lines[0].id
    database.commit()
    answer = ask(colleague("MANAGER"), "DELETE", f"/api/v1/pricing_lines/{line_id}")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "lines_follow_the_price")


@pytest.mark.rule("CGV-6.8")
def test_the_panel_of_the_call_screen_shows_the_lines(app, lead, rule):
    rule("25.00", label="Base <plomberie>", public=True)
    made = lead(state=State.DRAFT)
    with app.test_request_context("/"):
        drawn = str(show(made))
    assert "Base &lt;plomberie&gt;" in drawn
    assert drawn.count("25,00") == 2
    assert 'name="final_ht"' in drawn
    assert made.price_ht is None


@pytest.mark.rule("CGV-6.7")
@pytest.mark.parametrize(
    ("typed", "price"),
    [({}, "25.00"), ({"final_ht": " 12,50 ", "reason": "Geste."}, "12.50"), ({"final_ht": "", "reason": ""}, "25.00")],
)
def test_the_panel_confirms_or_leaves_the_proposal(lead, rule, typed, price):
    rule("25.00")
    made = lead()
    finish(made, typed)
    assert made.price_ht == Decimal(price)


@pytest.mark.rule("CGV-6.12")
def test_the_panel_answers_beside_what_was_typed(lead, rule):
    rule("25.00")
    for typed, refusal in (("abc", InvalidFields), ("1.005", InvalidFields), ("0", errors.PriceOutOfBounds)):
        with pytest.raises(refusal) as refused:
            finish(lead(), {"final_ht": typed, "reason": "Essai."})
        assert refused.value.fields.keys() == {"final_ht"}


@pytest.mark.rule("CGV-6.13")
@pytest.mark.rule("CGV-3.16")
def test_a_price_that_new_terms_forbid_is_not_published(db, lead, rule, terms, clock):
    rule("25.00")
    made = lead(transfer_notice_at=clock(), reference="DI-2026-000001")
    set_price(made)
    db.add(
        LegalVersion(
            operator_id=made.operator_id,
            number=2,
            heading="CGV",
            body="Texte.",
            sha256="b" * 64,
            price_min_ht=Decimal("30.00"),
            price_max_ht=Decimal("1999.00"),
            effective_at=clock(),
            state=VersionState.SCHEDULED,
        )
    )
    db.flush()
    with pytest.raises(errors.PriceOutOfBounds):
        publish(made)


@pytest.mark.rule("CGV-6.2")
def test_a_price_within_the_terms_is_published(db, lead, rule, clock):
    rule("25.00")
    made = lead(transfer_notice_at=clock(), reference="DI-2026-000001")
    set_price(made)
    publish(made)
    assert db.get(Lead, made.id).state is State.PUBLISHED
