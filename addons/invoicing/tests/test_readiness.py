"""«Prêt à vendre ?»: each check looks at what is there, and the page says what to do."""

import pytest

from addons.base.models import OperatorState, Site
from addons.base.roles import ACCOUNTANT, MANAGER
from addons.invoicing.readiness import Check, is_ready, ready_to_sell
from addons.orders.models import VatRegime
from addons.orders.parameters import VAT_REGIME
from addons.professionals.models import Professional, State
from app.database import commit, session
from app.models.parameters import set_value


def check(operator, label: str) -> Check:
    session().flush()
    return next(check for check in ready_to_sell(operator) if check.label == label)


def done(operator, label: str) -> bool:
    return check(operator, label).done


@pytest.mark.rule("CGV-0.3")
def test_the_identity_is_confirmed_by_an_administrator(sell, operator):
    assert not done(operator, "Identité du vendeur")
    operator.state = OperatorState.CONFIRMED
    assert done(operator, "Identité du vendeur")


@pytest.mark.parametrize("name", ["rcs_city", "share_capital", "vat_number", "siren"])
def test_every_mention_of_a_real_invoice_is_there(sell, operator, name):
    assert done(operator, "Mentions des factures")
    setattr(operator, name, None)
    assert not done(operator, "Mentions des factures")


def test_no_vat_number_is_missed_under_the_franchise(sell, operator):
    set_value(VAT_REGIME, operator.id, VatRegime.FRANCHISE)
    operator.vat_number = None
    assert done(operator, "Mentions des factures")
    assert done(operator, "TVA")


def test_reverse_charge_sells_to_nobody(sell, operator):
    assert check(operator, "TVA").found == "TVA de droit commun, 20,00 %"
    set_value(VAT_REGIME, operator.id, VatRegime.REVERSE_CHARGE)
    assert not done(operator, "TVA")


def test_selling_is_switched_on(sell, operator):
    operator.lead_selling_enabled = False
    assert not done(operator, "Vente de mises en relation")


@pytest.mark.rule("CGV-1.5")
def test_terms_are_in_force(app, db, clock, operator, other_operator, sell):
    assert check(operator, "Conditions générales de vente").found == "version 1 en vigueur"
    assert not done(other_operator, "Conditions générales de vente")


def test_a_site_has_a_line(sell, operator, db):
    assert not done(operator, "Site et ligne téléphonique")
    session().query(Site).filter(Site.operator_id == operator.id).one().phone_line = "+33199000011"
    assert done(operator, "Site et ligne téléphonique")


def test_somebody_may_buy(sell, operator, db):
    assert not done(operator, "Professionnels validés")
    session().query(Professional).filter(Professional.operator_id == operator.id).one().state = State.VALIDATED
    assert done(operator, "Professionnels validés")


def test_the_series_may_go_on(operator, invoice):
    assert check(operator, "Numérotation").found == "commencera à FA2026-000001"
    operator.state = OperatorState.CONFIRMED
    invoice()
    assert check(operator, "Numérotation").found == "dernière facture le 21/11/2026"


def test_a_demonstration_is_never_ready(sell, operator):
    """Its mail stays on the machine and its provider moves no money, whatever else is in place."""
    assert not done(operator, "Envoi des courriels")
    assert not done(operator, "Prestataire de paiement")
    assert not is_ready(operator)
    assert not check(operator, "Envoi des SMS").counts


def test_the_page_tells_a_manager_what_is_left_and_where(sell, account, login_as, operator, in_database):
    link = f'href="/operateurs/{operator.id}"'
    browser = login_as(in_database(account(MANAGER)))
    page = browser.get("/pret-a-vendre/").get_data(as_text=True)
    assert "Comparez l’entreprise avec son Kbis" in page
    assert link in page
    assert 'href="/pret-a-vendre/"' in page


def test_the_page_is_for_who_settles_it(sell, account, login_as, in_database):
    browser = login_as(in_database(account(ACCOUNTANT)))
    assert browser.get("/pret-a-vendre/").status_code == 403
    assert "/pret-a-vendre/" not in browser.get("/").get_data(as_text=True)
    commit()
