"""Keys: what each one opens, and what it refuses."""

import base64
import uuid

import pytest

from app.privacy.vault.cipher import KEY_BYTES, DataKey, MasterKey, Place, PortalKey, read_key
from app.privacy.vault.errors import SealBroken

ONE, TWO = (letter * KEY_BYTES for letter in (b"1", b"2"))
ROW = Place("contact", uuid.UUID(int=1))


def test_a_value_opens_where_it_was_sealed():
    key = DataKey.draw()
    assert key.open(key.seal("rue de l’Œuvre", ROW, "street"), ROW, "street") == "rue de l’Œuvre"


def test_the_same_value_is_never_sealed_twice_the_same_way():
    key = DataKey.draw()
    assert key.seal("a", ROW, "phone") != key.seal("a", ROW, "phone")


@pytest.mark.parametrize(
    ("place", "column"),
    [(ROW, "floor"), (Place("call", ROW.row), "street"), (Place("contact", uuid.UUID(int=2)), "street")],
    ids=["column", "table", "row"],
)
def test_a_value_moved_elsewhere_does_not_open(place, column):
    key = DataKey.draw()
    with pytest.raises(SealBroken):
        key.open(key.seal("a", ROW, "street"), place, column)


def test_a_value_does_not_open_under_a_key_of_another_id():
    key = DataKey(uuid.UUID(int=1), ONE)
    with pytest.raises(SealBroken):
        DataKey(uuid.UUID(int=2), ONE).open(key.seal("a", ROW, "street"), ROW, "street")


def test_each_byte_of_a_sealed_value_counts():
    key = DataKey.draw()
    sealed = key.seal("a", ROW, "street")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            key.open(bytes(changed), ROW, "street")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            key.open(sealed[:length], ROW, "street")


def test_another_master_key_unwraps_nothing():
    key = DataKey.draw()
    wrapped = MasterKey(ONE).wrap(key)
    assert MasterKey(ONE).unwrap(key.id, wrapped).open(key.seal("a", ROW, "phone"), ROW, "phone") == "a"
    with pytest.raises(SealBroken):
        MasterKey(TWO).unwrap(key.id, wrapped)
    with pytest.raises(SealBroken):
        MasterKey(ONE).unwrap(uuid.uuid4(), wrapped)


def test_tokens_are_stable_apart_by_kind_and_nothing_without_the_master_key():
    one = MasterKey(ONE)
    assert one.token("word", "essai") == MasterKey(ONE).token("word", "essai")
    assert len({one.token("word", "a"), one.token("phone", "a"), MasterKey(TWO).token("word", "a")}) == 3
    assert all(-(2**63) <= one.token("word", str(n)) < 2**63 for n in range(200))


def test_a_sealed_copy_opens_for_its_own_sale():
    key = PortalKey(ONE)
    box = key.seal("{}", "order_line|12")
    assert key.open(box, "order_line|12") == "{}"
    for wrong, aad in ((key, "order_line|13"), (PortalKey(TWO), "order_line|12")):
        with pytest.raises(SealBroken):
            wrong.open(box, aad)


def test_no_key_shows_itself():
    shown = repr([DataKey(uuid.UUID(int=1), ONE), MasterKey(ONE), PortalKey(ONE)])
    assert "1111" not in shown


@pytest.mark.parametrize("text", ["", "abc", "é" * 44, base64.b64encode(b"1" * 31).decode(), "1" * 45])
def test_a_key_is_32_bytes_in_base64(text):
    with pytest.raises(ValueError, match="32 octets"):
        read_key(text)
