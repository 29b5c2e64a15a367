"""From the draft to a qualified request: the client, the place, the need, the public text."""

from datetime import timedelta

import pytest

from addons.leads import errors
from addons.leads.models import Again, Need, Outcome, State, Urgency
from addons.leads.services import (
    announce_transfer,
    decide_again,
    identify,
    publish,
    qualify,
    read_back,
    reopen,
    set_client,
    similar,
    start_lead,
)
from addons.leads.tests.conftest import CLIENT, NOW, PHONE
from addons.zones.errors import PostalCodeDisagrees, UnknownPostalCode
from app.database import commit
from app.errors import WrongState
from app.privacy.vault import Contact, Person, peek
from app.privacy.vault.errors import InvalidPhone
from app.records import change


@pytest.mark.rule("CGV-3.11")
def test_a_phone_is_required(draft):
    lead = draft(None)
    with pytest.raises(errors.PhoneRequired) as refusal:
        qualify(lead)
    assert refusal.value.message == "Un numéro de téléphone du Client est requis."
    with pytest.raises(errors.PhoneRequired):
        set_client(lead, Person(last_name="Essai"))
    with pytest.raises(errors.PhoneRequired):
        read_back(lead)


@pytest.mark.rule("CGV-3.11")
def test_a_phone_is_a_number_people_dial(draft):
    lead = draft(None)
    identify(lead, "06 39 98 12 13", last_name="Essai")
    assert peek(lead.client).phone == "+33639981213"
    with pytest.raises(InvalidPhone):
        identify(lead, "12345")
    assert peek(lead.client).phone == "+33639981213"


@pytest.mark.rule("CGV-3.1")
def test_a_company_is_called_through_somebody(draft):
    lead = draft(Person(company_name="Syndic Essai", phone=PHONE))
    with pytest.raises(errors.Incomplete) as refusal:
        qualify(lead)
    assert refusal.value.fields.keys() == {"last_name"}


@pytest.mark.rule("CGV-5.4")
@pytest.mark.parametrize("name", ["trade", "need", "urgency", "complexity", "intent", "commune", "postal_code"])
def test_each_missing_field_is_named_and_the_draft_stays(draft, name):
    lead = draft(**{name: None})
    with pytest.raises(errors.Incomplete) as refusal:
        qualify(lead)
    assert refusal.value.fields.keys() == {name}
    assert lead.state is State.DRAFT


@pytest.mark.rule("CGV-5.4")
def test_who_qualified_and_when_is_kept(draft):
    lead = draft()
    qualify(lead)
    assert (lead.state, lead.qualified_at) == (State.QUALIFIED, NOW)


def test_a_read_back_number_is_read_again_when_it_changes(draft):
    lead = draft()
    read_back(lead)
    assert lead.phone_read_back_at == NOW
    set_client(lead, Person(last_name="Essai", phone=PHONE, email="essai@example.org"))
    assert lead.phone_read_back_at == NOW
    set_client(lead, Person(last_name="Essai", phone="06 39 98 12 13"))
    assert lead.phone_read_back_at is None


def test_the_client_changes_in_a_draft_alone(draft):
    lead = draft()
    qualify(lead)
    with pytest.raises(WrongState):
        set_client(lead, CLIENT)
    reopen(lead)
    set_client(lead, CLIENT)


@pytest.mark.rule("CGV-3.11")
def test_commune_and_postal_code_agree(draft, commune, gard):
    commune("30999", "Essai-le-Vieux", gard, "30998")
    lead = draft(postal_code=None)
    with pytest.raises(PostalCodeDisagrees):
        _save(lead, postal_code="30998")
    with pytest.raises(UnknownPostalCode):
        _save(lead, postal_code="99999")
    _save(lead, postal_code="30900")
    assert lead.postal_code == "30900"


def _save(lead, **values):
    change.update(lead, values, lead.version)


def test_a_commune_with_one_postal_code_brings_it(draft, commune, gard):
    lead = draft(postal_code=None, commune=None)
    _save(lead, commune=commune("30999", "Essai-le-Vieux", gard, "30998").id)
    assert lead.postal_code == "30998"


def test_a_need_brings_what_is_usual_of_it(draft, leak, plumbing, stored):
    lead = draft(trade=None, need=None, urgency=None, complexity=None, intent=None)
    _save(lead, need=leak.id)
    assert (lead.trade, lead.urgency, lead.complexity, lead.intent) == (plumbing, Urgency.IMMEDIATE, 2, 5)
    _save(lead, complexity=4)
    values = {"label": "Robinet", "urgency": Urgency.WEEK, "complexity": 1, "intent": 3}
    tap = stored(Need, code="essai-robinet", trade=plumbing, values=values)
    _save(lead, need=tap.id)
    assert (lead.urgency, lead.complexity, lead.intent) == (Urgency.WEEK, 4, 3)


def test_a_need_is_one_of_its_trade(draft, locks):
    lead = draft()
    with pytest.raises(errors.NeedOfOtherTrade):
        _save(lead, trade=locks.id)


@pytest.mark.rule("CGV-2.1")
def test_a_closed_trade_takes_no_new_request(db, draft, locks):
    lead = draft(trade=None, need=None)
    locks.active = False
    db.flush()
    with pytest.raises(errors.TradeNotServed):
        _save(lead, trade=locks.id)
    lead.trade = locks
    db.flush()
    _save(lead, internal_note="la demande ancienne reste")
    assert lead.trade is locks


@pytest.mark.rule("CGV-3.12")
@pytest.mark.parametrize("text", ["appeler 06.39.98.12.12", "a@example.org"])
def test_the_public_text_holds_no_contact(draft, text):
    lead = draft()
    with pytest.raises(errors.ContactInPublicText) as refusal:
        _save(lead, public_description=text)
    assert refusal.value.message == "La description publique ne doit contenir aucune coordonnée."
    lead.public_description = text
    with pytest.raises(errors.ContactInPublicText):
        qualify(lead)


@pytest.mark.rule("CGV-3.12")
def test_a_street_asks_the_agent(draft):
    lead = draft()
    _save(lead, public_description="fuite au 12 rue de la Paix")
    with pytest.raises(errors.StreetToConfirm):
        qualify(lead)
    _save(lead, street_confirmed=True)
    _save(lead, public_description="fuite au 14 rue de la Paix")
    assert lead.street_confirmed is False
    _save(lead, street_confirmed=True)
    qualify(lead)


def test_what_professionals_read_changes_in_a_draft_alone(qualified):
    lead = qualified()
    with pytest.raises(errors.NotEditable) as refusal:
        _save(lead, complexity=5)
    assert refusal.value.fields.keys() == {"complexity"}
    _save(lead, internal_note="rappeler après 18 h")


@pytest.mark.rule("CGV-19.4")
def test_a_client_who_refuses_the_transfer_is_never_sold(draft):
    lead = draft()
    announce_transfer(lead, accepted=False)
    assert (lead.transfer_notice_at, lead.no_resale) == (NOW, True)


class TestSimilar:
    """The same number or e-mail, or the same street and trade, within a day."""

    def test_the_same_number_within_a_day(self, clock, draft):
        first = draft()
        other = Person(last_name="Autre", phone="01 99 00 12 12", second_phone=PHONE)
        commit()
        assert [item.lead for item in similar(other, operator_id=first.operator_id)] == [first]
        clock.advance(timedelta(hours=24))
        assert [item.lead for item in similar(other, operator_id=first.operator_id)] == [first]
        clock.advance(timedelta(seconds=1))
        assert similar(other, operator_id=first.operator_id) == []

    def test_the_same_street_asks_for_the_same_trade(self, draft, plumbing, locks, nimes):
        first = draft()
        neighbour = Person(last_name="Voisin", phone="01 99 00 12 12", street="1, RUE DE L'ESSAI")
        asked = {"operator_id": first.operator_id, "commune": nimes}
        assert [(item.lead, item.same_house) for item in similar(neighbour, trade=plumbing, **asked)] == [(first, True)]
        assert similar(neighbour, trade=locks, **asked) == []
        assert similar(neighbour, trade=plumbing, operator_id=first.operator_id) == []

    def test_a_request_is_not_close_to_itself(self, draft):
        assert similar(draft()) == []

    def test_of_another_company_nothing_is_close(self, draft, other_operator):
        draft()
        assert similar(CLIENT, operator_id=other_operator.id) == []

    @pytest.mark.rule("CGV-5.4")
    def test_nothing_of_the_client_is_kept_before_the_answer(self, db, draft):
        first = draft()
        lead = draft(None)
        before = db.query(Contact).count()
        with pytest.raises(errors.AnswerExpected):
            set_client(lead, CLIENT)
        with pytest.raises(errors.NothingToCreate):
            identify(lead, PHONE, again=Again.FOLLOW_UP)
        assert (lead.client, db.query(Contact).count()) == (None, before)
        set_client(lead, CLIENT, again=Again.NEW)
        assert (lead.same_as, lead.again) == (first, Again.NEW)

    def test_the_same_request_withdraws_the_draft(self, draft):
        first, lead = draft(), draft(None)
        decide_again(lead, Again.SAME, same_as=first)
        assert (lead.state, lead.outcome, lead.same_as) == (State.WITHDRAWN, Outcome.DUPLICATE, first)

    def test_there_must_be_something_to_compare_with(self, draft):
        with pytest.raises(errors.NothingSimilar):
            decide_again(draft(), Again.NEW)

    def test_a_street_typed_later_asks_at_the_end(self, draft, nimes):
        draft()
        neighbour = Person(last_name="Voisin", phone="01 99 00 12 12", street="1 rue de l’Essai")
        lead = draft(None, commune=None)
        set_client(lead, neighbour)
        _save(lead, commune=nimes.id)
        with pytest.raises(errors.AnswerExpected):
            qualify(lead)
        decide_again(lead, Again.NEW)
        qualify(lead)

    @pytest.mark.rule("CGV-3.16")
    def test_a_second_publication_is_explained(self, db, published, priced):
        first = published()
        lead = priced(Person(last_name="Autre", phone="01 99 00 12 12"))
        lead.same_as, lead.again = first, Again.NEW
        with pytest.raises(errors.AgainReasonRequired):
            publish(lead)

    def test_a_second_publication_with_its_reason(self, published, priced):
        first = published()
        lead = priced(Person(last_name="Autre", phone="01 99 00 12 12"))
        lead.same_as, lead.again, lead.again_reason = first, Again.NEW, "Autre fuite, à l’étage"
        publish(lead)
        assert lead.state is State.PUBLISHED

    def test_a_new_request_after_a_publication_asks_why_at_once(self, accepted, published):
        published()
        call = accepted(PHONE)
        with pytest.raises(errors.AgainReasonRequired):
            start_lead(call, again=Again.NEW)
        assert start_lead(call, again=Again.NEW, again_reason="Deuxième fuite").again is Again.NEW
