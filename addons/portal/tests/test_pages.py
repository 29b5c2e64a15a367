"""What a professional reads and presses: prices, refusals beside what was to be done, and what waits."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import func, select

from addons.leads.models import Lead, Urgency
from addons.orders.models import ContactView, Order, OrderLine, OrderState, Reservation
from addons.orders.tests.sale import CLIENT
from addons.portal.tests.shop import said
from addons.pricing.services import change_price
from addons.professionals.models import Acceptance, Professional, ProfessionalAccount, State
from app import database
from app.access.accounts import User
from app.models import clock
from app.portal import desk_client

pytestmark = pytest.mark.real_roles

TAKE = {"price_seen_ht": "29.90", "proximity": "today", "available": "on"}
WAIT = "Nous vérifions votre paiement, ne payez pas une seconde fois."


@pytest.mark.rule("CGV-6.6")
def test_a_card_tells_place_need_age_and_both_prices(shop):
    shop.request()
    page = shop.page("ada", "/demandes/")
    assert "<b>Marché</b>" in page  # whose platform it is
    for told in (
        "Fuite d’eau",
        "30000 Nîmes",
        "il y a 2 min",
        "29,90 €",
        "HT · soit 35,88 € TTC",
        "</span> · Nîmes</p>",
    ):
        assert told in page, told
    assert shop.page("ada", "/demandes/liste").count("<article") >= 1


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.12")
def test_nothing_of_the_client_stands_anywhere_before_the_payment(shop):
    lead = shop.request()
    order = shop.take("ada", lead)
    paths = ["/demandes/", "/demandes/liste", f"/demandes/{lead}", f"/achats/panier/{order}", "/achats/", "/factures/"]
    for path in paths:
        page = shop.page("ada", path)
        for told in ("Canari", "Dominique", "98 12 34", "639981234", "contact-card"):
            assert told not in page, (path, told)


def test_what_is_declared_follows_the_urgency(shop):
    lead = shop.request(urgency=Urgency.IMMEDIATE)
    page = shop.page("ada", f"/demandes/{lead}")
    assert "Disponible dans les 30 minutes, à proximité et en mesure d’intervenir." in page
    refused = shop.post("ada", f"/demandes/{lead}/prendre", price_seen_ht="29.90", proximity="half_hour")
    assert refused.status_code == 422
    assert "Confirmez votre proximité et votre disponibilité." in said(refused)
    assert "Prendre cette demande" in said(refused)


@pytest.mark.rule("CGV-6.6")
def test_a_price_that_changed_is_shown_before_anything_is_taken(shop):
    lead = shop.request()
    with shop.street.staff():
        change_price(database.session.get_one(Lead, lead), Decimal(49), "Plus loin que prévu.")
        database.commit()
    refused = shop.post("ada", f"/demandes/{lead}/prendre", **TAKE)
    assert refused.status_code == 409
    assert "Le tarif a été modifié : veuillez confirmer le nouveau prix." in said(refused)
    assert "49,00 € HT" in said(refused) and "58,80 € TTC" in said(refused)
    assert shop.post("ada", f"/demandes/{lead}/prendre", **TAKE | {"price_seen_ht": "49.00"}).status_code == 303


@pytest.mark.rule("CGV-3.8")
def test_the_second_one_is_told_why_and_where_to_go_on(shop):
    lead = shop.request()
    assert shop.post("bob", f"/demandes/{lead}/prendre", **TAKE).status_code == 303
    refused = shop.post("ada", f"/demandes/{lead}/prendre", **TAKE)
    assert refused.status_code == 409
    assert "Cette demande vient d’être attribuée à un autre professionnel." in said(refused)
    assert 'href="/demandes/"' in said(refused)


def test_a_declined_request_leaves_the_list(shop):
    lead = shop.request()
    assert f"/demandes/{lead}" in shop.page("ada", "/demandes/")
    assert shop.post("ada", f"/demandes/{lead}/decliner").location == "/demandes/"
    page = shop.page("ada", "/demandes/")
    assert f"/demandes/{lead}" not in page and "La demande n’apparaîtra plus dans votre liste." in page


@pytest.mark.rule("CGV-2.2")
@pytest.mark.rule("CGV-6.2")
def test_a_basket_counts_down_and_is_given_back(shop):
    lead = shop.request()
    basket = shop.post("ada", f"/demandes/{lead}/prendre", **TAKE).location
    page = shop.page("ada", basket)
    assert re.search(r"Réservée pour vous jusqu’à</span> <time data-countdown", page)
    for told in ("29,90 € HT", "TVA 20 %", "5,98 €", "35,88 € TTC", "Payer 35,88 € et voir le contact"):
        assert told in page, told
    assert "La mise en relation ne garantit pas la conclusion d'un chantier avec le Client." in page
    assert basket in shop.page("ada", "/demandes/") and basket in shop.page("ada", "/achats/")
    assert "Elle est réservée pour vous" in shop.page("ada", f"/demandes/{lead}")
    given_back = shop.post("ada", f"{basket}/retirer")
    assert given_back.location == "/demandes/"
    assert "La demande est rendue aux autres professionnels." in shop.page("ada", "/demandes/")
    assert f"/demandes/{lead}" in shop.page("bob", "/demandes/")


@pytest.mark.rule("CGV-13.2")
def test_the_newest_comes_first_and_leaves_after_its_last_second(shop):
    old, new = shop.request(requested_at=clock.now() - timedelta(minutes=90)), shop.request()
    page = shop.page("ada", "/demandes/")
    assert page.index(f"/demandes/{new}") < page.index(f"/demandes/{old}")
    assert "il y a 1 h" in page
    with shop.street.staff():
        database.session.get_one(Lead, old).expires_at = clock.now() - timedelta(seconds=1)
        database.commit()
    assert f"/demandes/{old}" not in shop.page("ada", "/demandes/")
    refused = shop.post("ada", f"/demandes/{old}/prendre", **TAKE)
    assert (refused.status_code, "Cette demande a expiré." in said(refused)) == (409, True)


@pytest.mark.rule("CGV-11.3")
@pytest.mark.rule("CGV-11.5")
def test_the_sheet_is_there_once_paid_under_a_name_that_names_nobody(shop):
    order = shop.begin("ada", shop.request(person=replace(CLIENT, last_name="Canaríßđ 漢字")))
    shop.page("ada", f"/achats/{order}/fiche.pdf", 404)
    shop.tell(shop.api("ada", "POST", f"orders/{order}/pay").get_json()["url"], "captured")
    answer = shop.client("ada").get(f"/achats/{order}/fiche.pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert re.search(r'filename="DI-\d{4}-\d{6}\.pdf"', answer.headers["Content-Disposition"])
    with pikepdf.open(BytesIO(answer.data)) as pdf:
        assert "Canar" not in str(pdf.docinfo.get("/Title"))
    with shop.street.staff():
        read = select(func.count()).select_from(ContactView).join(OrderLine).where(OrderLine.order_id == order)
        assert database.session.scalar(read) == 1


@pytest.mark.rule("CGV-3.8")
def test_a_basket_that_fell_says_so_instead_of_taking_money(shop):
    basket = shop.take("ada", shop.request())
    _let_fall(shop, basket)
    refused = shop.post("ada", f"/achats/panier/{basket}/payer", price_seen_ht="29.90", method="card")
    assert refused.status_code == 409
    assert "Votre panier a expiré : reprenez la demande si elle est encore proposée." in said(refused)
    shop.page("ada", f"/achats/panier/{basket}", 404)


@pytest.mark.rule("CGV-5.6")
@pytest.mark.rule("CGV-6.4")
def test_pressed_twice_it_is_one_order_one_payment_and_one_page(shop):
    basket = shop.take("ada", shop.request())
    form = {"price_seen_ht": "29.90", "method": "card"}
    links = []
    for _ in range(2):
        page = shop.post("ada", f"/achats/panier/{basket}/payer", **form)
        assert page.status_code == 200
        links += re.findall(r'href="(http[^"]+)" data-follow', said(page))
    assert len(links) == 2 and len(set(links)) == 1
    with shop.street.staff():
        order = database.session.get_one(Order, basket)
        assert (order.reservation_id, order.state) == (basket, OrderState.AWAITING_PAYMENT)


@pytest.mark.rule("CGV-6.4")
def test_between_yes_and_no_the_page_says_not_to_pay_twice(shop):
    order = shop.begin("ada", shop.request())
    assert shop.client("ada").get(f"/achats/panier/{order}").location == f"/achats/{order}"
    for path in (f"/achats/{order}", f"/achats/{order}/etat"):
        page = shop.page("ada", path)
        assert WAIT in page and "Revenir à la page de paiement" in page
    url = shop.api("ada", "POST", f"orders/{order}/pay").get_json()["url"]
    shop.tell(url, "pending")
    page = shop.page("ada", f"/achats/{order}/etat")
    assert WAIT in page and "Revenir à la page de paiement" not in page
    refused = shop.post("ada", f"/achats/{order}/payer", method="card")
    assert (refused.status_code, WAIT in said(refused)) == (409, True)
    refused = shop.post("ada", f"/achats/panier/{order}/retirer")
    assert (refused.status_code, WAIT in said(refused)) == (409, True)
    shop.tell(url, "captured")
    polled = shop.client("ada").get(f"/achats/{order}/etat")
    assert (polled.headers["HX-Redirect"], polled.data) == (f"/achats/{order}", b"")


def test_a_refused_card_leaves_the_basket_and_another_try(shop):
    order = shop.begin("ada", shop.request())
    shop.tell(shop.api("ada", "POST", f"orders/{order}/pay").get_json()["url"], "failed")
    page = shop.page("ada", f"/achats/{order}")
    assert "Le paiement n’a pas abouti" in page and "Rien n’a été débité." in page
    assert "Payer 35,88 € et voir le contact" in page
    assert "data-follow" in shop.post("ada", f"/achats/{order}/payer", method="wallet").get_data(as_text=True)


@pytest.mark.rule("CGV-3.9")
@pytest.mark.rule("CGV-11.3")
@pytest.mark.rule("CGV-13.1")
def test_once_paid_the_contact_the_clock_and_what_to_press(shop):
    order = shop.buy("ada", shop.request())
    page = shop.page("ada", f"/achats/{order}")
    for told in ("Paiement accepté", "Mme Dominique Canari", "06 39 98 12 34", 'href="tel:+33639981234"', "Itinéraire"):
        assert told in page, told
    assert "3 rue du Canari" in page and "Appelez avant" in page
    assert "Coordonnées remises" in shop.page("ada", "/achats/")
    assert shop.post("ada", f"/achats/{order}/sans-reponse").location == f"/achats/{order}"
    assert "Pas de réponse (1)" in shop.page("ada", f"/achats/{order}")
    shop.post("ada", f"/achats/{order}/contacte")
    page = shop.page("ada", f"/achats/{order}")
    assert "Client contacté le" in page and "Appelez avant" not in page


@pytest.mark.rule("CGV-2.9")
@pytest.mark.rule("CGV-19.6")
def test_what_came_of_it_is_asked_whole_then_the_contact_is_masked(shop):
    order = shop.buy("ada", shop.request())
    for form, sentence in (
        ({}, "Indiquez la suite donnée."),
        ({"outcome": "lost"}, "Indiquez pourquoi les travaux n’ont pas été obtenus."),
    ):
        refused = shop.post("ada", f"/achats/{order}/suite", **form)
        assert refused.status_code == 422
        assert sentence in said(refused) and "Mme Dominique Canari" in said(refused)
    shop.post("ada", f"/achats/{order}/suite", outcome="lost", lost_reason="price")
    page = shop.page("ada", f"/achats/{order}")
    assert "Coordonnées masquées" in page and "Canari" not in page


@pytest.mark.rule("CGV-5.7")
@pytest.mark.rule("CGV-6.2")
def test_an_invoice_is_there_at_once_and_its_document_as_soon_as_it_is_written(shop):
    order = shop.buy("ada", shop.request())
    assert "PDF en préparation" in shop.page("ada", f"/achats/{order}")
    assert "PDF en préparation" in shop.page("ada", "/factures/")
    invoice = shop.write_invoice(order)
    shown = shop.client("ada").get(f"/factures/{invoice}.pdf")
    assert (shown.status_code, shown.mimetype, shown.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert re.search(r'filename="SP\d{4}-\d{6}\.pdf"', shown.headers["Content-Disposition"])
    assert f"/factures/{invoice}.pdf" in shop.page("ada", f"/achats/{order}")


@pytest.mark.rule("CGV-5.8")
def test_the_account_shows_the_file_and_whom_to_ask(shop):
    page = shop.page("ada", "/compte/")
    for told in ("732 829 320", "06 39 98 00 01", "contact@example.org", "Territoires", "Nîmes", "Validé", "RC Pro"):
        assert told in page, told


@pytest.mark.rule("CGV-16.4")
def test_preferences_and_a_pause_are_kept(shop):
    shop.post("ada", "/compte/offres", email="on")
    assert re.search(r'name="email" checked', shop.page("ada", "/compte/"))
    assert not re.search(r'name="sms" checked', shop.page("ada", "/compte/"))
    shop.post("ada", "/compte/pause", days="3")
    assert "aucune nouvelle demande ne vous est proposée" in shop.page("ada", "/demandes/")
    assert shop.post("ada", "/compte/pause", days="999").status_code == 422
    shop.post("ada", "/compte/pause", days="0")
    assert "aucune nouvelle demande ne vous est proposée" not in shop.page("ada", "/demandes/")
    shop.post("ada", "/compte/offres", email="on", sms="on")


@pytest.mark.rule("CGV-1.5")
def test_terms_are_accepted_with_a_tick_before_anything_is_taken(shop):
    lead = shop.request()
    with shop.street.staff():
        mine = select(Acceptance).where(Acceptance.professional_id == shop.street.ids["ada"])
        accepted = database.session.scalars(mine).one()
        kept = {name: getattr(accepted, name) for name in ("operator_id", "version_id", "strength", "sha256")}
        database.session.delete(accepted)
        database.commit()
    assert "acceptez-les avant de prendre une demande" in shop.page("ada", "/demandes/")
    refused = shop.post("ada", f"/demandes/{lead}/prendre", **TAKE)
    assert refused.status_code == 422
    assert "Vous devez accepter les CGV en vigueur avant de passer commande." in said(refused)
    assert 'href="/compte/conditions"' in said(refused)
    page = shop.page("ada", "/compte/conditions")
    assert "Texte d’essai." in page and 'name="accepted" required' in page and "checked" not in page
    version = {"version": str(kept["version_id"])}
    shop.post("ada", "/compte/conditions", **version)
    assert "Cochez la case pour accepter les conditions." in shop.page("ada", "/compte/conditions")
    assert shop.post("ada", "/compte/conditions", accepted="on", **version).location == "/demandes/"
    assert "Acceptées le" in shop.page("ada", "/compte/conditions")
    assert shop.post("ada", f"/demandes/{lead}/prendre", **TAKE).status_code == 303


@pytest.mark.rule("CGV-10.4")
def test_a_suspended_professional_is_told_so_and_whom_to_call(shop):
    lead = shop.request()
    with shop.change("ada") as ada:
        ada.state = State.SUSPENDED
    try:
        page = shop.page("ada", "/demandes/")
        assert "Votre accès est suspendu. Contactez le service." in page and 'href="tel:+33199000001"' in page
        refused = shop.post("ada", f"/demandes/{lead}/prendre", **TAKE)
        assert (refused.status_code, "Votre accès est suspendu." in said(refused)) == (403, True)
    finally:
        with shop.change("ada") as ada:
            ada.state = State.VALIDATED


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/compte/pause", {}),
        ("/compte/pause", {"days": "toujours"}),
        ("/compte/conditions", {"accepted": "on"}),
        ("/compte/conditions", {"accepted": "on", "version": "x"}),
        ("/achats/1/payer", {"method": "transfer"}),
        ("/achats/1/payer", {"method": "gold"}),
    ],
)
def test_what_no_page_of_ours_sends_is_400(shop, path, form):
    assert shop.post("ada", path, **form).status_code == 400


def test_a_back_office_that_is_away_is_one_sentence_beside_the_button(shop, monkeypatch):
    lead = shop.request()
    shop.page("ada", "/demandes/")  # the rate of this minute is known
    away = desk_client.httpx.Client(base_url="http://127.0.0.1:9", timeout=1)
    monkeypatch.setitem(shop.sides.portal.extensions, desk_client._EXTENSION, away)
    assert "29,90 €" in shop.page("ada", "/demandes/")
    answer = shop.post("ada", f"/demandes/{lead}/prendre", **TAKE)
    assert answer.status_code == 503
    assert "Le service est momentanément indisponible. Rien n’a été débité, réessayez." in said(answer)


def test_empty_pages_say_what_will_come(shop):
    carol = shop.sides.account("PROFESSIONAL", username="carol")
    with shop.change("ada") as ada:
        session = database.session
        named = {"business_name": "Carol", "last_name": "Essai", "first_name": "Carol", "phone": "+33639980003"}
        newcomer = Professional(operator_id=ada.operator_id, **named)
        user_id = session.scalars(select(User.id).where(User.username == carol)).one()
        session.add(ProfessionalAccount(operator_id=ada.operator_id, professional=newcomer, user_id=user_id))
    for path, told in (
        ("/demandes/", "Aucune demande pour l’instant"),
        ("/achats/", "Aucun achat"),
        ("/factures/", "Aucune facture"),
        ("/compte/", "Aucun document."),
    ):
        assert told in shop.page("carol", path)


def test_an_account_that_acts_for_nobody_finds_nothing(shop):
    shop.sides.account("PROFESSIONAL", username="nobody")
    for path in ("/demandes/", "/achats/", "/compte/"):
        shop.page("nobody", path, 404)


def _let_fall(shop, basket):
    """Have the time of a basket be over."""
    with shop.street.staff():
        reservation = database.session.get_one(Reservation, basket)
        reservation.reserved_at -= timedelta(hours=1)
        reservation.expires_at = clock.now() - timedelta(seconds=1)
        database.commit()
