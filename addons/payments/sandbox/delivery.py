"""The sandbox's worker: tells what is due, signed anew at each attempt, until somebody takes it."""

import json
import logging
import threading
from datetime import timedelta
from typing import Any

import httpx

from addons.payments.sandbox.signature import HEADER, sign
from addons.payments.sandbox.store import Event, Payment, Store

log = logging.getLogger("relais.sandbox")

#: Seconds between two looks at what is due.
PAUSE = 0.2
#: What an event changes in its payment, at the moment it falls due.
DECIDES = ("pending", "captured", "failed", "cancelled")
_LONGEST = timedelta(minutes=10)
_PATIENCE = httpx.Timeout(10, connect=2)


class Delivery(threading.Thread):
    """A thread that delivers to ``address`` until ``stop``."""

    def __init__(self, store: Store, address: str, key: str) -> None:
        super().__init__(name="sandbox delivery", daemon=True)
        self._store, self._address, self._key = store, address, key
        self._stopping = threading.Event()

    def run(self) -> None:
        """Deliver what is due, again and again."""
        with httpx.Client(timeout=_PATIENCE, trust_env=False) as client:
            while not self._stopping.wait(PAUSE):
                self._store.close_old_pages()
                for event in self._store.due():
                    self._tell(client, event)

    def stop(self) -> None:
        """End after the event that is on its way."""
        self._stopping.set()
        self.join()

    def _tell(self, client: httpx.Client, event: Event) -> None:
        if event.type in DECIDES:
            self._store.decide(event.payment, event.type, "carte_refusee" if event.type == "failed" else None)
        body = json.dumps(told(self._store, event)).encode()
        headers = {HEADER: sign(self._key, body), "Content-Type": "application/json"}
        try:
            client.post(self._address, content=body, headers=headers).raise_for_status()
        except httpx.HTTPError as error:
            wait = min(timedelta(seconds=2**event.attempts), _LONGEST)
            log.info("%s waits %s: %s", event.id, wait, type(error).__name__)
            self._store.postpone(event, wait)
        else:
            self._store.delivered(event)


def told(store: Store, event: Event) -> dict[str, Any]:
    """An event as it is sent."""
    payment = store.find(event.payment, None)
    assert payment is not None  # events belong to payments
    back = store.refund_of(event.refund)
    if back is not None:
        return {
            "id": event.id,
            "type": event.type,
            "ref": back.ref,
            "key": back.key,
            "amount": back.amount,
            "currency": payment.currency,
            "at": back.at,
        }
    return state_of(payment) | {"id": event.id, "type": event.type}


def state_of(payment: Payment) -> dict[str, Any]:
    """Where a payment stands, told when somebody asks."""
    return {
        "id": f"state-{payment.ref}-{payment.state}",
        "type": payment.state,
        "ref": payment.ref,
        "key": payment.key,
        "amount": payment.amount,
        "currency": payment.currency,
        "at": payment.at,
        "why": payment.why,
    }
