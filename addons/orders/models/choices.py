"""The closed lists of orders."""

from app.i18n import _l
from app.models.choices import Choice


class OrderState(Choice):
    """The life of an order (rules B.3)."""

    CONFIRMED = "confirmed", _l("Confirmée"), "blue"
    AWAITING_PAYMENT = "awaiting_payment", _l("Paiement attendu"), "orange"
    PAID = "paid", _l("Payée"), "green"
    FULFILLED = "fulfilled", _l("Coordonnées remises"), "green"
    NOT_FULFILLED = "not_fulfilled", _l("Remboursée, demande déjà attribuée"), "red"
    CANCELLED = "cancelled", _l("Annulée"), "grey"


class Release(Choice):
    """Why a basket ended."""

    SOLD = "sold", _l("Achetée"), "green"
    REMOVED = "removed", _l("Retirée par le professionnel"), "grey"
    EXPIRED = "expired", _l("Délai dépassé"), "orange"
    SUSPENDED = "suspended", _l("Accès suspendu"), "red"
    WITHDRAWN = "withdrawn", _l("Demande retirée"), "grey"
    REFUSED = "refused", _l("Paiement refusé"), "red"


class Proximity(Choice):
    """What the professional declares when he claims; it follows the urgency (CGV-9.9)."""

    HALF_HOUR = "half_hour", _l("Disponible dans les 30 minutes")
    TODAY = "today", _l("Disponible aujourd’hui")
    WEEK = "week", _l("Disponible sous 7 jours")


class LineOutcome(Choice):
    """What the professional says came of it (CGV-2.9)."""

    WON = "won", _l("Travaux obtenus"), "green"
    LOST = "lost", _l("Pas de travaux"), "grey"
    PENDING = "pending", _l("En attente"), "orange"


class LostReason(Choice):
    """Why no works came of it (CGV-2.9)."""

    PRICE = "price", _l("Prix")
    DELAY = "delay", _l("Délai")
    CLIENT_WITHDREW = "client_withdrew", _l("Client désisté")
    UNREACHABLE = "unreachable", _l("Client injoignable")
    OTHER = "other", _l("Autre")


class VatRegime(Choice):
    """How VAT applies to what the operator sells (CGV-6.16)."""

    STANDARD = "standard", _l("TVA de droit commun")
    FRANCHISE = "franchise_293b", _l("Franchise en base (art. 293 B du CGI)")
    REVERSE_CHARGE = "reverse_charge", _l("Autoliquidation")
