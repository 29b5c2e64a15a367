"""Places offered while an agent types: exact communes, by name, postal code or INSEE code."""

import pytest

from addons.leads.call_screen.places import suggest


@pytest.fixture(autouse=True)
def france(system):
    """The map of France that every installation holds."""


def labels(text: str) -> list[str]:
    return [each.label for each in suggest(text)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nim", "30000 Nîmes"),
        ("30900", "30900 Nîmes"),
        ("30189", "30000 Nîmes"),
        ("nimes 30900", "30900 Nîmes"),
        ("st etienne", "42000 Saint-Étienne"),
        ("ste genevieve des bois", "91700 Sainte-Geneviève-des-Bois"),
        ("marseille 8", "13008 Marseille 8e"),
        ("paris 11", "75011 Paris 11e"),
        ("69003", "69003 Lyon 3e"),
        ("ajaccio", "20000 Ajaccio"),
        ("2a004", "20000 Ajaccio"),
        ("L’Haÿ", "94240 L’Haÿ-les-Roses"),
    ],
)
def test_the_place_people_mean_comes_first(typed, first):
    assert labels(typed)[0] == first


def test_ten_at_most_and_none_for_nothing():
    assert len(labels("s")) == len(labels("saint")) == 10
    assert labels("") == labels("  ") == labels("zzzz") == labels("99999") == []


def test_a_city_of_arrondissements_is_never_offered_as_a_whole():
    assert all(place.code != "75056" for place in suggest("paris"))
    assert {place.name for place in suggest("75005")} == {"Paris 5e Arrondissement"}


def test_namesakes_are_told_apart():
    notes = [place.note for place in suggest("saint denis")]
    assert {"La Réunion (INSEE 97411)", "Seine-Saint-Denis (INSEE 93066)"} <= set(notes[:4])
