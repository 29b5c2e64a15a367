"""Probes answer anybody, tell what is missing and nothing more."""

from datetime import timedelta

from sqlalchemy import text

from app.access.system import as_system
from app.database import session
from app.effects.models import WorkerBeat


def test_a_living_process_says_so_without_the_database(app, count_queries):
    with count_queries() as queries:
        assert app.test_client().get("/health/live").get_json() == {"status": "ok"}
    assert not queries.sent


def test_an_upgraded_installation_is_ready(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok", "checks": {"database": True, "schema": True}, "worker": False}


def test_a_worker_is_alive_thirty_seconds_after_its_last_beat(client, clock):
    with as_system("test"):
        session.add(WorkerBeat(name="essai", started_at=clock(), seen_at=clock()))
        session.commit()
    clock.advance(timedelta(seconds=30))
    assert client.get("/health/ready").get_json()["worker"] is True
    clock.advance(timedelta(seconds=1))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.get_json()["worker"]) == (200, False)


def test_an_older_schema_is_not_ready(client):
    with as_system("test"):
        session.execute(text("update alembic_version set version_num = 'older'"))
        session.commit()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["checks"] == {"database": True, "schema": False}
