"""Our model text: complete, said with the operator's identity and the parameters of its version."""

from decimal import Decimal

import pytest

from addons.legal import wording
from addons.legal.models import VersionState
from addons.legal.parameters import NOTICE_DAYS
from app.models.parameters import set_value


def test_a_draft_from_the_model_names_the_seller_and_every_parameter(draft):
    version = draft()
    assert version.state is VersionState.DRAFT
    assert version.number is None
    for said in ("Société d’essai", "SASU", "732 829 320", "Nîmes", "1,00 €", "1 999,00 €", "7 jours", "10 minutes"):
        assert said.replace(" ", "") in version.body.replace("\u00a0", "").replace("\u202f", "").replace(" ", ""), said
    assert "{{" not in version.body
    assert "None" not in version.body


def test_the_model_has_twenty_four_articles_in_order(draft):
    headings = [block.lines[0] for block in wording.blocks(draft().body) if block.kind == "heading"]
    assert [heading.partition(" –")[0] for heading in headings] == [f"Article {number}" for number in range(1, 25)]


def test_the_text_of_an_untouched_draft_follows_its_parameters(draft):
    version = draft(price_max_ht=Decimal("2500.00"), recredit_days=10)
    assert "2\u202f500,00\u00a0€" in version.body
    assert "1\u202f999,00\u00a0€" not in version.body
    assert "au plus tard 10 jours" in version.body


def test_the_text_that_somebody_wrote_is_left_alone(draft):
    version = draft(body="Un texte à nous.\n")
    version.recredit_days = 10
    version.check()
    assert version.body == "Un texte à nous.\n"


@pytest.mark.rule("CGV-22.4")
def test_the_text_tells_the_notice_or_its_absence(draft, seller):
    assert "au moins 15 jours avant de prendre effet" in draft().body
    assert set_value(NOTICE_DAYS, seller.id, 0) == [NOTICE_DAYS.zero_warning]
    assert "prend effet à sa publication" in draft().body


def test_marks_become_titles_headings_lists_and_paragraphs():
    found = list(wording.blocks("# Titre\n\n## Article 1\n\nUn.\nDeux.\n\n- a\n- b\n"))
    assert [(block.kind, block.lines) for block in found] == [
        ("title", ("Titre",)),
        ("heading", ("Article 1",)),
        ("paragraph", ("Un.", "Deux.")),
        ("list", ("a", "b")),
    ]
