"""Screens of invoices: their list with totals, their page, their documents."""

from datetime import date

from addons.invoicing.models import Invoice, InvoiceDocument, SeriesCode
from app.i18n import _l
from app.models.clock import today
from app.screens.declaration import Lines, Link, Menu, Related, Saved, Screen, Section

ACCOUNTING = _l("Comptabilité")


def first_of_the_month() -> date:
    """The first day of the present month, in Paris."""
    return today().replace(day=1)


class InvoiceDocumentScreen(Screen, model=InvoiceDocument):
    """Documents as they were stored, with their hash."""

    path = "documents-de-facture"
    columns = ("invoice", "rendered_at", "size", "sha256")
    sections = (Section(_l("Document"), "invoice", "rendered_at", "size", "sha256"),)
    sort = "-rendered_at"


class InvoiceScreen(Screen, model=Invoice, menu=Menu(ACCOUNTING, icon="file-invoice", order=20)):
    """Invoices, as they were issued."""

    path = "factures"
    columns = (
        *("number", "professional", "order", "issued_on", "series"),
        *("total_ht", "vat_amount", "total_ttc", "state"),
    )
    sections = (
        Section(_l("Facture"), "number", "series", "issued_on", "supplied_on", "state"),
        Section(_l("Vente"), "professional", "order", "payment"),
        Section(
            _l("Lignes"), Lines("lines", ("rank", "label", "quantity", "unit_price_ht", "amount_ht", "order_line"))
        ),
        Section(_l("Montants"), "total_ht", "regime", "vat_rate", "vat_amount", "total_ttc"),
        Section(_l("Mentions, telles qu’imprimées"), "seller", "buyer", "mentions"),
        Section(_l("Preuve"), "issued_at", "year", "rank", "previous_hash", "hash"),
    )
    saved = (
        Saved(_l("Du mois"), issued_on_from=first_of_the_month),
        Saved(_l("Par mois"), group="issued_on"),
        Saved(_l("Factures"), series=SeriesCode.FINAL),
        Saved(_l("Spécimens"), series=SeriesCode.SPECIMEN),
    )
    related = (Related(InvoiceDocumentScreen, "invoice"),)
    links = (Link(_l("Télécharger le PDF"), icon="file-download", path="document"),)
    sort = "-issued_at"
