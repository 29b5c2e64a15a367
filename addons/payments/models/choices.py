"""The closed lists of payments."""

from app.i18n import _l
from app.models.choices import Choice


class Method(Choice):
    """How it is paid; the first two are captured at once, the others settle unpaid invoices only."""

    CARD = "card", _l("Carte bancaire"), "blue"
    WALLET = "wallet", _l("Portefeuille du téléphone"), "blue"
    TRANSFER = "transfer", _l("Virement"), "grey"
    CHEQUE = "cheque", _l("Chèque"), "grey"


class PaymentState(Choice):
    """The life of a payment (rules B.4): between yes and no there is «on vérifie»."""

    INITIATED = "initiated", _l("Ouvert"), "blue"
    PENDING = "pending", _l("En vérification"), "orange"
    CAPTURED = "captured", _l("Encaissé"), "green"
    FAILED = "failed", _l("Refusé"), "red"
    CANCELLED = "cancelled", _l("Abandonné"), "grey"
    QUARANTINED = "quarantined", _l("À examiner"), "red"
    REFUNDED = "refunded", _l("Remboursé"), "grey"


class RefundState(Choice):
    """The life of a refund (rules B.4)."""

    REQUESTED = "requested", _l("Demandé"), "orange"
    SENT = "sent", _l("Transmis"), "cyan"
    CONFIRMED = "confirmed", _l("Confirmé"), "green"
    FAILED = "failed", _l("Échec"), "red"


class EventOutcome(Choice):
    """What was done of a provider's event."""

    APPLIED = "applied", _l("Appliqué"), "green"
    REPEATED = "repeated", _l("Déjà reçu"), "grey"
    BEHIND = "behind", _l("Dépassé"), "grey"
    QUARANTINED = "quarantined", _l("Mis de côté"), "red"
