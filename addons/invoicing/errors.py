"""What could refuse an invoice, tested before its payment starts: each says what is missing and the rule that asks."""

from app.errors import DomainError
from app.i18n import _l


class SellerIncomplete(DomainError):
    """A mandatory mention of the seller is empty."""

    status = 409
    sentence = _l("Facture impossible : il manque au vendeur : %(missing)s.")
    rule = "CGV-6.1"


class VatNumberMissing(DomainError):
    """Above 150 € before tax, the seller's VAT number stands on the invoice (CGI, ann. II, art. 242 nonies A)."""

    status = 409
    sentence = _l("Facture impossible : au-delà de 150,00 € HT, elle porte le numéro de TVA du vendeur.")
    rule = "CGV-6.16"


class BuyerIncomplete(DomainError):
    """A mandatory mention of the professional is empty."""

    status = 409
    sentence = _l("Facture impossible : complétez l’identité de l’acheteur : %(missing)s.")
    rule = "CGV-6.1"


class NotDrawable(DomainError):
    """A letter that the fonts of documents do not have: the invoice could be issued and never be written."""

    status = 409
    sentence = _l("Facture impossible : elle ne sait pas écrire le caractère « %(letter)s » de « %(text)s ».")
    rule = "CGV-6.1"


class TerritoryUnknown(DomainError):
    """Where the buyer is established decides the VAT, and nobody knows it."""

    status = 409
    sentence = _l("Facture impossible : la commune de l’acheteur, dont dépend la TVA, n’est pas connue.")
    rule = "CGV-6.16"


class TerritoryOfAnotherVat(DomainError):
    """Overseas, the VAT is not that of the order (CGI art. 294 and 296)."""

    status = 409
    sentence = _l("Facture impossible : la TVA de la commande n’est pas celle de l’acheteur (%(territory)s).")
    rule = "CGV-6.16"


class BuyerVatNumberMissing(DomainError):
    """Under reverse charge the buyer owes the VAT, and the invoice bears a VAT number that no file holds."""

    status = 409
    sentence = _l("Facture impossible : en autoliquidation, elle porte le numéro de TVA de l’acheteur.")
    rule = "CGV-6.16"


class ReferenceMissing(DomainError):
    """No wording of a mandatory mention is in force that day."""

    status = 409
    sentence = _l("Facture impossible : la mention « %(mention)s » n’a pas de rédaction en vigueur le %(on)s.")
    rule = "CGV-6.16"


class TermsNotPublished(DomainError):
    """The terms that the order was placed under have neither number nor date."""

    status = 409
    sentence = _l("Facture impossible : les CGV de la commande ne sont pas publiées.")
    rule = "CGV-1.5"


class AmountsDisagree(DomainError):
    """The totals of the order are not those of its lines, to the cent."""

    status = 409
    sentence = _l("Facture impossible : les totaux de la commande ne sont pas ceux de ses lignes.")
    rule = "CGV-6.16"


class NothingToInvoice(DomainError):
    """Only an introduction is invoiced, and the order has none."""

    status = 409
    sentence = _l("Facture impossible : la commande ne porte aucune mise en relation.")
    rule = "CGV-1.1"


class AlreadyInvoiced(DomainError):
    """One order, one invoice, ever."""

    status = 409
    sentence = _l("Cette commande est déjà facturée : %(number)s.")
    rule = "CGV-6.1"


class ClockBehind(DomainError):
    """The last invoice of the series bears a later date: dates never go back in a series."""

    status = 409
    sentence = _l("Facture impossible : la dernière de la série est datée du %(on)s. Vérifiez l’horloge.")
    rule = "CGV-6.1"


class DocumentNotReady(DomainError):
    """The document is written a moment after the sale."""

    status = 409
    sentence = _l("Le document est en préparation : réessayez dans un instant.")
    rule = "CGV-5.7"


class NotReadyToSell(DomainError):
    """Real money waits until every check of «Prêt à vendre ?» that counts is settled."""

    status = 409
    sentence = _l("Les paiements réels ne sont pas encore ouverts : voyez « Prêt à vendre ? ».")
    rule = "CGV-0.3"
