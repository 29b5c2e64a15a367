"""Screens of the sales: orders with the access to their contact, and baskets."""

from addons.orders.models import ContactView, Order, OrderLine, OrderState, Release, Reservation
from app.i18n import _l
from app.screens.declaration import Lines, Menu, Related, Saved, Screen, Section

SALES = _l("Ventes")


class ContactViewScreen(Screen, model=ContactView, menu=Menu(SALES, icon="eye", order=40)):
    """Who read which contact, and when."""

    path = "consultations"
    columns = ("at", "professional", "line")
    sections = (Section(_l("Consultation"), "line", "professional", "at"),)
    sort = "-at"


class OrderLineScreen(Screen, model=OrderLine):
    """One request sold: its instants, its ticket, who read the contact."""

    path = "lignes-de-commande"
    columns = ("lead", "order", "professional", "unit_price_ht", "revealed_at", "first_contact_at", "outcome")
    sections = (
        Section(_l("Vente"), "lead", "order", "professional", "unit_price_ht"),
        Section(_l("Remise"), "revealed_at", "first_viewed_at", "recredit_until", "masked_at"),
        Section(
            _l("Suite"), "first_contact_at", "unanswered", "onsite_at", "outcome", "lost_reason", "works_amount_ht"
        ),
        Section(_l("Tarif"), "ticket"),
    )
    related = (Related(ContactViewScreen, "line"),)
    sort = "-revealed_at"


class OrderScreen(Screen, model=Order, menu=Menu(SALES, icon="shopping-cart", order=10)):
    """Orders, from the confirmation to the contact handed over."""

    path = "commandes"
    columns = ("reference", "professional", "confirmed_at", "paid_at", "total_ht", "total_ttc", "state")
    sections = (
        Section(_l("Commande"), "reference", "professional", "reservation", "terms"),
        Section(_l("Montants"), "total_ht", "vat_rate", "vat_amount", "total_ttc"),
        Section(_l("Dates"), "confirmed_at", "paid_at", "cancelled_at"),
        Section(_l("Lignes"), Lines("lines", ("lead", "unit_price_ht", "revealed_at", "first_contact_at", "outcome"))),
    )
    saved = (
        Saved(_l("Paiement attendu"), state=OrderState.AWAITING_PAYMENT),
        Saved(_l("Coordonnées remises"), state=OrderState.FULFILLED),
        Saved(_l("Remboursées"), state=OrderState.NOT_FULFILLED),
    )
    related = (Related(OrderLineScreen, "order"),)
    sort = "-confirmed_at"


class ReservationScreen(Screen, model=Reservation, menu=Menu(SALES, icon="basket", order=20)):
    """Baskets, live and ended."""

    path = "paniers"
    columns = ("lead", "professional", "reserved_at", "expires_at", "price_seen_ht", "released_at", "release")
    sections = (
        Section(_l("Panier"), "lead", "professional", "price_seen_ht"),
        Section(_l("Déclarations"), "proximity", "available"),
        Section(_l("Durée"), "reserved_at", "expires_at", "released_at", "release"),
    )
    saved = (
        Saved(_l("Délai dépassé"), release=Release.EXPIRED),
        Saved(_l("Achetées"), release=Release.SOLD),
    )
    sort = "-reserved_at"
