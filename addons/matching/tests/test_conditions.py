"""Who may buy a request: each condition alone, and the two readings of them all, which never disagree."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from addons.base.roles import AGENT
from addons.leads.models import Lead
from addons.legal.models import VersionState
from addons.matching.conditions import CONDITIONS
from addons.matching.models import Offer
from addons.matching.services import eligible, obstacles
from addons.matching.tests.conftest import NOW, TODAY
from addons.professionals.models import (
    CoverageLine,
    DocumentKind,
    NetworkStatus,
    Professional,
    ProfessionalAccount,
    State,
    Verdict,
)
from addons.zones.models import Zone, ZoneLine
from app.errors import NotFound


def codes(professional, lead):
    return [obstacle.code for obstacle in obstacles(professional, lead)]


def paper(someone, kind):
    return next(document for document in someone.documents if document.kind is kind)


RC_PRO, DECENNALE = DocumentKind.INSURANCE_RC_PRO, DocumentKind.INSURANCE_DECENNALE


@pytest.fixture
def badly_insured(professional, locks):
    """Ways of not being insured."""

    def changed(kind, **values):
        def make(lead):
            someone = professional()
            for name, value in values.items():
                setattr(paper(someone, kind), name, value)
            return someone

        return make

    def without(kind):
        def make(lead):
            someone = professional()
            someone.documents.remove(paper(someone, kind))
            return someone

        return make

    return [
        *(without(kind) for kind in (RC_PRO, DECENNALE)),
        *(changed(kind, valid_to=TODAY - timedelta(days=1)) for kind in (RC_PRO, DECENNALE)),
        *(changed(kind, valid_from=TODAY + timedelta(days=1)) for kind in (RC_PRO, DECENNALE)),
        *(changed(kind, valid_to=None) for kind in (RC_PRO, DECENNALE)),
        *(changed(kind, verdict=Verdict.TO_CHECK) for kind in (RC_PRO, DECENNALE)),
        changed(DECENNALE, trade=locks),
    ]


@pytest.fixture
def the_agent(db, professional, account, operator):
    """Ways of being the agent of a request."""

    def by_email(lead):
        agent = account(AGENT)
        lead.qualified_by_id = agent.id
        return professional(email=agent.email.upper())

    def by_account(lead):
        agent, someone = account(AGENT), professional()
        lead.priced_by_id = agent.id
        db.add(ProfessionalAccount(professional=someone, user_id=agent.id, operator=operator))
        return someone

    return [by_email, by_account]


@pytest.fixture
def spoil(db, operator, other_operator, locks, gard, professional, badly_insured, the_agent):
    """By condition: ways to make a professional who meets every condition of a request but that one."""

    def given(**changes):
        return lambda lead: professional(**changes)

    def covers(**place):
        return CoverageLine(operator=operator, **place)

    def declined(lead):
        someone, at = professional(), lead.requested_at
        db.add(Offer(lead=lead, professional=someone, opens_at=at, declined_at=at, operator=operator))
        return someone

    return {
        "operator": [given(operator=other_operator)],
        "network": [given(network_status=NetworkStatus.OFF_NETWORK)],
        "state": [given(state=state) for state in State if state is not State.VALIDATED],
        "trade": [given(trades=[locks], main_trade=locks)],
        "zone": [
            given(coverage=[]),
            lambda lead: professional(coverage=[covers(department=gard, validated=False)]),
            lambda lead: professional(coverage=[covers(postal_code="30900", validated=True)]),
        ],
        "insurance": badly_insured,
        "terms": [given(accepts=False)],
        "pause": [given(paused_until=NOW + timedelta(seconds=1))],
        "agent": the_agent,
        "declined": [declined],
    }


def test_nothing_keeps_a_plumber_in_order_from_a_leak_of_his_department(lead, professional):
    made, someone = lead(), professional()
    assert codes(someone, made) == []
    assert eligible(made) == [someone]


@pytest.mark.rule("CGV-1.3")
@pytest.mark.rule("CGV-1.5")
@pytest.mark.rule("CGV-3.2")
@pytest.mark.rule("CGV-3.10")
@pytest.mark.rule("CGV-3.13")
@pytest.mark.rule("CGV-9.20")
@pytest.mark.rule("CGV-10.4")
@pytest.mark.rule("DEC-59")
@pytest.mark.parametrize("code", [condition.code for condition in CONDITIONS])
def test_each_condition_alone_keeps_a_professional_out(db, lead, professional, spoil, code):
    other = professional()
    for make in spoil[code]:
        made = lead()
        someone = make(made)
        db.flush()
        assert codes(someone, made) == [code]
        assert eligible(made) == [other]
        someone.state = State.TERMINATED  # out of the way of the next one
        db.flush()


@pytest.mark.rule("CGV-9.20")
def test_an_insurance_holds_until_midnight_of_its_last_day(db, lead, professional, clock):
    made, someone = lead(), professional()
    for document in someone.documents:
        document.valid_to = clock().date()
    db.flush()
    clock.set(clock().replace(hour=22, minute=59, second=59))  # 23:59:59 in Paris
    assert codes(someone, made) == []
    clock.advance(timedelta(seconds=1))
    assert codes(someone, made) == ["insurance"]
    assert [each.sentence for each in obstacles(someone, made)] == ["Attestation d’assurance expirée."]


@pytest.mark.rule("CGV-9.20")
def test_a_trade_without_decennale_asks_for_none(db, lead, professional, locks, operator, gard):
    someone = professional(trades=[locks], main_trade=locks)
    someone.documents = [document for document in someone.documents if document.kind is DocumentKind.INSURANCE_RC_PRO]
    db.flush()
    assert eligible(lead(trade=locks, need=None)) == [someone]


@pytest.mark.rule("CGV-1.3")
def test_a_trade_that_is_switched_off_serves_nobody(db, lead, professional, plumbing):
    made, someone = lead(), professional()
    plumbing.active = False
    db.flush()
    assert codes(someone, made) == ["trade"]
    assert eligible(made) == []


@pytest.mark.rule("CGV-1.5")
def test_new_terms_are_accepted_before_the_next_request(lead, professional, version, clock):
    made, someone = lead(), professional()
    version(2, VersionState.SCHEDULED, effective_at=clock() + timedelta(seconds=1))
    assert codes(someone, made) == []
    clock.advance(timedelta(seconds=1))
    assert codes(someone, made) == ["terms"]


@pytest.mark.rule("CGV-1.5")
def test_without_terms_in_force_nobody_may_buy(lead, professional, terms, clock):
    made, someone = lead(), professional()
    for document in someone.documents:
        document.valid_from = None
    clock.set(terms.effective_at - timedelta(seconds=1))
    assert codes(someone, made) == ["terms"]
    assert eligible(made) == []


@pytest.mark.rule("CGV-3.13")
@pytest.mark.parametrize("where", ["zone", "commune", "postal_code", "department"])
def test_any_kind_of_validated_territory_serves(db, lead, professional, operator, gard, nimes, where):
    zone = Zone(name="Grand Nîmes", operator=operator)
    db.add_all([zone, ZoneLine(zone=zone, commune=nimes, operator=operator)])
    places = {"zone": zone, "commune": nimes, "postal_code": "30000", "department": gard}
    line = CoverageLine(operator=operator, validated=True, **{where: places[where]})
    someone = professional(coverage=[line])
    assert eligible(lead()) == [someone]
    db.delete(line)
    db.flush()
    db.expire_all()
    assert eligible(lead()) == []


def test_a_pause_ends_at_its_instant(db, lead, professional, clock):
    made, someone = lead(), professional(paused_until=clock() + timedelta(minutes=5))
    assert codes(someone, made) == ["pause"]
    clock.advance(timedelta(minutes=5))
    assert codes(someone, made) == []


def test_an_obstacle_says_what_is_wrong_and_which_article_decides(lead, professional, locks):
    someone = professional(state=State.SUSPENDED, trades=[locks], main_trade=locks)
    assert [(each.rule, each.sentence) for each in obstacles(someone, lead())] == [
        ("CGV-3.10", "Le dossier n’est pas validé : « Suspendu »."),
        ("CGV-1.3", "Le métier « Plomberie » n’est pas déclaré, ou n’est plus actif."),
    ]


def test_a_draft_without_place_nor_trade_suits_nobody(lead, professional):
    made = lead(trade=None, need=None, commune=None, postal_code=None)
    assert codes(professional(), made) == ["trade", "zone"]
    assert eligible(made) == []


def test_who_may_not_be_read_has_no_obstacles(db, lead, professional, other_operator, account, acting):
    mine, foreign, agent = lead().id, professional(operator=other_operator).id, account(AGENT)
    with acting(agent), pytest.raises(NotFound):
        obstacles(Professional(id=foreign), db.get(Lead, mine))


@pytest.mark.parametrize("seed", range(25))
def test_the_list_and_the_reasons_agree_on_any_network(
    db, lead, professional, operator, gard, locks, plumbing, seed, clock
):
    """Twelve professionals drawn at random: eligible are exactly those without obstacle."""
    draw = Random(seed)  # the same networks at each run, nothing secret
    made = lead(trade=draw.choice((plumbing, locks)), need=None)
    for _ in range(12):
        someone = professional(
            accepts=draw.random() < 0.8,
            state=draw.choice((State.VALIDATED, State.VALIDATED, State.VALIDATED, State.SUSPENDED)),
            network_status=draw.choice((NetworkStatus.IN_NETWORK, NetworkStatus.IN_NETWORK, NetworkStatus.OFF_NETWORK)),
            trades=draw.choice(([plumbing], [plumbing, locks], [locks])),
            main_trade=None,
            coverage=draw.choice(
                (
                    [],
                    [CoverageLine(operator=operator, department=gard, validated=True)],
                    [CoverageLine(operator=operator, postal_code="30000", validated=draw.random() < 0.7)],
                )
            ),
            paused_until=draw.choice((None, None, clock() - timedelta(hours=1), clock() + timedelta(hours=1))),
        )
        for document in list(someone.documents):
            if draw.random() < 0.1:
                someone.documents.remove(document)
            elif draw.random() < 0.2:
                document.valid_to = clock().date() + timedelta(days=draw.randint(-2, 1))
        if draw.random() < 0.2:
            declined_at = draw.choice((None, clock()))
            db.add(Offer(lead=made, professional=someone, opens_at=clock(), declined_at=declined_at, operator=operator))
    db.flush()
    everybody = db.scalars(select(Professional).where(Professional.operator_id == operator.id)).all()
    assert len(everybody) == 12
    assert eligible(made) == [each for each in sorted(everybody, key=lambda one: one.id) if not obstacles(each, made)]


def test_one_statement_asks_every_reason(lead, professional, count_queries):
    made, someone = lead(), professional()
    obstacles(someone, made)
    with count_queries() as queries:
        obstacles(someone, made)
    asked = [each for each in queries.sent if "matching_offer" in each]
    assert len(asked) == 1
    with count_queries() as queries:
        eligible(made)
    assert len([each for each in queries.sent if "professionals_professional" in each]) == 1
