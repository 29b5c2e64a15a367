"""What the add-on tells the others."""

from blinker import Namespace

_signals = Namespace()

#: The client refused the recording and the call ends there. Sender: the call. Sent inside the transaction, before the
#: caller's contact is erased: whoever made something of the call undoes it (CGV-21.4).
recording_refused = _signals.signal("recording-refused")
