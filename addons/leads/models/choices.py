"""The closed lists of requests."""

from app.i18n import _l
from app.models.choices import Choice

_PREPARED = _l("Préparation")
_ON_SALE = _l("En vente")
_SOLD = _l("Attribuée")
_DONE = _l("Terminée")
_DROPPED = _l("Sans suite")


class State(Choice):
    """The life of a request: twelve states, five steps on the status bar (rules B.2)."""

    DRAFT = "draft", _l("Brouillon"), "grey", _PREPARED
    QUALIFIED = "qualified", _l("Qualifiée"), "cyan", _PREPARED
    PRICED = "priced", _l("Tarifée"), "cyan", _PREPARED
    PUBLISHED = "published", _l("Publiée"), "purple", _ON_SALE
    RESERVED = "reserved", _l("Au panier"), "orange", _ON_SALE
    PAID = "paid", _l("Payée"), "green", _SOLD
    REVEALED = "revealed", _l("Attribuée"), "green", _SOLD
    CONTACTED = "contacted", _l("Client contacté"), "green", _SOLD
    CLOSED = "closed", _l("Clôturée"), "grey", _DONE
    EXPIRED = "expired", _l("Expirée"), "red", _DROPPED
    OFF_NETWORK = "off_network", _l("Confiée hors réseau"), "grey", _DROPPED
    WITHDRAWN = "withdrawn", _l("Retirée"), "grey", _DROPPED


#: Nobody has bought it, and somebody still may.
OPEN = (State.DRAFT, State.QUALIFIED, State.PRICED, State.PUBLISHED, State.RESERVED)
#: Before any sale.
UNPUBLISHED = (State.DRAFT, State.QUALIFIED, State.PRICED)
#: Nobody bought it, and nobody will unless it is published again.
OFF_MARKET = (State.EXPIRED, State.OFF_NETWORK, State.WITHDRAWN)
#: Nobody has it in a basket: the staff may still give it up.
WITHDRAWABLE = (State.DRAFT, State.QUALIFIED, State.PRICED, State.PUBLISHED)
#: Somebody paid for it.
SOLD = (State.PAID, State.REVEALED, State.CONTACTED, State.CLOSED)


class Urgency(Choice):
    """When the client wants somebody; the declaration of the professional follows it."""

    IMMEDIATE = "immediate", _l("Tout de suite"), "red"
    TODAY = "today", _l("Aujourd’hui"), "orange"
    WEEK = "week", _l("Dans la semaine"), "blue"


class Again(Choice):
    """What a call is when the caller, or his street and trade, is known for less than a day."""

    SAME = "same", _l("Même demande")
    FOLLOW_UP = "follow_up", _l("Suivi")
    COMPLAINT = "complaint", _l("Réclamation")
    RIGHTS = "rights", _l("Droits sur les données")
    NEW = "new", _l("Nouvelle demande")


class Outcome(Choice):
    """How a request ended (rules B.2, CGV-2.9)."""

    DONE = "done", _l("Réalisée"), "green"
    QUOTE_REFUSED = "quote_refused", _l("Devis refusé"), "orange"
    NO_FOLLOW_UP = "no_follow_up", _l("Sans suite"), "grey"
    WRONG_NUMBER = "wrong_number", _l("Numéro erroné"), "red"
    FOUND_ELSEWHERE = "client_found_elsewhere", _l("Client servi ailleurs"), "grey"
    CLIENT_WITHDREW = "client_withdrew", _l("Client désisté"), "grey"
    DUPLICATE = "duplicate", _l("Doublon"), "grey"
