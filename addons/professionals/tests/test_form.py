"""What somebody types in the form or sends to the API, and where the sentence stands when it is wrong."""

import pytest
from sqlalchemy import select

from addons.base.roles import AGENT
from addons.professionals.models import Channel, CoverageLine, Direction, Professional, State
from app.errors import DomainError, InvalidFields
from app.records.change import create, update


@pytest.fixture
def typed(plumbing, nimes):
    """What the agent typed."""
    return {
        "business_name": "Plomberie des Arènes",
        "siren": "732829320",
        "postal_code": "30000",
        "commune": nimes.id,
        "trades": [plumbing.id],
        "main_trade": plumbing.id,
    }


@pytest.fixture
def agent(acting, account, typed):
    """The form as an agent fills it."""
    with acting(account(AGENT)):
        yield


def test_an_agent_opens_a_file_with_its_contact_and_its_territories(db, typed, agent):
    lines = {
        "contacts": [{"channel": Channel.PHONE, "direction": Direction.INBOUND}],
        "coverage": [{"commune": typed["commune"]}, {"postal_code": "30900"}],
    }
    made = create(Professional, typed, lines)
    assert made.state is State.CONTACTED
    assert made.contacts[0].author_id is not None
    assert [line.postal_code for line in made.coverage] == [None, "30900"]
    made.declare_profile()
    db.flush()
    assert made.state is State.PROFILE_DECLARED


@pytest.mark.rule("CGV-18.4")
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"postal_code": "34000"}, "postal_code"), ({"postal_code": "99999"}, "postal_code"), ({"siret": "1"}, "siret")],
)
def test_what_disagrees_is_said_beside_its_field(typed, agent, changes, field):
    with pytest.raises(DomainError) as refusal:
        create(Professional, typed | changes)
    assert refusal.value.fields.keys() == {field}


def test_an_unknown_commune_is_said_beside_its_field(typed, agent):
    with pytest.raises(InvalidFields) as refusal:
        create(Professional, typed | {"commune": 999_999_999})
    assert refusal.value.fields.keys() == {"commune"}


def test_a_line_without_place_is_said_beside_that_line(typed, agent):
    with pytest.raises(DomainError) as refusal:
        create(Professional, typed, {"coverage": [{"commune": typed["commune"]}, {}]})
    assert refusal.value.fields.keys() == {"coverage-1-department"}


def test_a_line_of_a_postal_code_of_nowhere_is_said_beside_that_line(typed, agent):
    with pytest.raises(DomainError) as refusal:
        create(Professional, typed, {"coverage": [{"postal_code": "99999"}]})
    assert refusal.value.fields.keys() == {"coverage-0-postal_code"}


def test_a_territory_left_out_of_the_form_is_removed(db, typed, agent):
    made = create(Professional, typed, {"coverage": [{"commune": typed["commune"]}, {"postal_code": "30900"}]})
    kept = made.coverage[0]
    update(made, {}, made.version, {"coverage": [{"id": kept.id}]})
    assert db.scalars(select(CoverageLine.id).where(CoverageLine.professional_id == made.id)).all() == [kept.id]
