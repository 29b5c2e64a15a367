"""The tests' own ground: a database per worker, each test undone, no way out of the machine."""

import socket

import pytest
from sqlalchemy import text


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_is_gone_in_the_next(db, system, turn):
    assert db.scalar(text("select to_regclass('left_behind')")) is None
    db.execute(text("create table left_behind (id int)"))
    db.commit()
    assert db.scalar(text("select to_regclass('left_behind')")) is not None


def test_statements_are_counted(db, system, count_queries):
    db.execute(text("select 1"))
    with count_queries() as queries:
        db.execute(text("select 1"))
        db.execute(text("select 2"))
    assert len(queries) == 2


def test_the_world_cannot_be_reached():
    with socket.socket() as outside, pytest.raises(AssertionError, match="reach"):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.real_roles
def test_a_site_is_a_database_of_its_own(site, settings):
    assert site.settings.database_url != settings.database_url
    with site.engines["owner"].connect() as connection:
        assert connection.scalar(text("select current_database()")) in site.settings.database_url
