"""A POST that is repeated, because nobody knows whether it was heard, is done once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app import database
from tests.sample import addon
from tests.sample.fixtures import CLERK, KEEPER
from tests.sample.models import Crate
from tests.support.throw_away import create_tables

NEW = {"reference": "C-1", "size": "small"}
KEY = {"Idempotency-Key": "7f0a"}


def test_the_same_request_gets_the_same_answer(program):
    keeper = program(KEEPER)
    first = keeper.post("/crates/", json=NEW, headers=KEY)
    keeper.patch(f"/crates/{first.get_json()['id']}", json={"version": 1, "weight": 9})
    again = keeper.post("/crates/", json=NEW, headers=KEY)
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Location"] == first.headers["Location"]
    assert keeper.get("/crates/").get_json()["total"] == 1


def test_another_request_with_the_same_key_is_refused(program):
    keeper = program(KEEPER)
    keeper.post("/crates/", json=NEW, headers=KEY)
    other = keeper.post("/crates/", json={**NEW, "reference": "C-2"}, headers=KEY)
    assert (other.status_code, other.get_json()["code"]) == (422, "key_reused")


def test_a_refused_request_may_be_tried_again_with_its_key(program):
    keeper = program(KEEPER)
    assert keeper.post("/crates/", json={"reference": "C-1"}, headers=KEY).status_code == 422
    assert keeper.post("/crates/", json=NEW, headers=KEY).status_code == 201


def test_keys_of_two_people_do_not_meet(program):
    assert program(KEEPER).post("/crates/", json=NEW, headers=KEY).status_code == 201
    assert program(CLERK).post("/crates/", json={**NEW, "reference": "C-2"}, headers=KEY).status_code == 201


def test_a_transition_is_performed_once(program):
    keeper = program(KEEPER)
    id_ = keeper.post("/crates/", json=NEW).get_json()["id"]
    answers = [keeper.post(f"/crates/{id_}/send", json={"price": "1.00"}, headers=KEY) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()


@pytest.mark.parametrize("key", ["", "x" * 201, "é\x01"])
def test_a_key_that_is_none_is_refused(program, key):
    answer = program(KEEPER).post("/crates/", json=NEW, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_key")


def test_a_key_is_forgotten_after_a_day(program, clock):
    keeper = program(KEEPER)
    keeper.post("/crates/", json=NEW, headers=KEY)
    clock.advance(timedelta(hours=25))
    again = program(KEEPER)  # nobody stays signed in for a day
    again.post("/crates/", json={**NEW, "reference": "C-2"}, headers={"Idempotency-Key": "other"})
    assert again.post("/crates/", json={**NEW, "reference": "C-3"}, headers=KEY).status_code == 201


@pytest.mark.real_roles
def test_the_same_request_twice_at_once_is_done_once(site, monkeypatch, sample_app, entered):
    engine = site.engines["owner"]
    create_tables(addon, engine)
    monkeypatch.setitem(database.session.session_factory.kw, "bind", engine)
    programs = [entered(KEEPER) for _each in range(2)]
    with engine.connect() as other, ThreadPoolExecutor() as threads:
        other.execute(text("lock table sample_crate in share mode"))
        asked = [threads.submit(each.post, "/crates/", json=NEW, headers=KEY) for each in programs]
        waiting = text("select count(*) from pg_locks where not granted")
        deadline = time.monotonic() + 20
        while other.scalar(waiting) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert other.scalar(waiting) == 2, "both requests must have begun before either ends"
        other.commit()
        answers = [each.result() for each in asked]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].get_json() == answers[1].get_json()
    with engine.connect() as after:
        assert after.scalar(select(func.count()).select_from(Crate.__table__)) == 1
