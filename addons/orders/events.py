"""What a sale tells the add-ons that stand on it. Signals are sent inside the transaction; the sender is the model."""

from blinker import Namespace

_signals = Namespace()

#: An order was confirmed and waits for its payment; ``order``.
order_confirmed = _signals.signal("order-confirmed")
#: An order was captured; ``order``. Its lines are revealed in the same transaction, just after.
order_paid = _signals.signal("order-paid")
#: The contact of a line was handed over; ``line``.
contact_revealed = _signals.signal("contact-revealed")
