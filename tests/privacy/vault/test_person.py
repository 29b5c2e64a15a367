"""What is read of a person, and what of it is shown before somebody opens it."""

import re
from dataclasses import replace

import pytest

from app.privacy.vault.errors import InvalidCivility, InvalidEmail, InvalidPhone, TooLong
from app.privacy.vault.person import FIELDS, Masked, Person


@pytest.mark.rule("CGV-3.11")
@pytest.mark.parametrize("typed", ["06 39 98 12 12", "0639981212", "+33 6 39 98 12 12", "00 33 6 39 98 12 12"])
def test_a_number_is_kept_in_one_form(typed):
    assert Person(phone=typed).phone == "+33639981212"


@pytest.mark.rule("CGV-5.3")
@pytest.mark.parametrize(
    "typed", ["06 39 98 12", "abc", "08 99 00 00 01", "0825 00 00 01", "08 10 00 00 01", "3615", "+44 909 879 0000"]
)
@pytest.mark.parametrize("field", ["phone", "second_phone"])
def test_a_number_nobody_answers_or_that_costs_more_is_refused(field, typed):
    with pytest.raises(InvalidPhone) as refused:
        Person(**{field: typed})
    assert refused.value.message == "Numéro de téléphone invalide."
    assert (refused.value.rule, refused.value.field) == ("CGV-5.3", field)


def test_a_free_number_is_a_number():
    assert Person(phone="08 00 00 00 01").phone == "+33800000001"


def test_an_address_is_kept_in_lower_case():
    assert Person(email=" Dominique.Essai@Example.ORG ").email == "dominique.essai@example.org"
    with pytest.raises(InvalidEmail):
        Person(email="dominique@")


@pytest.mark.parametrize(("typed", "kept"), [("Madame", "Mme"), ("mme", "Mme"), ("M", "M."), ("Monsieur", "M.")])
def test_a_civility_names_nobody(typed, kept):
    assert Person(civility=typed).civility == kept
    with pytest.raises(InvalidCivility):
        Person(civility="Maître Dupont")


def test_what_is_empty_is_missing():
    assert Person(**dict.fromkeys(FIELDS, "  ")) == Person()


def test_a_field_has_an_end():
    with pytest.raises(TooLong):
        Person(street="a" * 201)


def test_a_person_is_the_same_once_written_and_read():
    person = Person(civility="Mme", last_name="L’Œuvre", phone="0639981212", access="code « 12 »")
    assert Person.from_json(person.to_json()) == person


PERSON = Person(civility="M.", first_name="Jean", last_name="Dubois", phone="06 39 98 12 12")


@pytest.mark.parametrize(
    ("person", "name", "phone"),
    [
        (PERSON, "M. D••••", "06 •• •• •• 12"),
        (replace(PERSON, civility=None, last_name="É"), "É••••", "06 •• •• •• 12"),
        (Person(company_name="Société du Canal"), "S••••", None),
        (Person(first_name="Jean"), "J••••", None),
        (Person(last_name="3 Suisses", phone="+41 44 668 18 00"), "••••", "+41 •••• 00"),
        (Person(), "••••", None),
    ],
)
def test_a_mask_shows_a_civility_one_letter_and_four_digits_at_most(person, name, phone):
    assert (person.masked_name, person.masked_phone) == (name, phone)
    shown = Masked(person.masked_name, person.masked_phone).label
    assert len(re.sub(r"^(M\.|Mme) ", "", name).replace("•", "")) <= 1
    assert len(re.findall(r"\d", shown)) <= 4


def test_a_mask_does_not_tell_how_long_a_name_is():
    assert len({replace(PERSON, last_name=name).masked_name for name in ("Du", "Dubois", "Dubois de la Tour")}) == 1


def test_a_label_names_whom_one_speaks_to():
    assert PERSON.label == "M. Jean Dubois"
    assert Person(company_name="Société du Canal", phone="0639981212").label == "Société du Canal"
    assert Person(phone="0639981212").label == "06 39 98 12 12"


def test_a_person_does_not_show_in_a_repr():
    assert repr([PERSON, {"who": PERSON}]) == "[<Person>, {'who': <Person>}]"
