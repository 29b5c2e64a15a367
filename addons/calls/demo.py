"""People to call back this morning, one of them after a call nobody took. All invented."""

from datetime import timedelta

from sqlalchemy import select

from addons.base.models import Site, Trade
from addons.calls.models import Call, Slot
from addons.calls.services import attempt, miss, receive_call_back
from app.database import session
from app.models.clock import now
from app.privacy.vault import Person

HOST = "alloserrurierboris.fr"
#: Who waits, since how many minutes, for what, when he would rather be called, and what he wrote.
WAITING = (
    ("Abadie", "06 39 98 70 01", 14, "serrurerie", Slot.SOON, "Porte claquée, je suis sur le palier."),
    ("Bressol", "06 39 98 70 02", 95, "plomberie", Slot.EVENING, "Robinet de cuisine qui goutte."),
    ("Cantarel", "01 99 00 70 03", 260, "plomberie", Slot.MORNING, None),
)
MISSED = ("06 39 98 70 06", 7)


def load() -> None:
    """Queue them for the first operator of the defaults; the one who waits longest was tried once."""
    site = session().scalars(select(Site).where(Site.host == HOST)).one()
    trades = {trade.code: trade for trade in session().scalars(select(Trade))}
    for name, phone, minutes, trade, slot, note in WAITING:
        person = Person(last_name=name, phone=phone)
        call_back = receive_call_back(site, person, trade=trades[trade], slot=slot, note=note)
        call_back.received_at = now() - timedelta(minutes=minutes)
    attempt(call_back)
    phone, minutes = MISSED
    call = Call(site=site, operator_id=site.operator_id, started_at=now() - timedelta(minutes=minutes))
    session().add(call)
    session().flush()
    miss(call, phone=phone)
    session().flush()
