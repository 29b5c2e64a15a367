"""The demonstration: a queue to work through."""

from sqlalchemy import select

from addons.calls import demo
from addons.calls.models import CallBack, CallBackState
from app.addons import discover, ordered
from app.models.data import load_addons


def test_the_one_who_waits_longest_stands_first(db, system, clock):
    load_addons(ordered(discover()))
    demo.load()
    queue = db.scalars(select(CallBack).order_by(CallBack.received_at)).all()
    assert [each.attempts for each in queue] == [1, 0, 0, 0]
    assert {each.state for each in queue} == {CallBackState.RECEIVED, CallBackState.ATTEMPTING}
    assert all(each.contact.key_id for each in queue)
