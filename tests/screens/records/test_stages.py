from app.models.choices import Choice
from app.screens.record_page import steps
from tests.screens.trial.models import State


def shown(state):
    return [(step.label, step.position) for step in steps(state)]


def test_states_of_one_stage_are_one_step():
    assert shown(State.RECEIVED) == [
        ("Brouillon", "done"),
        ("Dossier", "current"),
        ("Ouvert", "next"),
        ("Suspendu", "next"),
        ("Fermé", "next"),
    ]


def test_a_refused_record_shows_where_it_ended():
    assert shown(State.REFUSED)[-1] == ("Refusé", "refused")
    assert {position for _label, position in shown(State.REFUSED)[:-1]} == {"next"}


def test_a_long_life_is_cut_around_the_present():
    long = Choice("Long", {f"S{number}": (f"s{number}", f"État {number}") for number in range(12)})
    assert [step.label for step in steps(long.S0)] == [f"État {number}" for number in range(7)]
    assert [step.label for step in steps(long.S6)] == [f"État {number}" for number in range(3, 10)]
    assert [step.label for step in steps(long.S11)] == [f"État {number}" for number in range(5, 12)]
