"""On sale, expired, withdrawn, back on sale."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from addons.base.roles import ADMIN, AGENT, DPO
from addons.leads import errors
from addons.leads.events import lead_expired, lead_published, lead_withdrawn
from addons.leads.models import Lead, Outcome, State
from addons.leads.models.choices import SOLD
from addons.leads.parameters import LEAD_PUBLICATION_TTL_MINUTES
from addons.leads.services import entrust, expire, expire_due, publish, reopen, republish, withdraw
from addons.leads.tests.conftest import NOW
from app.errors import Forbidden, WrongState
from app.models.parameters import set_value
from app.records.perform import perform


@pytest.fixture
def told():
    """What the add-on told the others: names and requests."""
    heard = []
    signals = {"published": lead_published, "withdrawn": lead_withdrawn, "expired": lead_expired}
    receivers = [lambda lead, name=name: heard.append((name, lead)) for name in signals]
    for receiver, signal in zip(receivers, signals.values(), strict=True):
        signal.connect(receiver)
    yield heard
    for receiver, signal in zip(receivers, signals.values(), strict=True):
        signal.disconnect(receiver)


@pytest.mark.rule("CGV-3.16")
def test_a_publication_opens_to_all_at_one_instant(priced, told):
    lead = priced()
    publish(lead)
    assert lead.state is State.PUBLISHED
    assert lead.published_at == NOW
    assert lead.opens_at == NOW + timedelta(seconds=5)
    assert lead.expires_at == NOW + timedelta(minutes=120)
    assert told == [("published", lead)]


@pytest.mark.rule("CGV-3.16")
@pytest.mark.rule("CGV-6.2")
def test_without_price_nothing_is_published(qualified, told):
    lead = qualified()
    with pytest.raises(errors.PriceRequired) as refusal:
        publish(lead)
    assert refusal.value.message == "Un tarif est requis avant publication."
    assert (lead.state, told) == (State.QUALIFIED, [])


@pytest.mark.rule("CGV-19.4")
def test_the_client_is_told_of_the_transfer_first(priced):
    lead = priced()
    lead.transfer_notice_at = None
    with pytest.raises(errors.TransferNoticeRequired) as refusal:
        publish(lead)
    assert refusal.value.message == "Le Client doit être informé de la transmission de ses données."


def test_a_client_who_refused_is_not_for_sale(priced):
    lead = priced()
    lead.no_resale = True
    with pytest.raises(errors.NotForSale):
        publish(lead)


def test_an_operator_that_does_not_sell_publishes_nothing(db, priced):
    lead = priced()
    lead.operator.lead_selling_enabled = False
    with pytest.raises(errors.SellingDisabled):
        publish(lead)


@pytest.mark.rule("CGV-13.2")
def test_a_publication_lasts_its_last_second(clock, published, told):
    lead = published()
    clock.set(NOW + timedelta(minutes=120))
    assert lead.is_on_sale(clock())
    assert expire_due() == 0
    with pytest.raises(errors.NotYetExpired):
        expire(lead)
    clock.advance(timedelta(seconds=1))
    assert not lead.is_on_sale(clock())
    with pytest.raises(errors.Expired) as refusal:
        Lead.reserve.transition.method(lead)
    assert refusal.value.message == "Cette demande a expiré."
    assert expire_due() == 1
    assert lead.state is State.EXPIRED
    assert told == [("published", lead), ("expired", lead)]
    assert expire_due() == 0


@pytest.mark.rule("CGV-13.2")
def test_the_length_of_a_publication_is_a_dated_setting(operator, priced):
    set_value(LEAD_PUBLICATION_TTL_MINUTES, operator.id, 30)
    lead = priced()
    publish(lead)
    assert lead.expires_at == NOW + timedelta(minutes=30)


@pytest.mark.rule("CGV-13.2")
def test_the_newest_request_stands_first(db, clock, draft):
    for _ in range(3):
        draft(None)
        clock.advance(timedelta(minutes=1))
    newest_first = db.scalars(select(Lead.requested_at).order_by(Lead.requested_at.desc(), Lead.id.desc())).all()
    assert [NOW + timedelta(minutes=minutes) for minutes in (2, 1, 0)] == newest_first


@pytest.mark.rule("CGV-13.2")
def test_an_expired_request_comes_back_when_the_client_still_wants_it(clock, published, told):
    lead = published()
    clock.set(NOW + timedelta(minutes=121))
    expire_due()
    with pytest.raises(errors.NoteRequired):
        republish(lead, " ")
    republish(lead, "La cliente confirme à 14 h, rien n’est réparé.")
    assert (lead.state, lead.expires_at) == (State.PUBLISHED, clock() + timedelta(minutes=120))
    assert [name for name, _lead in told] == ["published", "expired", "published"]


def test_a_basket_that_falls_late_expires_within_the_minute(clock, published):
    lead = published()
    lead.state = State.RESERVED
    clock.set(NOW + timedelta(minutes=121))
    assert expire_due() == 0
    lead.state = State.PUBLISHED
    assert expire_due() == 1


@pytest.mark.parametrize("state", ["draft", "qualified", "priced", "published"])
def test_a_request_nobody_bought_is_withdrawn(request, state, told):
    lead = request.getfixturevalue(state)()
    withdraw(lead, Outcome.CLIENT_WITHDREW)
    assert (lead.state, lead.outcome, lead.closed_at) == (State.WITHDRAWN, Outcome.CLIENT_WITHDREW, NOW)
    assert told[-1] == ("withdrawn", lead)


def test_a_withdrawal_is_no_intervention(draft):
    with pytest.raises(errors.OutcomeNotAllowed):
        withdraw(draft(), Outcome.DONE)


def test_a_request_in_a_basket_is_not_withdrawn(published):
    lead = published()
    lead.state = State.RESERVED
    with pytest.raises(WrongState):
        withdraw(lead, Outcome.CLIENT_WITHDREW)


@pytest.mark.rule("CGV-6.7")
@pytest.mark.parametrize("state", [State.RESERVED, *SOLD], ids=lambda state: state.code)
def test_once_reserved_or_paid_the_price_stays(state):
    assert state not in Lead.price.transition.sources | Lead.reprice.transition.sources


def test_reopening_takes_the_price_and_the_publication_away(published, told):
    lead = published()
    reopen(lead)
    assert (lead.state, lead.price_ht, lead.published_at, lead.expires_at) == (State.DRAFT, None, None, None)
    assert told[-1] == ("withdrawn", lead)


def test_a_closed_request_says_how_it_ended(published):
    lead = published()
    Lead.close.transition.method(lead, Outcome.DONE)
    assert (lead.outcome, lead.closed_at) == (Outcome.DONE, NOW)


@pytest.mark.rule("CGV-19.8")
def test_the_network_has_thirty_minutes(clock, published):
    lead = published()
    clock.set(NOW + timedelta(minutes=30) - timedelta(seconds=1))
    with pytest.raises(errors.TooSoonOffNetwork):
        entrust(lead, obligations_accepted=True)
    clock.set(NOW + timedelta(minutes=30))
    with pytest.raises(errors.ObligationsRequired):
        entrust(lead, obligations_accepted=False)
    entrust(lead, obligations_accepted=True)
    assert lead.state is State.OFF_NETWORK


def test_the_database_refuses_a_publication_without_price(db, draft):
    lead = draft(None)
    lead.state = State.PUBLISHED
    with pytest.raises(IntegrityError, match="published_has_price"), db.begin_nested():
        db.flush()


class TestRoles:
    """Agents and managers prepare and sell; administrators and the data officer read (matrix of roles)."""

    def test_an_agent_does_the_whole_preparation(self, db, acting, account, draft):
        lead_id = draft().id
        with acting(account(AGENT)):
            for move, values in (("read_back", {}), ("announce_transfer", {"accepted": True}), ("qualify", {})):
                perform(Lead, lead_id, move, values)
            assert db.get(Lead, lead_id).state is State.QUALIFIED

    @pytest.mark.rule("CGV-3.16")
    @pytest.mark.parametrize("role", [ADMIN, DPO], ids=lambda role: role.code)
    def test_readers_sell_nothing(self, acting, account, published, role):
        lead_id = published().id
        with acting(account(role)), pytest.raises(Forbidden):
            perform(Lead, lead_id, "withdraw", {"outcome": Outcome.CLIENT_WITHDREW})

    def test_an_agent_publishes_and_withdraws(self, db, acting, account, priced):
        lead_id = priced().id
        with acting(account(AGENT)):
            perform(Lead, lead_id, "publish", {})
            perform(Lead, lead_id, "withdraw", {"outcome": Outcome.FOUND_ELSEWHERE})
            assert db.get(Lead, lead_id).outcome is Outcome.FOUND_ELSEWHERE
