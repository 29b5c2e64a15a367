"""What a professional is told of a new request: everything that decides, nothing of a person (E-08)."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from addons.leads.models import Need, Urgency
from addons.leads.services import publish
from addons.matching.messages import COMMUNE, NEED, OFFER, TRADE, labels, short
from addons.notifications.gsm import weigh
from addons.notifications.models import Channel, Message
from addons.notifications.sending import _text as written
from addons.zones.models import Commune
from app.privacy.vault import Person, keep


@pytest.fixture
def texts(app, db, lead, professional):
    """``texts(lead)``: the two messages of a published request, by channel, as they would leave."""

    def send(made):
        professional()
        publish(made)
        db.flush()
        found = db.scalars(select(Message).where(Message.subject_id == made.id)).all()
        with app.app_context():
            return {message.channel: written(message) for message in found}

    return send


@pytest.mark.rule("CGV-5.5")
@pytest.mark.rule("CGV-6.2")
def test_both_messages_hold_what_decides(texts, lead):
    made = lead()
    sent = texts(made)
    for text in sent.values():
        flat = re.sub(r"\s", " ", text)
        for expected in (
            made.reference,
            "Fuite d’eau",
            "30000",
            "Nîmes",
            "29,90",
            "Tout de suite",
            f"/demandes/{made.id}",
        ):
            assert expected in flat
    assert "Plomberie" in sent[Channel.EMAIL]


@pytest.mark.rule("CGV-2.5")
@pytest.mark.rule("CGV-3.12")
@pytest.mark.rule("CGV-5.5")
def test_no_message_holds_anything_of_the_client(db, texts, lead, nimes):
    canary = Person(
        last_name="Canarini", first_name="Zébulon", company_name="Serinette", phone="+33639980777",
        second_phone="+33199000777", email="canari@example.org", street="7 rue du Perchoir", floor="9e", access="A7B8",
    )  # fmt: skip
    made = lead(public_description="Fuite sous l’évier.", internal_note="Mme Canarini est pressée.")
    made.client = keep(canary, commune_code=nimes.code, operator_id=made.operator_id)
    db.flush()
    for text in texts(made).values():
        for part in ("Canarini", "Zébulon", "Serinette", "0777", "07 77", "canari", "Perchoir", "A7B8", "pressée"):
            assert part not in text


@pytest.mark.rule("CGV-5.5")
def test_a_text_message_is_one_segment_with_the_longest_labels(app, db, texts, lead, plumbing, nimes):
    longest = db.scalar(select(func.max(func.length(Commune.name))))
    assert longest > COMMUNE
    plumbing.label = "Installation de chauffage"
    need = Need(code="essai-long", label="Canalisation d’évacuation bouchée à l’extérieur", trade=plumbing)
    nimes.name = "W" * longest
    db.add(need)
    db.flush()
    sent = texts(lead(need=need, urgency=Urgency.WEEK, price_ht=Decimal("1999.00")))[Channel.SMS].strip()
    settings = app.extensions["relais"].settings
    longer = sent.replace(settings.portal_url, "https://pro.plateforme-longue.fr").replace(
        "/demandes/", "/demandes/12345"
    )
    assert weigh(sent).segments == weigh(longer).segments == 1
    assert sent.endswith("Stop: compte")


def test_labels_are_cut_at_a_word_that_reads():
    assert short("Serrurerie", TRADE) == "Serrurerie"
    assert short("Canalisation ou évier bouché", NEED) == "Canalisation ou."
    assert all(len(short("x" * 90, length)) == length for length in (TRADE, NEED, COMMUNE))


def test_labels_of_an_unfinished_request_are_empty(lead, professional):
    made = lead(trade=None, need=None, commune=None, urgency=None)
    assert set(labels(made, professional()).values()) == {""}


def test_the_offer_is_one_that_may_be_refused():
    assert OFFER.nature.code == "offer"
