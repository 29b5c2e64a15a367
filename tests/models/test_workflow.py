"""States change through declared transitions only, performed by the one service that answers for them."""

from datetime import date
from decimal import Decimal

import pytest

from app.errors import WrongState
from app.models.workflow import NotPerformed, performs, state_changed, transitions
from tests.models.specimens import Borough, Forge, NoTool, Size, State, Tool, close_workshop


@pytest.fixture
def opened():
    return Forge(name="Atelier", state=State.OPEN)


@pytest.fixture
def draft():
    return Forge(name="Atelier", state=State.DRAFT)


def test_a_bare_transition_raises_outside_its_service(opened):
    with pytest.raises(NotPerformed, match="close_workshop"):
        opened.close("parce que")
    assert opened.state is State.OPEN


def test_the_service_performs_its_transition_and_returns_its_result(opened):
    assert close_workshop(opened, "Fini") == "closed"
    assert opened.state is State.CLOSED


def test_the_right_of_a_service_ends_with_it(opened):
    close_workshop(Forge(name="Autre", state=State.OPEN), "Fini")
    with pytest.raises(NotPerformed):
        opened.close("parce que")


def test_a_transition_without_service_is_called_as_it_is(draft):
    draft.tools.append(Tool(label="Rabot"))
    draft.open()
    assert draft.state is State.OPEN


def test_a_guard_refuses_and_leaves_the_state(draft):
    with pytest.raises(NoTool):
        draft.open()
    assert draft.state is State.DRAFT


def test_a_transition_from_another_state_is_refused_with_its_name(opened):
    with pytest.raises(WrongState) as refusal:
        opened.open()
    assert refusal.value.status == 409
    assert refusal.value.message == "Action impossible : la fiche est à l’état « Ouvert »."


def test_a_transition_knows_where_it_starts_and_ends():
    declared = transitions(Forge)
    assert list(declared) == ["open", "close"]
    assert declared["open"].sources == {State.DRAFT}
    assert (declared["close"].may, declared["close"].rule, declared["close"].to) == ("close", "TEST-1", State.CLOSED)


def test_the_dialog_asks_what_the_service_takes():
    asked = [
        (parameter.name, parameter.type, str(parameter.asked.label), parameter.required)
        for parameter in transitions(Forge)["close"].parameters
    ]
    assert asked == [
        ("reason", str, "Motif", True),
        ("on", date | None, "À compter du", False),
        ("size", Size, "Taille", False),
        ("refund_ttc", Decimal, "Remboursement TTC", False),
        ("heir", Borough | None, "Repreneur", False),
    ]
    assert transitions(Forge)["close"].parameters[0].asked.long
    assert transitions(Forge)["open"].parameters == ()


def test_performing_by_name_goes_through_the_service(opened):
    assert transitions(Forge)["close"].perform(opened, reason="Fini") == "closed"


def test_a_change_of_state_is_announced_after_it_happened(opened):
    heard = []

    def listen(sender, record, transition, old):
        heard.append((sender, record.state, transition.name, old))

    with state_changed.connected_to(listen):
        close_workshop(opened, "Fini")
    assert heard == [(Forge, State.CLOSED, "close", State.OPEN)]


def test_a_transition_has_one_performer():
    with pytest.raises(TypeError, match="already"):

        @performs(Forge.close)
        def another(workshop: Forge, reason: str) -> None:
            """Never declared."""
