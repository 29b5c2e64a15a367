"""What the add-on tells the others: sender is the request, inside the transaction of the change."""

from blinker import Namespace

_signals = Namespace()

#: On sale, for the first time or again: who may buy it is told, once each.
lead_published = _signals.signal("lead-published")
#: Taken back by the staff or the client; it may have been on sale.
lead_withdrawn = _signals.signal("lead-withdrawn")
#: Nobody took it in time.
lead_expired = _signals.signal("lead-expired")
