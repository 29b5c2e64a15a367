"""Reading the sealed copy of one paid line: through the one function of the database that checks and notes it."""

from app.portal.functions import call
from app.privacy.vault import Person, open_from_portal


def open_contact(line_id: int) -> Person:
    """The person of a line this professional paid for; the reading is logged and starts the clock (CGV-3.9).

    Raises NotFound for anything else than a paid line of one's own inside its window.
    """
    copy = call("orders_open_box", line_id, "uid", "box")
    return open_from_portal(copy.box, str(copy.uid))
