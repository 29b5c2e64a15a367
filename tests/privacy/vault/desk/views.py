from app.screens.declaration import Menu, Screen, Section
from tests.privacy.vault.desk.models import DeskSheet


class DeskSheetScreen(Screen, model=DeskSheet, menu=Menu("Accueil", icon="phone")):
    path = "bordereaux"
    columns = ("reference", "client", "caller", "subject")
    sections = (Section("Bordereau", "reference", "subject", "client", "caller"),)
