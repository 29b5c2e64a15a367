"""Suspending, reinstating, ending; and leaving of one's own will."""

from datetime import date

import pytest
from sqlalchemy import select

from addons.professionals import errors
from addons.professionals.models import Motive, Sanction, SanctionKind, State
from addons.professionals.models.choices import CLOSED
from addons.professionals.services import reinstate, suspend, terminate
from app.models.workflow import NotPerformed


@pytest.mark.rule("CGV-10.4")
@pytest.mark.parametrize("start", [State.VALIDATED, State.DOCUMENTS_EXPIRED])
def test_a_suspension_is_immediate_and_written_down(db, file, clock, start):
    professional = file(start)
    sanction = suspend(professional, Motive.CGV_VIOLATION, " Trois devis non remis. ")
    db.flush()
    assert professional.state is State.SUSPENDED
    assert (sanction.kind, sanction.facts) == (SanctionKind.SUSPENSION, "Trois devis non remis.")
    assert sanction.effective_at == clock()


@pytest.mark.rule("CGV-10.5")
@pytest.mark.parametrize("decide", [suspend, terminate])
@pytest.mark.parametrize("facts", ["", "   "])
def test_no_decision_without_facts(file, decide, facts):
    with pytest.raises(errors.FactsMissing) as refusal:
        decide(file(State.VALIDATED), Motive.LAW_BREACH, facts)
    assert refusal.value.fields.keys() == {"facts"}


@pytest.mark.rule("CGV-10.6")
def test_there_are_fourteen_motives_and_another():
    assert len(Motive) == 15
    assert Motive.OTHER in Motive


@pytest.mark.rule("CGV-10.6")
def test_another_motive_is_explained_in_twenty_characters(file):
    with pytest.raises(errors.MotiveTooShort):
        suspend(file(State.VALIDATED), Motive.OTHER, "x" * 19)
    suspend(file(State.VALIDATED, siren=None, email=None), Motive.OTHER, "x" * 20)


@pytest.mark.rule("CGV-10.4")
def test_a_reinstatement_lifts_the_suspension_with_its_reason(db, file, clock):
    professional = file(State.VALIDATED)
    sanction = suspend(professional, Motive.QUALITY_BELOW, "Retards répétés.")
    db.flush()
    with pytest.raises(errors.NoteMissing):
        reinstate(professional, " ")
    reinstate(professional, "Engagement écrit reçu.")
    assert professional.state is State.VALIDATED
    assert (sanction.lifted_at, sanction.lifting_note) == (clock(), "Engagement écrit reçu.")


@pytest.mark.rule("CGV-10.4")
@pytest.mark.parametrize("start", [state for state in State if state not in CLOSED])
def test_any_live_file_may_be_terminated(db, file, start):
    professional = file(start)
    terminate(professional, Motive.INACTIVITY, "Aucune commande depuis quatre mois.")
    db.flush()
    assert professional.state is State.TERMINATED
    assert not professional.banned
    assert db.scalars(select(Sanction.kind)).all() == [SanctionKind.TERMINATION]


@pytest.mark.rule("CGV-8.2")
@pytest.mark.rule("CGV-10.10")
@pytest.mark.parametrize("motive", [Motive.RESALE, Motive.IDENTITY_THEFT])
def test_resale_and_identity_theft_close_the_door_for_good(file, motive):
    professional = file(State.VALIDATED)
    terminate(professional, motive, "Constaté le 20 novembre.")
    assert professional.banned


@pytest.mark.rule("CGV-10.4")
@pytest.mark.parametrize("decision", ["suspend", "terminate"])
def test_nobody_decides_without_the_service(file, decision):
    with pytest.raises(NotPerformed):
        getattr(file(State.VALIDATED), decision)()


@pytest.mark.rule("CGV-10.3")
@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (date(2026, 11, 20), date(2026, 12, 11)),
        (date(2026, 11, 21), date(2026, 12, 11)),
        (date(2026, 10, 26), date(2026, 11, 17)),
        (date(2026, 12, 11), date(2027, 1, 5)),
        (date(2026, 4, 24), date(2026, 5, 20)),
        (date(2026, 5, 1), date(2026, 5, 27)),
    ],
)
def test_a_deletion_is_due_within_fifteen_working_days(file, received_on, due_on):
    professional = file(State.VALIDATED)
    professional.request_deletion(received_on)
    assert (professional.state, professional.deletion_due_on) == (State.DELETION_PENDING, due_on)


@pytest.mark.rule("CGV-10.2")
@pytest.mark.parametrize("start", [State.VALIDATED, State.SUSPENDED, State.DOCUMENTS_EXPIRED])
def test_a_professional_leaves_whenever_he_wishes_and_may_change_his_mind(file, start):
    professional = file(start)
    professional.request_deletion(date(2026, 11, 20))
    professional.withdraw_deletion()
    assert (professional.state, professional.deletion_due_on) == (State.VALIDATED, None)
