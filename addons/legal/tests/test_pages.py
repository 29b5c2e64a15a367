"""The public pages: anybody reads the terms, in French, with their number, date and fingerprint."""

import pytest

from addons.base.models import Site
from addons.legal.parameters import NOTICE_DAYS
from addons.legal.services import publish, schedule
from app.database import commit
from app.models.parameters import set_value


@pytest.fixture
def first(draft):
    version = draft()
    publish(version)
    commit()
    return version


def read(client, address, **more):
    answer = client.get(address, **more)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.rule("CGV-22.3")
def test_anybody_reads_the_terms_in_force(client, first):
    sha256 = first.sha256
    status, page = read(client, "/cgv/")
    assert status == 200
    assert "version 1" in page
    assert "en vigueur depuis le 21/11/2026 12:00" in page
    assert sha256 in page
    assert "Article 7 – Recrédit" in page
    assert 'lang="fr"' in page


@pytest.mark.rule("CGV-22.3")
def test_earlier_versions_stay_readable_by_number(client, db, draft, first, seller):
    set_value(NOTICE_DAYS, seller.id, 0)
    publish(draft())
    commit()
    assert "version 2" in read(client, "/cgv/")[1]
    status, page = read(client, "/cgv/1")
    assert (status, "remplacée" in page) == (200, True)
    assert read(client, "/cgv/3")[0] == 404


def test_a_scheduled_version_is_readable_before_it_holds(client, draft, first):
    schedule(draft())
    commit()
    assert "version 1" in read(client, "/cgv/")[1]
    assert "en vigueur à partir du" in read(client, "/cgv/2")[1]


def test_a_draft_is_nobodys(client, draft, first):
    draft()
    commit()
    assert read(client, "/cgv/2")[0] == 404


@pytest.mark.rule("CGV-0.5")
def test_the_site_says_whose_terms_are_read(client, db, first, seller, other_operator):
    db.add(Site(host="essai-cgv.example.org", label="Essai", operator=seller))
    db.add(Site(host="voisin-cgv.example.org", label="Voisin", operator=other_operator))
    commit()
    assert read(client, "/cgv/", base_url="http://www.essai-cgv.example.org")[0] == 200
    assert read(client, "/cgv/", base_url="http://voisin-cgv.example.org")[0] == 409
    assert read(client, "/cgv/?entreprise=essai", base_url="http://voisin-cgv.example.org")[0] == 200
    assert read(client, "/cgv/?entreprise=inconnue")[0] == 404


def test_nothing_published_is_said(client, seller):
    commit()
    assert "Aucune version publiée." in read(client, "/cgv/")[1]
