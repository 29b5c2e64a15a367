from app.screens.declaration import Menu, Saved, Screen, Section
from tests.screens.demo.models import Place, State, Studio, Trade


class StudioScreen(Screen, model=Studio, menu=Menu("Activité", icon="tools", order=10)):
    columns = ("reference", "state", "trade", "name", "town", "phone", "rent_ht", "seen_at", "opened_on")
    sections = (Section("Atelier", "reference", "name", "trade", "town", "urgent"),)
    saved = (
        Saved("À ouvrir", state=State.NEW),
        Saved("Serrurerie ouverte", state=State.OPEN, trade=Trade.LOCKS),
        Saved("Par métier", group="trade"),
    )
    sort = "-seen_at"


class PlaceScreen(Screen, model=Place, menu=Menu("Configuration", icon="map", order=20)):
    columns = ("name",)
    sort = "name"
