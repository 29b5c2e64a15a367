"""Every column says what it may hold about persons; the first that does not is found, whoever made it."""

import pytest
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table
from sqlalchemy.dialects.postgresql import JSONB

from app.privacy import data_map as the_map
from app.privacy.data_map import data_map, problems
from app.privacy.declarations import Category, NotPersonal, Personal, free_text, not_personal


def table(*columns: Column) -> MetaData:
    metadata = MetaData()
    Table("probe_thing", metadata, Column("id", BigInteger, primary_key=True), *columns)
    return metadata


@pytest.fixture
def nothing_foreign(monkeypatch):
    monkeypatch.setattr(the_map, "FOREIGN", {})


@pytest.mark.parametrize("type_", [String(10), JSONB(), Integer()])
def test_a_bare_column_is_found(nothing_foreign, type_):
    [problem] = problems(table(Column("note", type_)))
    assert problem.startswith("probe_thing.note ")


def test_a_textual_key_is_found(nothing_foreign):
    metadata = MetaData()
    Table("probe_thing", metadata, Column("email", String, primary_key=True))
    assert len(list(problems(metadata))) == 1


def test_a_declared_column_is_not(nothing_foreign):
    declared = table(
        Column("note", String, info={"personal": free_text(kept="1 an")}),
        Column("status", String, info={"personal": not_personal("code")}),
    )
    assert list(problems(declared)) == []


def test_a_declaration_of_nothing_is_found(monkeypatch):
    monkeypatch.setattr(the_map, "FOREIGN", {"ab_user": {"shoe_size": not_personal("pointure")}})
    assert [line for line in problems() if "shoe_size" in line] == [
        "app/privacy/foreign.py déclare ab_user.shoe_size, qui n’existe pas"
    ]


def test_accounts_are_in_the_map_with_what_they_hold(app):
    of_users = {entry.column: entry.personal for entry in data_map() if entry.table == "ab_user"}
    assert of_users["email"].category is Category.CONTACT
    assert of_users["password"].category is Category.CONNECTION
    assert of_users["id"] is None


def test_a_key_made_from_a_name_is_as_personal_as_the_name(app):
    entries = {(entry.table, entry.column): entry.declaration for entry in data_map()}
    for (name, column), declaration in entries.items():
        source = entries.get((name, column.removesuffix("_key")))
        if column.endswith("_key") and source is not None:
            assert isinstance(declaration, Personal) == isinstance(source, Personal)
    assert isinstance(entries["zones_region", "name_key"], NotPersonal)
