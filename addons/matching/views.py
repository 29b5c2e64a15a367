"""Screens of offers and waves, and what a request shows of them."""

from addons.calls.views import REQUESTS
from addons.leads.views import LeadScreen
from addons.matching.models import Offer, Reach, Wave
from addons.professionals.views import ProfessionalScreen
from app.i18n import _l
from app.screens.declaration import Menu, Related, Saved, Screen, Section, extend


class OfferScreen(Screen, model=Offer, menu=Menu(REQUESTS, icon="send", order=60)):
    """Who was offered what, since when, and who declined."""

    path = "propositions"
    columns = ("lead", "professional", "opens_at", "declined_at", "withdrawn_at")
    sections = (Section(_l("Proposition"), "lead", "professional", "opens_at", "declined_at", "withdrawn_at"),)
    sort = "-opens_at"


class WaveScreen(Screen, model=Wave, menu=Menu(REQUESTS, icon="broadcast", order=70)):
    """Publications: how many professionals each reached, and those that reached nobody."""

    path = "diffusions"
    columns = ("lead", "reach", "eligible", "added", "opens_at", "ended_at")
    sections = (Section(_l("Diffusion"), "lead", "reach", "eligible", "added", "opens_at", "ended_at"),)
    saved = (Saved(_l("Sans professionnel"), reach=Reach.NOBODY), Saved(_l("En cours"), reach=Reach.OFFERED))
    sort = "-opens_at"


offers_of_a_request = extend(LeadScreen, related=(Related(OfferScreen, "lead"), Related(WaveScreen, "lead")))
offers_to_a_professional = extend(ProfessionalScreen, related=(Related(OfferScreen, "professional"),))
