"""One process of a race: every professional wants every request, at once, in an order of its own.

``python -m addons.orders.tests.racer <seed>`` reads the settings from the environment and prints who won what.
"""

import json
import random
import sys

from sqlalchemy import select

from addons.leads.models import Lead
from addons.orders import errors
from addons.orders.models import Proximity
from addons.orders.services import claim
from addons.professionals.models import Professional
from app import create_app, database
from app.access.identity import System, acting_as


def race(seed: int) -> list[tuple[int, int]]:
    """Claims that were won: lead and professional."""
    won = []
    with acting_as(System("course")):
        pairs = [
            (lead_id, professional_id)
            for lead_id in database.session.scalars(select(Lead.id))
            for professional_id in database.session.scalars(select(Professional.id))
        ]
        database.session.remove()
        random.Random(seed).shuffle(pairs)
        for lead_id, professional_id in pairs:
            try:
                lead = database.session.get_one(Lead, lead_id)
                professional = database.session.get_one(Professional, professional_id)
                price_ht = lead.price_ht
                claim(professional, lead, price_seen_ht=price_ht, proximity=Proximity.TODAY, available=True)
                database.commit()
                won.append((lead_id, professional_id))
            except errors.AlreadyTaken:
                database.session.rollback()
            database.session.remove()
    return won


if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        sys.stdout.write(json.dumps(race(int(sys.argv[1]))))
