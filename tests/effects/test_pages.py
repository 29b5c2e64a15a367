"""What an administrator sees of tasks and of the embedded post."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import create_app, database
from app.access.identity import System, acting_as
from app.addons import discover
from app.database import session
from app.effects import outbox
from app.effects.delivery import claim, deliver
from app.effects.models import OutboxRow, Progress, StoredMail
from tests.effects.probe import addon as probe
from tests.effects.probe.tasks import Refused, Written

LEASE = timedelta(seconds=30)


@pytest.fixture(scope="module")
def app(settings):
    """The whole application, with the probe."""
    found = create_app(settings, addons=(*discover(), probe))
    found.testing = True
    return found


@pytest.fixture
def stored(app, db, mailbox):
    """One message kept, one task refused."""
    with app.app_context(), acting_as(System("test")):
        outbox.put(Written(1))
        outbox.put(Refused(2))
        database.commit()
        for row_id in claim(10, LEASE):
            deliver(row_id, LEASE)
        yield session.scalar(select(StoredMail.id))


def test_an_administrator_sees_the_messages_as_text(stored, login_as):
    admin = login_as("ADMIN")
    listed = admin.get("/courriels/").get_data(as_text=True)
    assert "camille@example.org" in listed
    shown = admin.get(f"/courriels/{stored}").get_data(as_text=True)
    assert "voici votre lien" in shown
    assert "&lt;2&gt;" in shown
    assert "<2>" not in shown


@pytest.mark.parametrize("address", ["/courriels/", "/courriels/1"])
def test_nobody_else_does(stored, login_as, address):
    assert login_as("DPO").get(address).status_code == 403


@pytest.mark.parametrize(("address", "status"), [("?avant=x", 400), ("?apres=1", 400), ("999999", 404)])
def test_a_wrong_address_is_refused(stored, login_as, address, status):
    assert login_as("ADMIN").get(f"/courriels/{address}").status_code == status


def test_failures_are_a_tab_of_the_tasks(stored, login_as):
    page = login_as("ADMIN").get("/taches/?state=failed").get_data(as_text=True)
    assert "Envois en échec" in page
    assert "probe.refused" in page
    assert "probe.written" not in page


def test_an_administrator_sends_a_failure_again(app, stored, login_as):
    with acting_as(System("test")):
        row_id = session.scalar(select(OutboxRow.id).where(OutboxRow.state == Progress.FAILED))
    admin = login_as("ADMIN")
    page = admin.get(f"/taches/{row_id}").get_data(as_text=True)
    assert "Relancer" in page
    token = page.split('name="csrf" content="')[1].split('"')[0]
    answer = admin.post(f"/taches/{row_id}/action/retry", headers={"X-CSRFToken": token})
    assert answer.status_code in (200, 204, 302, 303)
    with acting_as(System("test")):
        session.expire_all()
        assert session.scalar(select(OutboxRow.state).where(OutboxRow.id == row_id)) is Progress.WAITING
