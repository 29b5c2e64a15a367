"""Whatever could refuse an invoice is said before anybody pays, one sentence for each."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from addons.base.models import OperatorState
from addons.invoicing import errors
from addons.invoicing.services import issue, refusals
from addons.legal.models import LegalVersion
from addons.orders.models import Order, VatRegime
from addons.orders.parameters import VAT_REGIME
from addons.payments import adapters
from addons.payments.events import payment_opening
from addons.payments.models import Method
from addons.payments.parameters import PROVIDER
from addons.zones.models import Area, Department
from app.database import commit, session
from app.errors import DomainError
from app.models.parameters import set_value


@pytest.fixture
def order(sell) -> Order:
    """An order that may be invoiced."""
    return sell("49.99")[0]


def told(order: Order) -> dict[type[DomainError], str]:
    session().flush()
    return {type(refusal): refusal.message for refusal in refusals(order)}


def test_nothing_refuses_a_complete_sale(order):
    assert told(order) == {}


@pytest.mark.rule("CGV-6.1")
@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("legal_form", "forme juridique"),
        ("siren", "SIREN"),
        ("rcs_city", "ville du RCS"),
        ("street", "adresse du siège"),
        ("postal_code", "adresse du siège"),
        ("city", "adresse du siège"),
        ("contact_email", "e-mail"),
    ],
)
def test_each_mention_of_the_seller_is_asked(order, name, label):
    setattr(order.operator, name, None)
    assert told(order) == {errors.SellerIncomplete: f"Facture impossible : il manque au vendeur : {label}."}


def test_the_capital_is_asked_of_a_real_invoice_and_not_of_a_specimen(order):
    order.operator.share_capital = None
    assert told(order) == {}
    order.operator.state = OperatorState.CONFIRMED
    assert told(order) == {errors.SellerIncomplete: "Facture impossible : il manque au vendeur : capital social."}


@pytest.mark.rule("CGV-6.16")
@pytest.mark.parametrize(("price", "refused"), [("150.00", False), ("150.01", True)])
def test_the_vat_number_is_asked_above_150_euros(sell, price, refused):
    order, _payment = sell(price)
    order.operator.vat_number = None
    assert (errors.VatNumberMissing in told(order)) is refused


def test_no_vat_number_is_asked_under_the_franchise(sell, operator):
    set_value(VAT_REGIME, operator.id, VatRegime.FRANCHISE)
    order, _payment = sell("400.00")
    order.operator.vat_number = None
    assert told(order) == {}


@pytest.mark.rule("CGV-6.1")
@pytest.mark.parametrize(
    ("name", "label"),
    [("siren", "SIREN"), ("street", "adresse"), ("postal_code", "code postal"), ("commune", "commune")],
)
def test_each_mention_of_the_buyer_is_asked(order, name, label):
    setattr(order.professional, name, None)
    assert told(order)[errors.BuyerIncomplete] == f"Facture impossible : complétez l’identité de l’acheteur : {label}."


@pytest.mark.rule("CGV-6.16")
def test_a_buyer_whose_territory_is_unknown_is_not_invoiced(order):
    order.professional.commune = None
    assert errors.TerritoryUnknown in told(order)


@pytest.mark.rule("CGV-6.16")
@pytest.mark.parametrize("area", [Area.OVERSEAS, Area.COLLECTIVITY])
def test_a_buyer_of_a_territory_with_another_vat_is_not_invoiced(order, stored, area):
    far = stored(Department, code="999", values={"name": "Au loin", "area": area})
    order.professional.commune.department = far
    sentence = "Facture impossible : la TVA de la commande n’est pas celle de l’acheteur (Au loin)."
    assert told(order) == {errors.TerritoryOfAnotherVat: sentence}


@pytest.mark.rule("CGV-6.16")
def test_reverse_charge_needs_a_number_that_no_file_holds(sell, operator):
    set_value(VAT_REGIME, operator.id, VatRegime.REVERSE_CHARGE)
    assert set(told(sell("49.99")[0])) == {errors.BuyerVatNumberMissing}


def test_a_letter_that_no_font_has_is_said_before_and_not_after(order):
    order.professional.business_name = "Plomberie 水"
    assert told(order) == {
        errors.NotDrawable: "Facture impossible : elle ne sait pas écrire le caractère « 水 » de « Plomberie 水 »."
    }


@pytest.mark.rule("CGV-6.16")
def test_a_reference_that_is_no_longer_law_is_not_printed(sell, operator, clock):
    set_value(VAT_REGIME, operator.id, VatRegime.FRANCHISE)
    clock.set(datetime(2027, 12, 31, 22, 59, tzinfo=UTC))
    assert told(sell("49.99")[0]) == {}
    clock.set(datetime(2027, 12, 31, 23, tzinfo=UTC))
    assert set(told(sell("49.99")[0])) == {errors.ReferenceMissing}


@pytest.mark.rule("CGV-1.5")
def test_the_terms_of_the_order_are_published_ones(order, operator):
    draft = LegalVersion(operator=operator)
    session().add(draft)
    order.terms = draft
    assert set(told(order)) == {errors.TermsNotPublished}


@pytest.mark.rule("CGV-6.16")
@pytest.mark.parametrize("name", ["total_ht", "vat_amount", "total_ttc"])
def test_a_cent_too_much_anywhere_is_seen(order, name):
    setattr(order, name, getattr(order, name) + Decimal("0.01"))
    assert set(told(order)) == {errors.AmountsDisagree}


@pytest.mark.rule("CGV-1.1")
def test_an_order_of_nothing_is_not_invoiced(order):
    order.lines = []
    assert errors.NothingToInvoice in told(order)


@pytest.mark.rule("CGV-6.1")
def test_an_invoiced_order_is_not_paid_again(sell):
    order, payment = sell("49.99")
    issue(order, payment)
    commit()
    assert told(order) == {errors.AlreadyInvoiced: "Cette commande est déjà facturée : SP2026-000001."}


@pytest.mark.rule("CGV-6.1")
def test_a_clock_behind_the_last_invoice_stops_sales(sell, invoice, clock):
    invoice()
    clock.advance(timedelta(days=-1))
    assert told(sell("1.00")[0]) == {
        errors.ClockBehind: "Facture impossible : la dernière de la série est datée du 21/11/2026. Vérifiez l’horloge."
    }


@pytest.mark.rule("CGV-6.1")
def test_a_payment_does_not_open_on_what_could_not_be_invoiced(order):
    order.professional.siren = None
    session().flush()
    with pytest.raises(errors.BuyerIncomplete):
        payment_opening.send(Order, order=order)


class RealBank:
    """A provider that would move money."""

    real, methods = True, frozenset({Method.CARD})


@pytest.fixture
def real_bank(operator):
    adapters.provider("essai-reel")(lambda settings: RealBank())
    set_value(PROVIDER, operator.id, "essai-reel")
    yield
    del adapters._builds["essai-reel"]


@pytest.mark.rule("CGV-6.1")
def test_real_money_waits_for_every_check(order, real_bank):
    assert told(order) == {}
    with pytest.raises(errors.NotReadyToSell):
        payment_opening.send(Order, order=order)


def test_the_sandbox_does_not_wait(order):
    payment_opening.send(Order, order=order)
