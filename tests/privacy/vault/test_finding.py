"""Who is already known: by number, e-mail or house, without opening anybody."""

import pytest
from sqlalchemy import select

from app.access.identity import acting_as
from app.database import commit, session
from app.privacy.vault import (
    Contact,
    Person,
    change,
    erase,
    erase_fields,
    keep,
    matching,
    same_person,
    tokens_of_phone,
)
from app.privacy.vault.errors import InvalidPhone


@pytest.fixture
def known(vault, operators, canary):
    return keep(canary, commune_code="30189", operator_id=operators[0])


def found(text: str) -> list[int]:
    return list(session.scalars(select(Contact.id).where(matching(text))))


@pytest.mark.parametrize(
    ("other", "commune"),
    [
        (Person(phone="0639984761"), None),
        (Person(phone="0199004762"), None),
        (Person(second_phone="0639984761"), None),
        (Person(email="zwykanari.perso@EXAMPLE.org"), None),
        (Person(street="12 BIS, rue du perroquet"), "30189"),
    ],
    ids=["phone", "second as first", "first as second", "e-mail", "house"],
)
def test_somebody_is_recognised_by_one_thing_alone(known, other, commune):
    assert same_person(other, commune) == [known.id]


@pytest.mark.parametrize(
    ("other", "commune"),
    [
        (Person(last_name="Zwykanari", first_name="Philomène"), "30189"),
        (Person(street="12 bis rue du Perroquet"), "30007"),
        (Person(street="12 bis rue du Perroquet"), None),
        (Person(phone="0639984762"), "30189"),
        (Person(), "30189"),
    ],
    ids=["name", "other town", "no town", "other number", "nobody"],
)
def test_a_name_or_a_street_of_another_town_is_nobody(known, other, commune):
    assert same_person(other, commune) == []


def test_people_of_another_company_are_not_recognised(known, people, canary):
    id = known.id
    commit()
    with acting_as(people["agent"]):
        assert same_person(canary, None) == [id]
    with acting_as(people["stranger"]):
        assert same_person(canary, None) == []


def test_a_number_finds_its_contact_by_its_token(known):
    statement = select(Contact.id).where(Contact.tokens.contains(tokens_of_phone("01 99 00 47 62")))
    assert list(session.scalars(statement)) == [known.id]
    with pytest.raises(InvalidPhone):
        tokens_of_phone("12")


def test_words_are_whole_and_all_of_them_count(known, operators):
    namesake = keep(Person(first_name="Philomène", company_name="Zébulon & Fils"), operator_id=operators[0])
    assert found("PHILOMENE") == [known.id, namesake.id]
    assert found("philomène zwykanari") == [known.id]
    assert found("zebulon fils") == [namesake.id]
    for nobody in ("philom", "zwykanari zébulon", "", "  ", "06 39", "@"):
        assert found(nobody) == []


def test_what_was_changed_or_erased_is_no_longer_found(known, canary):
    change(known, canary.without(frozenset({"phone"})))
    assert found("0639984761") == []
    assert same_person(Person(street=canary.street), "30189") == [known.id], "the house did not change"
    erase_fields(known, ["email"])
    assert found("zwykanari.perso@example.org") == []
    assert found("zwykanari") == [known.id]
    assert same_person(Person(street=canary.street), "30189") == [known.id]
    erase_fields(known, ["street"])
    assert same_person(Person(street=canary.street), "30189") == []
    erase(known)
    assert found("zwykanari") == []


def test_moving_house_is_moving(known, canary):
    change(known, canary, commune_code="30007")
    assert same_person(Person(street=canary.street), "30189") == []
    assert same_person(Person(street=canary.street), "30007") == [known.id]


def test_tokens_are_not_loaded_with_a_contact(known):
    commit()
    session.expire_all()
    assert "tokens" not in session.scalars(select(Contact)).one().__dict__
