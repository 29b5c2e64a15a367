"""Who sells and who buys, as they stood at issue: an invoice keeps its own copy, whatever changes later.

The seller is the operator and the buyer the professional, never the client, for whom the service is free and who buys
nothing from anybody through us (CGV-2.6, CGV-6.5).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from addons.base.models import Operator, OperatorState
from addons.invoicing.models import SeriesCode
from addons.orders.models import VatRegime
from addons.professionals.models import Professional
from app.i18n import Label, _l

#: Up to this total before tax, a seller may leave its VAT number out (CGI, ann. II, art. 242 nonies A, II).
WITHOUT_VAT_NUMBER_HT = Decimal("150.00")
#: What ``seller`` and ``buyer`` read, and ``series_of``: all that is loaded of them.
SELLER = (
    *(Operator.legal_name, Operator.brand_name, Operator.platform_name, Operator.legal_form, Operator.share_capital),
    *(Operator.siren, Operator.siret, Operator.rcs_city, Operator.vat_number, Operator.street, Operator.postal_code),
    *(Operator.city, Operator.country, Operator.contact_email, Operator.contact_phone, Operator.state),
    Operator.version,
)
BUYER = (
    *(Professional.business_name, Professional.reference, Professional.legal_form, Professional.siren),
    *(Professional.siret, Professional.street, Professional.postal_code, Professional.commune_id),
    Professional.version,
)


def seller(operator: Operator) -> dict[str, Any]:
    """The operator's mentions (E-04)."""
    capital = operator.share_capital
    return {
        "name": operator.legal_name,
        "brand": operator.platform_name or operator.brand_name,
        "legal_form": operator.legal_form,
        "share_capital": None if capital is None else f"{capital:.2f}",
        "siren": operator.siren,
        "siret": operator.siret,
        "rcs_city": operator.rcs_city,
        "vat_number": operator.vat_number,
        "street": operator.street,
        "postal_code": operator.postal_code,
        "city": operator.city,
        "country": operator.country,
        "email": operator.contact_email,
        "phone": operator.contact_phone,
    }


def buyer(professional: Professional) -> dict[str, Any]:
    """The professional's mentions (E-04)."""
    return {
        "name": professional.business_name,
        "reference": professional.reference,
        "legal_form": None if professional.legal_form is None else professional.legal_form.code,
        "siren": professional.siren,
        "siret": professional.siret,
        "street": professional.street,
        "postal_code": professional.postal_code,
        "city": None if professional.commune is None else professional.commune.name,
        "country": "France",
    }


def series_of(operator: Operator) -> SeriesCode:
    """FA once an administrator compared the operator with its Kbis, SP before: a specimen is no invoice."""
    return SeriesCode.FINAL if operator.state is OperatorState.CONFIRMED else SeriesCode.SPECIMEN


def missing_from_seller(operator: Operator, series: SeriesCode) -> Iterator[Label]:
    """Labels of the mandatory mentions that are empty, for a document of ``series``.

    A specimen goes out without the capital, which nobody knows before the Kbis is there; an invoice does not.
    """
    yield from operator.missing_mentions()
    if series is SeriesCode.FINAL and operator.share_capital is None:
        yield _l("capital social")


def missing_from_buyer(professional: Professional) -> Iterator[Label]:
    """Labels of the mandatory mentions that are empty."""
    for given, label in (
        (professional.business_name, _l("dénomination")),
        (professional.siren, _l("SIREN")),
        (professional.street, _l("adresse")),
        (professional.postal_code, _l("code postal")),
        (professional.commune_id, _l("commune")),
    ):
        if not given:
            yield label


def needs_vat_number(regime: VatRegime, total_ht: Decimal) -> bool:
    """Whether the seller's VAT number must stand on an invoice of that total."""
    return regime is VatRegime.STANDARD and total_ht > WITHOUT_VAT_NUMBER_HT
