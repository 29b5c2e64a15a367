"""A person goes in sealed, comes out whole for whoever may open, and leaves without a trace."""

import logging
import traceback
import uuid
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import LargeBinary, inspect, select, text

from app.access.identity import Account, acting_as
from app.database import commit, session
from app.errors import DomainError, Forbidden
from app.models import clock
from app.models.history.table import history_entry
from app.models.owned import OperatorMissing
from app.privacy.vault import (
    Contact,
    ContactAccess,
    Person,
    change,
    erase,
    erase_fields,
    keep,
    masked,
    peek,
    reveal,
)
from app.privacy.vault.cipher import MasterKey
from app.privacy.vault.errors import ContactErased, InvalidPurpose, SealBroken
from app.privacy.vault.keys import EXTENSION, keys_in_force
from app.privacy.vault.keystore import data_key
from app.privacy.vault.person import FIELDS
from app.privacy.vault.tasks import ORPHAN_AFTER, sweep_orphan_keys
from tests.privacy.vault.conftest import TRACES

#: What somebody may type in a field that refuses it.
WRONG = {
    "phone": "06 39 98 47 61 99 99",
    "second_phone": "0639984761 perroquet",
    "email": "zwykanari@@perroquet",
    "civility": "Philomène",
    "street": "perroquet" * 50,
}


def keys_of(engine, *ids) -> set[uuid.UUID]:
    with engine.connect() as connection:
        return set(connection.scalars(select(data_key.c.id).where(data_key.c.id.in_(ids))))


def row_of(contact) -> str:
    """Everything the main database holds of a contact, as PostgreSQL writes it."""
    return session().connection().scalar(text("select contact::text from contact where id = :id"), {"id": contact.id})


def test_what_goes_in_comes_out(vault, operators, canary):
    contact = keep(canary, commune_code="30189", operator_id=operators[0])
    commit()
    session.expire_all()
    found = peek(session.get_one(Contact, contact.id))
    assert found == canary
    assert found.phone == "+33639984761"
    assert found.email == "zwykanari.perso@example.org"


def test_the_main_database_holds_nothing_readable_of_it(vault, operators, canary):
    contact = keep(canary, commune_code="30189", operator_id=operators[0])
    # bytea is written in hexadecimal
    stored = row_of(contact).lower()
    for value in canary.filled().values():
        assert value.lower() not in stored
        assert value.encode().hex() not in stored


def test_the_key_is_committed_before_its_contact_and_a_rollback_leaves_an_orphan(vault, operators, keys, canary):
    contact = keep(canary, operator_id=operators[0])
    key_id = contact.key_id
    assert keys_of(keys, key_id) == {key_id}
    session.rollback()
    assert session.scalar(select(Contact.id).where(Contact.key_id == key_id)) is None
    assert keys_of(keys, key_id) == {key_id}


def test_the_sweep_takes_orphans_older_than_a_day_and_no_live_key(vault, operators, keys, canary):
    lost = keep(canary, operator_id=operators[0]).key_id
    session.rollback()
    live = keep(canary, operator_id=operators[0]).key_id
    commit()
    made_at = clock.now()
    with clock.frozen(made_at + ORPHAN_AFTER - timedelta(minutes=1)):
        sweep_orphan_keys()
    assert keys_of(keys, lost, live) == {lost, live}
    with clock.frozen(made_at + ORPHAN_AFTER + timedelta(minutes=1)):
        sweep_orphan_keys()
    assert keys_of(keys, lost, live) == {live}


def test_a_sealed_value_opens_in_its_own_row_and_column_alone(vault, operators, canary):
    one, two = keep(canary, operator_id=operators[0]), keep(canary, operator_id=operators[0])
    one.phone, one.second_phone = one.second_phone, one.phone
    with pytest.raises(SealBroken):
        peek(one)
    two.key_id = one.key_id
    with pytest.raises(SealBroken):
        peek(two)


def test_another_contact_s_value_does_not_open_even_under_one_key(vault, operators, canary):
    contact = keep(canary, operator_id=operators[0])
    contact.uid = uuid.uuid4()
    with pytest.raises(SealBroken):
        peek(contact)


def test_a_change_replaces_everything_and_says_who(vault, operators, people, canary):
    contact = keep(canary, operator_id=operators[0])
    commit()
    with acting_as(people["agent"]):
        held = session.get_one(Contact, contact.id)
        change(held, Person(last_name="Autre", phone="06 39 98 11 11"), commune_code="30189")
        commit()
    session.expire_all()
    assert peek(contact) == Person(last_name="Autre", phone="+33639981111")
    access = session.scalars(select(ContactAccess)).one()
    assert (access.contact_id, access.account_id, access.purpose) == (contact.id, people["agent"].id, "change")


def test_erasing_leaves_no_sealed_byte_no_token_and_no_key(vault, operators, keys, carry_out, canary):
    contact = keep(canary, commune_code="30189", operator_id=operators[0])
    commit()
    contact_id, key_id = contact.id, contact.key_id
    erase(contact)
    assert keys_of(keys, key_id) == {key_id}, "the key outlives a transaction that may still be rolled back"
    commit()
    assert carry_out() == 1
    assert keys_of(keys, key_id) == set()
    contact = session.get_one(Contact, contact_id)
    assert contact.key_id is None
    assert contact.tokens == []
    assert contact.erased_at is not None
    sealed = [column.key for column in inspect(Contact).columns if isinstance(column.type, LargeBinary)]
    assert sorted(sealed) == sorted(FIELDS)
    assert {getattr(contact, name) for name in sealed} == {None}
    with pytest.raises(ContactErased):
        peek(contact)
    assert masked([contact])[contact.id].label == "Effacé"


def test_an_erasure_rolled_back_keeps_the_key(vault, operators, keys, carry_out, canary):
    contact = keep(canary, operator_id=operators[0])
    commit()
    contact_id, key_id = contact.id, contact.key_id
    erase(contact)
    session.rollback()
    assert carry_out() == 0
    assert keys_of(keys, key_id) == {key_id}
    assert peek(session.get_one(Contact, contact_id)) == canary


def test_erasing_twice_changes_nothing(vault, operators, carry_out, canary):
    contact = keep(canary, operator_id=operators[0])
    erase(contact)
    commit()
    at = contact.erased_at
    with clock.frozen(at + timedelta(days=1)):
        erase(contact)
    commit()
    assert contact.erased_at == at
    assert carry_out() == 1


def test_what_stays_of_a_partial_erasure_is_sealed_anew_and_the_old_key_destroyed(
    vault, operators, keys, carry_out, canary
):
    contact = keep(canary, commune_code="30189", operator_id=operators[0])
    commit()
    contact_id, old, sealed = contact.id, contact.key_id, {name: getattr(contact, name) for name in FIELDS}
    erase_fields(contact, ["email", "phone", "first_name"])
    commit()
    carry_out()
    contact = session.get_one(Contact, contact_id)
    assert keys_of(keys, old, contact.key_id) == {contact.key_id}
    assert peek(contact) == canary.without(frozenset({"email", "phone", "first_name"}))
    assert (contact.email, contact.phone, contact.first_name) == (None, None, None)
    assert all(getattr(contact, name) != value for name, value in sealed.items() if value is not None)


def test_erasing_every_field_is_erasing(vault, operators, keys, carry_out):
    contact = keep(Person(last_name="Seul"), operator_id=operators[0])
    commit()
    contact_id, key_id = contact.id, contact.key_id
    erase_fields(contact, ["last_name"])
    commit()
    carry_out()
    assert session.get_one(Contact, contact_id).erased_at is not None
    assert keys_of(keys, key_id) == set()


def test_an_erased_contact_is_neither_changed_nor_opened(vault, operators, canary):
    contact = keep(canary, operator_id=operators[0])
    erase(contact)
    with pytest.raises(ContactErased):
        change(contact, canary)
    with pytest.raises(ContactErased):
        reveal(contact, purpose="test")


def test_a_contact_belongs_to_the_company_of_whoever_keeps_it(vault, people, operators, canary):
    with acting_as(people["agent"]):
        contact = keep(canary)
        assert contact.operator_id == operators[0]
        session.rollback()
    with pytest.raises(OperatorMissing):
        keep(canary)
    session.rollback()


def test_opening_is_logged_with_who_when_and_why(vault, operators, people, canary):
    contact = keep(canary, operator_id=operators[0])
    commit()
    with acting_as(people["agent"]):
        found = reveal(session.get_one(Contact, contact.id), purpose="rappel")
        commit()
    assert found == canary
    access = session.scalars(select(ContactAccess)).one()
    assert access.account_id == people["agent"].id
    assert (access.contact_id, access.purpose, access.operator_id) == (contact.id, "rappel", operators[0])
    assert abs(access.at - clock.now()) < timedelta(minutes=1)


def test_opening_needs_the_word_open_on_a_contact_of_ones_own_company(vault, operators, people, canary):
    contact = keep(canary, operator_id=operators[0])
    commit()
    with acting_as(people["admin"]), pytest.raises(Forbidden):
        reveal(session.get_one(Contact, contact.id), purpose="rappel")
    for name in ("accountant", "stranger"):
        with acting_as(people[name]):
            assert session.get(Contact, contact.id) is None
    assert session.scalar(select(ContactAccess)) is None


@pytest.mark.parametrize("purpose", ["", "Rappel de Mme Zwykanari", "0639984761", "a" * 41])
def test_a_purpose_is_a_code_and_no_sentence(vault, operators, canary, purpose):
    contact = keep(canary, operator_id=operators[0])
    with pytest.raises(InvalidPurpose):
        reveal(contact, purpose=purpose)


def test_another_master_key_opens_nobody(vault, vault_app, operators, canary, monkeypatch):
    contact = keep(canary, operator_id=operators[0])
    other = replace(keys_in_force(), master=MasterKey(b"another master key of 32 bytes.."))
    monkeypatch.setitem(vault_app.extensions, EXTENSION, other)
    with pytest.raises(SealBroken):
        peek(contact)
    with pytest.raises(SealBroken):
        masked([contact])


def test_a_change_sees_an_erasure_that_came_first(vault, operators, canary):
    contact = keep(canary, operator_id=operators[0])
    commit()
    assert contact.key_id is not None, "read before somebody else erases it"
    emptied = "update contact set key_id = null, phone = null, tokens = '{}' where id = :id"
    session().connection().execute(text(emptied), {"id": contact.id})
    with pytest.raises(ContactErased):
        change(contact, canary)
    assert contact.phone is None


def test_history_knows_nothing_of_a_contact(vault, operators, canary):
    contact = keep(canary, operator_id=operators[0])
    change(contact, Person(last_name="Autre"))
    erase(contact)
    commit()
    told = session().connection().execute(select(history_entry).where(history_entry.c.model.like("contact%"))).all()
    assert told == []


def test_nothing_of_a_person_reaches_a_log_an_exception_or_a_repr(vault, operators, people, canary, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
    told = []
    try:
        contact = keep(canary, commune_code="30189", operator_id=operators[0])
        told += [repr(canary), repr(contact), str(contact), repr(keys_in_force()), repr(masked([contact]))]
        contact.phone, contact.email = contact.email, contact.phone
        attempts = [lambda: peek(contact), lambda: reveal(contact, purpose=canary.last_name)]
        attempts += [partial(Person, **{name: value}) for name, value in WRONG.items()]
        for attempt in attempts:
            with pytest.raises((DomainError, SealBroken)) as refused:
                attempt()
            told += traceback.format_exception(refused.value)
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
        session.rollback()
    said = "\n".join([*told, caplog.text]).lower()
    assert "sealbroken" in said
    assert [trace for trace in TRACES if trace in said] == []


def test_an_account_that_may_not_create_keeps_nobody(vault, people, canary):
    with acting_as(people["accountant"]), pytest.raises(Forbidden):
        keep(canary)
    assert isinstance(people["accountant"], Account)
