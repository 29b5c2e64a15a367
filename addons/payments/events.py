"""What payments tell the add-ons that stand on them. Signals are sent inside the transaction."""

from blinker import Namespace

_signals = Namespace()

#: A payment is about to be opened; sender: ``Order``; ``order``. A listener raises a DomainError to refuse: whatever
#: could refuse the invoice does so here, before anybody is asked for money.
payment_opening = _signals.signal("payment-opening")
#: A payment was captured, its order paid and its contact revealed; sender: ``Payment``; ``payment``, ``order``. Sent in
#: the transaction of the capture: what a listener raises undoes the whole of it.
payment_captured = _signals.signal("payment-captured")
