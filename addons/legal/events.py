"""What the add-on legal tells others."""

from blinker import Namespace

#: A version was published, in force at once or scheduled. Sender: ``LegalVersion``; ``version``. Sent inside the
#: transaction that publishes it; ``version.effective_at`` says since or from when it holds.
terms_published = Namespace().signal("terms-published")
