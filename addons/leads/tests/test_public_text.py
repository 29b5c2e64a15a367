"""What a public description may say: the disguises people use, and the words they need."""

import pytest

from addons.leads.public_text import names_contact, names_street

CONTACTS = (
    "appeler 06.39.98.12.12",
    "tel 0639981212",
    "06 39 98 12 12",
    "06-39-98-12-12",
    "06/39/98/12/12",
    "06_39_98_12_12",
    "(06) 39 98 12 12",
    "0 6 3 9 9 8 1 2 1 2",
    "+33 6 39 98 12 12",
    "0033639981212",
    "33 6 39 98 12 12",
    "+33 (0)6 39 98 12 12",
    "6 39 98 12 12",
    "０６３９９８１２１２",
    "٠٦٣٩٩٨١٢١٢",
    "⓪⑥③⑨⑨⑧①②①②",
    "06\u200b39\u200b98\u200b12\u200b12",
    "zéro six trente-neuf quatre-vingt-dix-huit douze douze",
    "ZERO SIX 39 98 douze douze",
    "zero six trois neuf neuf huit un deux un deux",
    "O6 39 98 12 12",
    "au 01 99 00 12 12 le soir",
    "75001 puis 06 39 98 12 12",
    "06 39 98 12 12 75001",
    "a@b.fr",
    "essai @ example.org",
    "essai(at)example.org",
    "essai [at] example point org",
    "essai arobase example point org",
    "essai＠example.org",
    "essai gmail com",
    "instagram @essai",
    "https://example.org",
    "www.example.org",
    "voir example.com",
    "voir example point com",
)
PLAIN = (
    "fuite 2e étage 75001",
    "Fuite sous évier, robinet à changer, 3 personnes",
    "chaudière de 2009, 24 kW, entretien du 05/12/2026 à 14:30",
    "porte 80 x 204, serrure 3 points, 2 clés",
    "WC bouché depuis 2 jours. Eau coupée. 4e sans ascenseur",
    "entre 30000 et 30900, deux ou trois robinets",
    "ballon de 200 litres, soixante-dix kilos",
    "il y a un dégât des eaux chez la voisine du dessous",
    "budget 150 à 300 euros, devis avant 18 h",
    "appartement de 45 m2.Le chauffe-eau fuit",
)
STREETS = (
    "12 rue de la Paix",
    "au 3 bis, avenue Foch",
    "4 bd Gambetta",
    "impasse des Lilas",
    "Rue Nationale",
    "résidence : 5 allée du Parc",
    "7 place du Marché",
)
NO_STREETS = ("fenêtre sur rue", "côté cour", "eau en cours de fuite", "place de parking libre", "fuite 2e étage 75001")


@pytest.mark.rule("CGV-3.12")
@pytest.mark.parametrize("text", CONTACTS)
def test_contact_details_are_found_under_their_disguises(text):
    assert names_contact(text)


@pytest.mark.rule("CGV-3.12")
@pytest.mark.parametrize("text", PLAIN)
def test_what_a_professional_needs_to_know_passes(text):
    assert not names_contact(text)


@pytest.mark.parametrize("text", STREETS)
def test_streets_are_noticed(text):
    assert names_street(text)


@pytest.mark.parametrize("text", [*NO_STREETS, *PLAIN])
def test_what_names_no_street_asks_nothing(text):
    assert not names_street(text)
