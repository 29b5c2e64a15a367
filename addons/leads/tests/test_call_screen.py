"""The call screen through the server: what it keeps, refuses, asks, and publishes."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from addons.base.models import Site
from addons.calls.models import Call, CallBack, CallBackState, CallState, Consent
from addons.calls.parameters import ON_REFUSAL, OnRefusal
from addons.calls.services import receive_call_back
from addons.leads.call_panels import CALL_PANELS, CallPanel
from addons.leads.models import Again, Lead, State
from addons.leads.tests.screen import PHONE, all_of, client_of
from app.access.identity import System, acting_as
from app.api.idempotency import idempotency_key
from app.database import commit, session
from app.errors import InvalidFields
from app.models.parameters import set_value
from app.privacy.vault import Contact, ContactAccess, Person


@pytest.mark.rule("CGV-21.2")
@pytest.mark.rule("CGV-21.5")
def test_nothing_is_kept_before_the_notice_and_the_choice(screen):
    agent = screen().open()
    assert agent.facts()["step"] == "notice"
    refusal = agent.save(422, phone=PHONE)
    assert (refusal["code"], refusal["rule"]) == ("notice_required", "CGV-21.2")
    assert refusal["message"] == "Informez d’abord le Client de l’enregistrement."
    agent.ask("information")
    assert agent.facts()["step"] == "choice"
    assert agent.save(422, phone=PHONE)["rule"] == "CGV-21.5"
    assert agent.finish().status_code == 422
    assert agent.resume().status_code == 422
    assert all_of(Lead) == all_of(Contact) == []


@pytest.mark.rule("CGV-21.4")
@pytest.mark.parametrize("late", [False, True], ids=["at once", "later"])
def test_a_refusal_ends_the_call_and_leaves_nothing_of_the_person(screen, everything, late):
    agent = screen().open()
    agent.ask("information")
    if late:
        agent.ask("choix", accepted=True)
        agent.save(**everything)
    answer = agent.ask("choix", accepted=False)
    assert answer.json == {"step": "refused", "title": "Enregistrement refusé : l’appel est terminé"}
    (call,) = all_of(Call)
    assert (call.state, call.consent) == (CallState.REFUSED_RECORDING, Consent.REFUSED)
    assert all(contact.key_id is None and contact.phone is None for contact in all_of(Contact))
    assert [lead.internal_note for lead in all_of(Lead)] == [None] * late
    assert agent.save(422, phone=PHONE)["rule"] == "CGV-21.5"
    assert agent.facts()["step"] == "refused"


def test_under_the_other_policy_the_call_goes_on_unrecorded(screen, system, places):
    set_value(ON_REFUSAL, places[1], OnRefusal.CONTINUE_UNRECORDED)
    agent = screen().open()
    agent.ask("information")
    assert agent.ask("choix", accepted=False).json["step"] == "open"
    assert agent.save(phone=PHONE)["version"]


@pytest.mark.rule("CGV-5.4")
def test_every_field_is_kept_as_it_is_typed_and_read_again(screen, everything):
    agent = screen().open().accept()
    for name, value in everything.items():
        agent.save(**{name: value})
    (lead,) = all_of(Lead)
    assert lead.state is State.DRAFT
    assert (lead.postal_code, lead.complexity, lead.intent) == ("30900", 2, 5)
    assert lead.phone_read_back_at and lead.transfer_notice_at and not lead.no_resale
    assert client_of(lead) == Person(
        civility="Mme", last_name="Essai", phone=PHONE, second_phone="01 99 00 12 34", email="essai@example.org",
        street="1 rue de l’Essai", floor="2e", access="code 1234",
    )  # fmt: skip
    again = agent.resume().json
    assert again["version"] == agent.version
    shown = again["values"]
    assert {name: shown[name] for name in ("phone", "name", "street", "transfer", "read_back")} == {
        "phone": PHONE, "name": "Mme Essai", "street": "1 rue de l’Essai", "transfer": "yes", "read_back": True,
    }  # fmt: skip
    assert shown["place"]["label"] == "30900 Nîmes"
    assert "open" not in {access.purpose for access in all_of(ContactAccess)}
    assert all_of(ContactAccess)[-1].purpose == "call"


def test_no_page_nor_address_holds_anything_of_the_person(screen, everything):
    agent = screen().open().accept()
    agent.save(**everything)
    page = agent.page(f"/appel/{agent.call}") + agent.page("/appel/")
    for said in ("39 98 12 34", "39981234", "Mme Essai", "essai@example.org", "1 rue de l", "1234", "18 h"):
        assert said not in page.replace(agent.token, "")


def test_what_makes_a_request_happen_once_keeps_nothing_of_the_person(screen, everything, db):
    agent = screen().open().accept()
    for name, value in everything.items():
        agent.save(**{name: value})
    agent.resume()
    assert agent.ask("reprise").status_code == 400
    with acting_as(System("test")):
        kept = repr(db.execute(select(idempotency_key.c.key, idempotency_key.c.answer)).all())
    assert '"version"' in kept.replace("'", '"')
    for said in ("39 98 12 34", "39981234", "Mme Essai", "Essai", "essai@example.org", "1 rue de l", "18 h"):
        assert said not in kept


def test_somebody_called_back_has_a_number_before_the_draft_begins(screen, places):
    agent = screen()
    with acting_as(System("test")):
        waiting = receive_call_back(session.get(Site, places[0]), Person(phone=PHONE, last_name="Essai")).id
        commit()
    assert "Voir le rappel" in agent.page(f"/appel/?rappel={waiting}")
    taken = agent.post("/appel/", {"call_back": str(waiting)})
    agent.call = int(taken.json["next"].rpartition("/")[2])
    agent.accept()
    assert agent.facts()["begun"] is True
    told = agent.resume().json
    assert (told["version"], told["values"]["phone"], told["values"]["name"]) == (None, PHONE, "Essai")
    agent.save(phone=PHONE)
    (lead,), (call_back,) = all_of(Lead), all_of(CallBack)
    assert client_of(lead).last_name == "Essai"
    assert (lead.call_back_id, call_back.state) == (waiting, CallBackState.CONVERTED)
    assert len(all_of(Contact)) == 1


def test_a_wrong_field_waits_alone(screen):
    agent = screen().open().accept()
    agent.save(phone=PHONE)
    told = agent.save(email="essai@", name="Mme Essai", public_description="Appeler le 06 39 98 00 01")
    assert told["problems"].keys() == {"email", "public_description"}
    assert told["problems"]["public_description"] == "La description publique ne doit contenir aucune coordonnée."
    (lead,) = all_of(Lead)
    assert lead.public_description is None
    assert client_of(lead).last_name == "Essai"


def test_a_name_waits_for_a_number_to_keep_it_with(screen):
    agent = screen().open().accept()
    assert agent.save(name="Essai") == {"version": None, "problems": {}, "waiting": ["name"]}
    assert all_of(Lead) == []


def test_a_street_in_the_description_asks(screen):
    agent = screen().open().accept()
    assert agent.save(phone=PHONE, public_description="Au 4 rue de la Paix")["street"] is True
    assert agent.save(street_confirmed=True)["street"] is False
    assert agent.save(public_description="Au 6 rue de la Paix")["street"] is True


@pytest.mark.rule("CGV-3.11")
def test_what_is_missing_is_listed_in_the_order_of_the_screen(screen, everything, priced_by_panel):
    agent = screen().open().accept()
    assert [each["field"] for each in agent.finish().json["missing"]] == ["phone"]
    agent.save(phone=PHONE)
    told = agent.finish()
    assert told.status_code == 422
    assert [each["field"] for each in told.json["missing"]] == [
        "read_back", "name", "need", "urgency", "complexity", "intent", "place", "transfer",
    ]  # fmt: skip
    agent.save(**everything)
    assert agent.finish().status_code == 200


@pytest.mark.rule("CGV-3.16")
def test_the_end_qualifies_prices_publishes_and_hangs_up_once(screen, everything, priced_by_panel):
    agent = screen().open().accept()
    assert agent.save(**everything)["panels"] == {"pricing": "<b>25 €</b>"}
    first = agent.ask("publication", "a key", version=agent.version, panels={"pricing": {"final_ht": "30"}})
    again = agent.ask("publication", "a key", version=agent.version, panels={"pricing": {"final_ht": "30"}})
    assert first.json == again.json
    (lead,) = all_of(Lead)
    (call,) = all_of(Call)
    assert (lead.state, lead.price_ht, lead.again) == (State.PUBLISHED, Decimal("30.00"), None)
    assert (call.state, call.ended_at is not None) == (CallState.QUALIFIED, True)
    assert f"Demande {lead.reference} publiée." in agent.page(first.json["next"])
    assert agent.facts()["step"] == "ended"
    assert agent.save(409, name="Autre")["code"] == "draft_ended"


@pytest.mark.rule("CGV-19.4")
def test_a_client_who_refuses_the_transfer_is_not_sold(screen, everything, priced_by_panel):
    agent = screen().open().accept()
    agent.save(**everything | {"transfer": "no"})
    answer = agent.finish()
    (lead,) = all_of(Lead)
    assert (lead.state, lead.no_resale, lead.price_ht) == (State.QUALIFIED, True, None)
    assert "non publiée : le client refuse la transmission." in agent.page(answer.json["next"])


def test_what_a_panel_refuses_stands_beside_its_control_and_publishes_nothing(
    screen, everything, monkeypatch, priced_by_panel
):
    def refuse(lead, typed):
        raise InvalidFields({"final_ht": "Trop cher."})

    monkeypatch.setitem(CALL_PANELS, "pricing", CallPanel("pricing", "Tarif", lambda lead: "", refuse, frozenset()))
    agent = screen().open().accept()
    agent.save(**everything)
    answer = agent.finish()
    assert answer.json["missing"] == [{"field": "final_ht", "label": "", "sentence": "Trop cher."}]
    assert all_of(Lead)[0].state is State.DRAFT


@pytest.fixture
def known(screen, everything, priced_by_panel):
    """The number of yesterday’s caller: a request of his is on sale."""
    agent = screen().open().accept()
    agent.save(**everything)
    answer = agent.finish()
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return all_of(Lead)[0]


def test_a_known_caller_is_asked_about_before_anything_is_created(screen, known):
    agent = screen().open().accept()
    told = agent.save(409, phone=PHONE)
    assert told["code"] == "answer_expected"
    assert [each["id"] for each in told["close"]] == [known.id]
    assert known.reference in told["close"][0]["title"]
    assert len(all_of(Lead)) == len(all_of(Contact)) == 1
    assert all_of(Call)[-1].state is CallState.CONSENT_ACCEPTED


def test_the_same_street_and_trade_ask_too(screen, known, everything):
    agent = screen().open().accept()
    agent.save(phone="06 39 98 55 55", **{name: everything[name] for name in ("need", "place")})
    told = agent.save(409, street="1, rue de l’Essai")
    assert "même adresse" in told["close"][0]["note"]


@pytest.mark.parametrize("again", ["same", "follow_up", "complaint", "rights"])
def test_a_call_about_a_request_that_exists_creates_nothing(screen, known, again):
    agent = screen().open().accept()
    agent.save(409, phone=PHONE)
    answer = agent.ask("rapport", again=again, same_as=known.id, version=None, fields={"phone": PHONE})
    assert answer.json["ended"] is True
    assert known.reference in answer.json["link"]["label"]
    assert len(all_of(Lead)) == len(all_of(Contact)) == 1
    assert all_of(Call)[-1].state is CallState.ENDED_WITHOUT_REQUEST
    history = agent.page(f"/demandes/{known.id}")
    assert "Nouvel appel du client" in history


def test_another_request_of_the_same_caller_says_why(screen, known, everything):
    agent = screen().open().accept()
    agent.save(409, phone=PHONE)
    mute = agent.ask("rapport", again="new", same_as=known.id, version=None, fields={"phone": PHONE})
    assert mute.status_code == 422
    assert len(all_of(Lead)) == 1
    told = agent.ask(
        "rapport", again="new", same_as=known.id, version=None, fields={"phone": PHONE}, reason="Autre pièce"
    )
    agent.version = told.json["version"]
    agent.save(**{name: value for name, value in everything.items() if name != "phone"})
    lead = all_of(Lead)[-1]
    assert (lead.again, lead.same_as_id, lead.again_reason) == (Again.NEW, known.id, "Autre pièce")
    assert agent.finish().status_code == 200
