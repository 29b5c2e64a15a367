import pytest

from tests.screens.trial.models import Town


@pytest.fixture
def towns(stock):
    return stock(*(Town(name=name, postal_code="69001") for name in ("Lyon", "Saint-Étienne", "Étampes", "Cachée")))


def test_a_few_letters_find_records_whatever_their_accents(site, towns):
    assert site.get("/recherche/trial.town?q=etien").json == [{"id": towns[1], "label": "Saint-Étienne"}]


def test_nothing_typed_offers_the_first_ones(site, towns):
    assert [link["label"] for link in site.get("/recherche/trial.town").json] == ["Étampes", "Lyon", "Saint-Étienne"]


def test_what_may_not_be_read_is_never_offered(site, towns):
    assert site.get("/recherche/trial.town?q=cachee").json == []


def test_at_most_twenty_are_offered(site, stock):
    stock(*(Town(name=f"Ville {number}", postal_code="69001") for number in range(30)))
    assert len(site.get("/recherche/trial.town?q=ville").json) == 20


def test_an_unknown_model_is_not_found(site):
    assert site.get("/recherche/ab_user").status_code == 404
    assert site.get("/recherche/trial.nothing").status_code == 404


def test_who_may_not_read_the_model_is_refused(site, towns):
    assert site.get("/recherche/trial.town?q=lyon", headers={"X-Account": "reader"}).status_code == 403


@pytest.mark.parametrize("typed", ["%00", "%25", "_", "'", "%F0%9F", "x" * 5000, "a%20b%20c"])
def test_anything_may_be_typed(site, towns, typed):
    assert site.get(f"/recherche/trial.town?q={typed}").status_code == 200
