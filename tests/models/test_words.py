"""Sort keys and instant search, as a reader of French expects them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.models.words import derived_values, matches, normalise, sort_attribute, words_fields
from tests.models.specimens import Borough, Forge

EVERYTHING = {"name", "phone"}


@pytest.fixture
def workshops(db, system):
    names = ["Zoé", "Éric et fils", "eric", "L’Œuvre d’Étienne", "Ætius", "Côte-Rôtie", "cote", "Côté cour"]
    db.add_all(Forge(name=name, phone=f"+3319900000{rank}") for rank, name in enumerate(names))
    db.flush()


def found(db, text, fields=EVERYTHING):
    return set(db.scalars(select(Forge.name).where(matches(Forge, text, fields))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Œuvre d’Étienne", "l oeuvre d etienne"),
        ("L'ŒUVRE", "l oeuvre"),
        ("Ætius", "aetius"),
        ("Saint-Étienne-du-Grès", "saint etienne du gres"),
        ("  Straße\u00a0n°\u202f3 ", "strasse n 3"),
        ("ﬁn", "fin"),
        ("a_b\x00c\ud800d", "a b c d"),
        ("«»—…", ""),
    ],
)
def test_words_lose_case_accents_and_punctuation(text, expected):
    assert normalise(text) == expected


def test_names_sort_as_in_a_dictionary(db, workshops):
    in_order = db.scalars(select(Forge.name).order_by(sort_attribute(Forge, "name"))).all()
    assert in_order == ["Ætius", "cote", "Côté cour", "Côte-Rôtie", "eric", "Éric et fils", "L’Œuvre d’Étienne", "Zoé"]


@pytest.mark.parametrize("typed", ["oeuvre", "ŒUV", "œuvre etien", "étienne l'œuvre", "d’etienne", "  OEUVRE  "])
def test_every_word_typed_begins_a_word_found(db, workshops, typed):
    assert found(db, typed) == {"L’Œuvre d’Étienne"}


def test_a_word_that_is_nowhere_finds_nothing(db, workshops):
    assert found(db, "œuvre zoé") == set()


@pytest.mark.parametrize("typed", ["01 99 00 00 03", "0199000003", "01.99.00.00.03", "+33 1 99 00 00 03"])
def test_a_phone_is_found_however_it_is_typed(db, workshops, typed):
    assert found(db, typed) == {"L’Œuvre d’Étienne"}


@pytest.mark.parametrize("typed", ["", "'", "!!!", "\x00", "\ud800", " & | ! ( ) : * <-> ' \\ ", "«»"])
def test_text_without_any_word_finds_nothing(db, workshops, typed):
    assert found(db, typed) == set()


@pytest.mark.parametrize("typed", ["zo' | 'eric", "zoé:*", "!zoé", "zoé & !eric", "x" * 10_000_000, "x " * 5_000_000])
def test_no_text_breaks_the_query_or_escapes_it(db, workshops, typed):
    assert found(db, typed) <= {"Zoé"}


def test_words_of_a_field_one_may_not_read_are_not_searched(db, workshops):
    assert found(db, "0199000003", {"name"}) == set()
    assert found(db, "oeuvre", {"name"}) == {"L’Œuvre d’Étienne"}
    assert found(db, "oeuvre", {"phone"}) == set()
    assert found(db, "oeuvre 0199000003", EVERYTHING) == {"L’Œuvre d’Étienne"}
    assert found(db, "oeuvre", ()) == set()


def test_the_fields_that_feed_the_words_are_known():
    assert words_fields(Forge) == ("name", "phone")


def test_keys_and_words_follow_their_field(db, workshops):
    zoe = db.scalars(select(Forge).where(Forge.name == "Zoé")).one()
    zoe.name = "Àlbert"
    db.flush()
    assert zoe.name_key == "albert"
    assert found(db, "albert") == {"Àlbert"}
    assert found(db, "zoe") == set()
    assert found(db, "0199000000") == {"Àlbert"}


def test_an_unrelated_change_leaves_the_words_alone(db, workshops, count_queries):
    zoe = db.scalars(select(Forge).where(Forge.name == "Zoé")).one()
    zoe.memo = "rien"
    with count_queries() as queries:
        db.flush()
    assert len(queries) == 1
    assert "words" not in queries.sent[0]


def test_many_records_are_inserted_by_one_statement(db, system, count_queries):
    db.connection()
    db.add_all(Borough(code=str(rank), name=f"Ville {rank}") for rank in range(200))
    with count_queries() as queries:
        db.flush()
    assert len(queries) == 1


def test_the_words_are_not_loaded_with_the_record(db, workshops):
    zoe = db.scalars(select(Forge).where(Forge.name == "Zoé").execution_options(populate_existing=True)).one()
    assert "words" not in zoe.__dict__
    assert "zoe" in db.scalars(select(Forge).options(undefer(Forge.words)).filter_by(name="Zoé")).one().words


def test_a_bulk_writer_gets_the_same_values_as_a_flush(db, workshops):
    zoe = db.scalars(select(Forge).where(Forge.name == "Zoé")).one()
    values = derived_values(Forge, {"name": zoe.name, "phone": zoe.phone})
    assert values == {"name_key": zoe.name_key, "words": "'zoe':1A '33199000000':2B '0199000000':2B"}
