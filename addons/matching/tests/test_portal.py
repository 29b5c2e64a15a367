"""What a professional reads of requests before paying, behind the wall of the database and through the desk."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from addons.base.models import Operator, Site, StaffKind, StaffProfile, Trade
from addons.leads.models import Lead, Need, State, Urgency
from addons.matching.access import PUBLIC
from addons.matching.desk import decline_request
from addons.matching.models import Offer
from addons.matching.services import eligible, obstacles
from addons.professionals.models import Professional, ProfessionalAccount
from addons.professionals.models import State as ProfessionalState
from addons.zones.models import Commune
from app import database
from app.access.accounts import User
from app.access.grants import Audience
from app.access.identity import Account, System, acting_as
from app.access.login_sessions import open_session
from app.access.tables import SessionKind
from app.errors import NotFound
from app.models.clock import now


@pytest.fixture
def scene(sides):
    """Two professionals, each offered a request of the same trade; ids and tokens by name."""
    for name in ("ada", "bob"):
        sides.account("PROFESSIONAL", username=name)
    found = {}
    with database.as_owner(sides.site.settings), sides.staff.app_context(), acting_as(System("test")):
        db = database.session
        operator = db.scalars(select(Operator).order_by(Operator.id)).first()
        trade, commune = Trade(code="essai", label="Plomberie"), db.scalars(select(Commune).limit(1)).one()
        need = Need(code="essai", label="Fuite", trade=trade)
        site = Site(host="essai.example.org", label="Essai", operator=operator)
        db.add_all([trade, need, site])
        for name in ("ada", "bob"):
            user_id = db.scalars(select(User.id).where(User.username == name)).one()
            someone = Professional(operator=operator, business_name=name, state=ProfessionalState.VALIDATED)
            db.add_all([someone, ProfessionalAccount(professional=someone, user_id=user_id, operator=operator)])
            for what, state in (("open", State.PUBLISHED), ("sold", State.REVEALED)):
                lead = Lead(
                    operator=operator, site=site, trade=trade, need=need, urgency=Urgency.TODAY, commune=commune,
                    postal_code="30000", requested_at=now(), state=state, price_ht=Decimal("29.90"),
                    public_description="Fuite.", internal_note="Secret.", intent=5, complexity=1,
                    published_at=now(), opens_at=now(), expires_at=now() + timedelta(hours=2),
                )  # fmt: skip
                db.add_all([lead, Offer(lead=lead, professional=someone, opens_at=now(), operator=operator)])
                db.flush()
                found[f"{name}-{what}"] = lead.id
            found[name] = open_session(user_id, SessionKind.BROWSER).token
        database.commit()
    return found


@pytest.fixture
def attack(sides, scene):
    """``attack("select …", "ada")``: what raw SQL sees on the portal's connection in somebody's session."""

    def run(statement, who):
        with sides.site.engines["portal"].begin() as connection:
            connection.execute(text("select set_config('relais.token', :token, true)"), {"token": scene.get(who, who)})
            return connection.execute(text(statement)).all()

    return run


@pytest.mark.real_roles
@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.12")
def test_raw_sql_of_a_professional_sees_his_offers_and_the_public_fields_of_what_is_on_sale(attack, scene):
    assert [row.id for row in attack("select id from leads_lead", "ada")] == [scene["ada-open"]]
    assert [row.id for row in attack("select id from leads_lead", "bob")] == [scene["bob-open"]]
    assert {row.lead_id for row in attack("select lead_id from matching_offer", "ada")} == {
        scene["ada-open"], scene["ada-sold"],
    }  # fmt: skip
    for table in ("leads_lead", "matching_offer"):
        assert attack(f"select id from {table}", "forged") == []
    assert attack("select label from leads_need", "ada")
    for column in ("client_id", "internal_note", "intent", "complexity", "words", "call_id", "qualified_by_id"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attack(f"select {column} from leads_lead", "ada")
    for table in ("contact", "pricing_rule", "pricing_sheet", "pricing_line", "matching_wave"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            attack(f"select id from {table}", "ada")


@pytest.mark.real_roles
@pytest.mark.rule("CGV-1.4")
def test_a_declined_request_leaves_his_list_through_the_desk(sides, attack, scene):
    with sides.staff.app_context(), acting_as(System("test")):
        decline_request(_account(attack, "ada"), scene["ada-open"])
        with pytest.raises(NotFound):
            decline_request(_account(attack, "ada"), scene["bob-open"])
        database.commit()
    assert attack("select id from leads_lead", "ada") == []
    assert [row.id for row in attack("select id from leads_lead", "bob")] == [scene["bob-open"]]


def _account(attack, name):
    (row,) = attack("select portal_fact_professional_id() as id", name)
    return Account(
        id=0, username=name, first_name="", last_name="", email="", roles=frozenset({"PROFESSIONAL"}),
        audience=Audience.PORTAL, facts={"professional_id": row.id},
    )  # fmt: skip


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-6.11")
def test_public_fields_tell_nothing_of_the_person_nor_of_how_the_price_was_made():
    assert set(PUBLIC).isdisjoint(
        {"client", "call", "call_back", "internal_note", "complexity", "intent", "same_as", "words", "qualified_by"}
    )


@pytest.mark.real_roles
def test_an_agent_finds_who_may_buy_under_the_login_of_the_staff(sides, scene):
    """The staff's login reads few columns of accounts: every condition runs with these alone."""
    username = sides.account("AGENT", username="tele")
    with sides.staff.app_context():
        with database.as_owner(sides.site.settings), acting_as(System("test")):
            db = database.session
            user_id = db.scalars(select(User.id).where(User.username == username)).one()
            lead = db.scalars(select(Lead).where(Lead.id == scene["ada-open"])).one()
            db.add(StaffProfile(user_id=user_id, operator_id=lead.operator_id, kind=StaffKind.EMPLOYEE))
            lead.qualified_by_id, operator_id = user_id, lead.operator_id
            database.commit()
        agent = Account(
            id=user_id, username=username, first_name="", last_name="", email="", roles=frozenset({"AGENT"}),
            audience=Audience.STAFF, operator_id=operator_id, operator_ids=(operator_id,),
        )  # fmt: skip
        with acting_as(agent):
            lead = database.session.get(Lead, scene["ada-open"])
            someone = database.session.scalars(select(Professional).where(Professional.business_name == "ada")).one()
            assert eligible(lead) == []
            assert "insurance" in {each.code for each in obstacles(someone, lead)}
