"""What the kernel knows of a model is what its declaration says, in its order."""

import pytest

from app.models.description import describe, named, state_field
from app.models.words import sort_attribute
from tests.models.specimens import Borough, Forge, Licence, Talent, Ticket, Tool


def test_fields_come_in_the_order_of_their_declaration_those_of_mixins_last():
    assert list(describe(Forge)) == [
        "name", "phone", "memo", "rent_ht", "town", "branch", "state", "skills", "tools", "opened_at",
    ]  # fmt: skip


def test_a_foreign_key_and_its_relationship_are_one_field():
    town = describe(Forge)["town"]
    assert (town.target, town.attribute.key, town.relationship.key) == (Borough, "town_id", "town")


def test_two_links_to_the_same_model_stay_apart():
    fields = describe(Forge)
    assert fields["town"].attribute.key == "town_id"
    assert fields["branch"].attribute.key == "branch_id"
    assert fields["branch"].target is Borough


def test_a_link_to_its_own_model_points_up():
    assert describe(Borough)["capital"].target is Borough
    assert describe(Borough)["capital"].attribute.key == "capital_id"


def test_many_to_many_and_lines_name_the_model_they_hold():
    fields = describe(Forge)
    assert (fields["skills"].target, fields["skills"].field.kind.name) == (Talent, "refs")
    assert (fields["tools"].target, fields["tools"].field.kind.name) == (Tool, "lines")
    assert fields["skills"].attribute is fields["skills"].relationship


def test_a_one_to_one_shows_on_the_side_of_its_key():
    assert describe(Licence)["workshop"].target is Forge
    assert "licence" not in describe(Forge)


@pytest.mark.parametrize(
    ("model", "required"),
    [(Forge, {"name"}), (Tool, {"workshop", "label"}), (Borough, {"code", "name"}), (Ticket, set())],
)
def test_what_must_be_filled_has_no_default_and_may_not_be_empty(model, required):
    assert {name for name, item in describe(model).items() if item.required} == required


def test_an_owned_record_has_its_operator():
    assert describe(Ticket)["operator"].target.__tablename__ == "base_operator"


def test_derived_columns_are_no_fields():
    assert not {"name_key", "words", "version", "id"} & describe(Forge).keys()


def test_a_text_sorts_by_its_key_and_the_rest_by_itself():
    assert sort_attribute(Forge, "name").key == "name_key"
    assert sort_attribute(Forge, "rent_ht").key == "rent_ht"


def test_a_model_has_a_stable_code():
    assert named(Forge) == "specimen.workshop"


def test_the_state_is_found():
    assert state_field(Forge).name == "state"
    assert state_field(Borough) is None
