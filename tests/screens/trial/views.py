from app.screens.declaration import Lines, Menu, Related, Screen, Section
from tests.screens.trial.models import Repair, Workshop


class RepairScreen(Screen, model=Repair, menu=Menu("Activité", icon="tools", order=20)):
    columns = ("label", "workshop")
    sections = (Section("Réparation", "label", "workshop"),)


class WorkshopScreen(Screen, model=Workshop, menu=Menu("Activité", icon="building", order=10)):
    columns = ("reference", "name", "trade", "town", "state", "rent_ht")
    sections = (
        Section("Identité", "reference", "name", "siren", "phone", "mail", "secret"),
        Section("Activité", "trade", "size", "urgent", "opened_on", "seen_at", "rent_ht", "staff", "skills"),
        Section("Adresse", "town", "postal_code", "remarks"),
        Section("Passages", Lines("visits", ("day", "town", "minutes", "note", "position"))),
    )
    related = (Related(RepairScreen, "workshop"),)
