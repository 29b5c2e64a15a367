"""A list of nine columns, as the request list of a real operator would be."""

from app.screens.declaration import Menu, Screen, Section
from bench.addon.models import BenchRequest


class BenchRequestScreen(Screen, model=BenchRequest, menu=Menu("Mesures", icon="list")):
    """Requests."""

    path = "mesures"
    columns = ("reference", "state", "urgency", "trade", "need", "town", "zone", "professional", "price_ht")
    sort = "-requested_at"
    sections = (
        Section("Demande", "reference", "trade", "urgency", "need", "requested_at", "price_ht", "rooms"),
        Section("Lieu", "postcode", "town", "zone", "professional"),
    )
