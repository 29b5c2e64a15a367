"""Promise 2, raced from several processes. ``RELAIS_X_CLAIM_RACE=50x200`` runs the whole campaign."""

import json
import os
import subprocess
import sys
from collections import defaultdict

import pytest
from sqlalchemy import func, select

from addons.leads.models import Lead, State
from addons.orders.models import Order, Reservation
from addons.orders.tests.sale import found_market
from app import create_app, database
from app.access.identity import System, acting_as
from tests.support.site_process import PATIENCE, environment

PROFESSIONALS, REQUESTS = map(int, os.environ.get("RELAIS_X_CLAIM_RACE", "8x6").split("x"))
PROCESSES = 4


@pytest.mark.real_roles
@pytest.mark.rule("CGV-3.8")
def test_every_request_has_one_winner_whoever_asks_and_however_many(site):
    before = dict(database.engines)
    app = create_app(site.settings)
    with app.app_context(), acting_as(System("test")):
        market = found_market(database.session)
        plumbers = [
            market.plumber(database.session, siren=None, email=f"racer.{number}@example.org")
            for number in range(PROFESSIONALS)
        ]
        for _number in range(REQUESTS):
            market.request(database.session, *plumbers)
        database.commit()
        database.session.remove()
        won = _race(site)
        assert set(won) == set(database.session.scalars(select(Lead.id)))
        assert {lead: len(winners) for lead, winners in won.items() if len(winners) != 1} == {}
        live = select(Reservation.lead_id, Reservation.professional_id).where(Reservation.released_at.is_(None))
        assert {tuple(row) for row in database.session.execute(live)} == {
            (lead, winner) for lead, winners in won.items() for winner in winners
        }
        assert set(database.session.scalars(select(Lead.state))) == {State.RESERVED}
        assert database.session.scalar(select(func.count()).select_from(Order)) == 0
        database.session.remove()
    for engine in database.engines.values():
        engine.dispose()
    database.engines.clear()
    database.engines.update(before)


def _race(site):
    """Winners by request, as the processes tell them."""
    command = [sys.executable, "-m", "addons.orders.tests.racer"]
    processes = [
        subprocess.Popen(
            [*command, str(seed)],
            env=environment(site.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(PROCESSES)
    ]
    won = defaultdict(set)
    for process in processes:
        told, errors = process.communicate(timeout=PATIENCE * 10)
        assert process.returncode == 0, errors[-2000:]
        for lead, professional in json.loads(told):
            won[lead].add(professional)
    return won
