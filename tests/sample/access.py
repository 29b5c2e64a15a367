from app.access.grants import Grant
from tests.sample.models import Crate, Item, Shelf, Tag
from tests.sample.roles import CLERK, KEEPER

EVERYTHING = "read create write delete"
#: Everything the clerk knows of a crate: neither what it cost, nor its secret, nor its articles.
KNOWN = (
    "reference", "name", "price_ht", "weight", "size", "fragile", "packed_on", "sent_at", "mail", "phone", "company",
    "remarks", "extra", "shelf", "state", "tags",
)  # fmt: skip

ACCESS = [
    Grant(KEEPER, Crate, f"{EVERYTHING} send close"),
    Grant(KEEPER, Item, EVERYTHING),
    Grant(KEEPER, Shelf, EVERYTHING),
    Grant(KEEPER, Tag, EVERYTHING),
    Grant(CLERK, Crate, "read create write send", fields=KNOWN),
    Grant(CLERK, Shelf, "read", where=lambda me: Shelf.open),
    Grant(CLERK, Tag, "read", where=lambda me: Tag.open),
]
