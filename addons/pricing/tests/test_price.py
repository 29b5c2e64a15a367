"""Deciding a price, changing it, and who may not."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from addons.base.roles import AGENT, MANAGER
from addons.leads.models import Lead, State
from addons.pricing import errors
from addons.pricing.grid import ADJUSTED
from addons.pricing.models import Criterion, PricingLine, PricingSheet
from addons.pricing.services import change_price, propose, set_price
from addons.professionals.models import ProfessionalAccount
from addons.professionals.models import State as ProfessionalState
from app.errors import WrongState
from app.models.history.table import history_entry


def lines(sheet):
    return [(line.rank, line.label, line.amount_ht) for line in sheet.lines]


@pytest.mark.rule("CGV-6.7")
@pytest.mark.rule("CGV-6.8")
def test_a_qualified_request_takes_the_proposal(db, lead, rule, clock):
    base, night = rule("25.00"), rule("10.00", criterion=Criterion.HOUR)
    made = lead()
    sheet = set_price(made)
    assert (made.state, made.price_ht, made.priced_at) == (State.PRICED, Decimal("35.00"), clock())
    assert lines(sheet) == [(1, base.label, Decimal("25.00")), (2, night.label, Decimal("10.00"))]
    assert (sheet.proposed_ht, sheet.final_ht, sheet.override_reason) == (Decimal("35.00"), Decimal("35.00"), None)


@pytest.mark.rule("CGV-6.8")
def test_leaving_the_proposal_needs_a_reason_and_a_line(lead, rule):
    rule("25.00")
    made = lead()
    with pytest.raises(errors.ReasonMissing) as refusal:
        set_price(made, Decimal("30.00"), "  ")
    assert refusal.value.fields.keys() == {"reason"}
    sheet = set_price(made, Decimal("30.00"), " Accès difficile. ")
    assert (made.price_ht, sheet.proposed_ht, sheet.final_ht) == (Decimal("30.00"), Decimal("25.00"), Decimal("30.00"))
    assert sheet.override_reason == "Accès difficile."
    assert lines(sheet)[-1] == (2, ADJUSTED, Decimal("5.00"))
    assert not sheet.lines[-1].public


@pytest.mark.rule("CGV-6.12")
def test_a_price_outside_the_bounds_changes_nothing(db, lead, rule):
    rule("25.00")
    made = lead()
    for price in ("0.99", "1999.01", "1.005", "0", "-1"):
        with pytest.raises(errors.PriceOutOfBounds):
            set_price(made, Decimal(price), "Trop.")
    assert (made.state, made.price_ht) == (State.QUALIFIED, None)
    assert db.scalars(select(PricingSheet)).all() == []


@pytest.mark.rule("CGV-6.7")
def test_pricing_again_rewrites_the_sheet(db, lead, rule):
    rule("25.00")
    made = lead()
    first = set_price(made)
    rule("5.00")
    second = set_price(made, Decimal("40.00"), "Dimanche.")
    assert second is first
    assert sum(line.amount_ht for line in second.lines) == made.price_ht == Decimal("40.00")
    assert db.scalars(select(PricingLine.rank).order_by(PricingLine.rank)).all() == [1, 2, 3]


@pytest.mark.rule("CGV-6.7")
def test_a_request_on_sale_keeps_its_state(lead, rule):
    rule("25.00")
    made = lead(state=State.PUBLISHED, price_ht=Decimal("25.00"))
    change_price(made, Decimal("20.00"), "Personne ne la prend.")
    assert (made.state, made.price_ht) == (State.PUBLISHED, Decimal("20.00"))
    with pytest.raises(WrongState):
        set_price(made)


@pytest.mark.rule("CGV-6.7")
@pytest.mark.parametrize("state", [State.RESERVED, State.PAID, State.REVEALED, State.CONTACTED, State.CLOSED])
@pytest.mark.parametrize("service", [set_price, change_price])
def test_nobody_changes_a_price_that_somebody_holds(lead, state, service):
    made = lead(state=state, price_ht=Decimal("25.00"))
    with pytest.raises(errors.PriceFrozen) as refusal:
        service(made, Decimal("30.00"), "Plus cher.")
    assert refusal.value.status == 409
    assert made.price_ht == Decimal("25.00")


@pytest.mark.rule("CGV-6.7")
@pytest.mark.parametrize("state", [State.DRAFT, State.EXPIRED, State.WITHDRAWN])
def test_what_is_not_for_sale_has_no_price(lead, state):
    with pytest.raises(WrongState):
        set_price(lead(state=state))


@pytest.mark.rule("CGV-6.7")
@pytest.mark.parametrize("role", [AGENT, MANAGER])
def test_the_staff_prices_and_signs(db, lead, rule, account, acting, role):
    rule("25.00")
    id, someone = lead().id, account(role)
    with acting(someone):
        set_price(db.get(Lead, id))
        db.flush()
        set_price(db.get(Lead, id), Decimal("12.50"), "Geste.")
    db.remove()
    made = db.scalars(select(PricingSheet).where(PricingSheet.lead_id == id)).one()
    assert (made.priced_by_id, made.lead.priced_by_id) == (someone.id, someone.id)
    assert [line.amount_ht for line in made.lines] == [Decimal("25.00"), Decimal("-12.50")]


@pytest.mark.rule("CGV-6.7")
def test_each_price_is_kept_with_the_one_before_and_the_reason(db, lead, rule, account, acting):
    rule("25.00")
    id, agent, manager = lead().id, account(AGENT), account(MANAGER)
    with acting(agent):
        set_price(db.get(Lead, id))
    with acting(manager):
        set_price(db.get(Lead, id), Decimal("30.00"), "Accès difficile.")
    kept = db.connection().execute(
        select(history_entry.c.changes, history_entry.c.reason)
        .where(history_entry.c.model == "leads.lead", history_entry.c.record_id == id)
        .order_by(history_entry.c.id)
    )
    found = [(row.changes["price_ht"], row.reason) for row in kept if "price_ht" in (row.changes or {})]
    assert found[-2:] == [([None, "25.00"], None), (["25.00", "30.00"], "Accès difficile.")]


@pytest.mark.rule("DEC-59")
@pytest.mark.parametrize("link", ["email", "account"])
def test_an_agent_does_not_price_what_he_could_buy(db, lead, rule, competitor, account, acting, operator, link):
    rule("25.00")
    id, agent = lead().id, account(AGENT)
    if link == "email":
        competitor(email=agent.email.upper())
    else:
        db.add(ProfessionalAccount(professional=competitor(), user_id=agent.id, operator=operator))
        db.flush()
    with acting(agent), pytest.raises(errors.LinkedToBuyer):
        set_price(db.get(Lead, id))


@pytest.mark.rule("DEC-59")
def test_an_agent_of_another_trade_or_of_a_closed_file_prices(db, lead, rule, competitor, account, acting, locks):
    rule("25.00")
    id, agent = lead().id, account(AGENT)
    competitor(email=agent.email, trades=[locks], main_trade=locks)
    competitor(email=agent.email, state=ProfessionalState.TERMINATED)
    with acting(agent):
        assert set_price(db.get(Lead, id)).final_ht == Decimal("25.00")


@pytest.mark.rule("CGV-6.7")
def test_a_line_is_not_taken_away_by_hand(db, lead, rule):
    rule("25.00")
    db.delete(set_price(lead()).lines[0])
    with pytest.raises(errors.LinesFollowThePrice):
        db.flush()


def test_a_proposal_writes_nothing(db, lead, rule):
    rule("25.00")
    propose(lead())
    assert not db.new
    assert not db.dirty
