"""What texts weigh, at the edges where one more character costs one more segment."""

import pytest

from addons.notifications.gsm import BASIC, EXTENDED, is_gsm, segments, simpler, weigh


def test_the_alphabet_is_that_of_the_standard():
    assert len(BASIC) == 127  # 128 positions, one of which is the escape
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),  # é is in the alphabet
        ("€" * 80, 1),  # two septets each
        ("€" * 80 + "a", 2),
        ("a" * 152 + "€" + "a" * 151, 2),  # the escape and its sign are never parted: 152 + 151 fit
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("🔧" * 35, 1),
        ("🔧" * 36, 2),
        ("a" * 66 + "🔧" + "a" * 65, 2),  # nor are the halves of a pair
        ("a" * 66 + "🔧" + "a" * 66, 3),
    ],
)
def test_segments(text, expected):
    assert segments(text) == expected


def test_what_fits_the_alphabet_is_left_as_it_stands():
    text = "Demande à Nîmes".replace("î", "i") + " : 12,00 €, é è ù à"
    assert weigh(text).text == text


def test_letters_are_simpler_when_that_saves_a_segment():
    text = "Forêt d’Alès : " + "x" * 120
    found = weigh(text)
    assert (found.segments, found.gsm) == (1, True)
    assert found.text.startswith("Foret d'Alès : ")  # è is in the alphabet and stays


def test_letters_stay_when_nothing_is_saved():
    text = "Forêt d’Alès"
    assert (weigh(text).text, weigh(text).segments, weigh(text).gsm) == (text, 1, False)


def test_what_has_no_simpler_form_stays_beside_what_has():
    assert simpler("« cœur » — ça\u202f…") == '" coeur " - ca ...'
    assert simpler("🔧ê") == "🔧e"
    assert not is_gsm(simpler("🔧ê"))


@pytest.mark.parametrize("letter", "âêîôûäëïöüçÀÂÊÎÔÛËÏŸ")
def test_every_french_letter_finds_its_place(letter):
    assert is_gsm(simpler(letter))
