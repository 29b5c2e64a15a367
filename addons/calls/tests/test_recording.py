"""Recordings: refused, dropped, and gone after six months."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from addons.calls import errors, telephony
from addons.calls.models import CallState, Consent
from addons.calls.parameters import ON_REFUSAL, RECORDING_RETENTION_MONTHS, OnRefusal
from addons.calls.recordings import purge_due
from addons.calls.services import accept_recording, give_notice, open_call, refuse_recording, require_consent
from addons.calls.tests.conftest import NOW
from app.database import commit
from app.effects.delivery import claim, deliver
from app.effects.models import OutboxRow, Progress
from app.formats import PARIS
from app.models.kinds import InvalidValue
from app.models.parameters import set_value


class Provider:
    """A provider that remembers what it was asked."""

    def __init__(self):
        self.deleted = []

    def delete_recordings(self, provider_call_id):
        self.deleted.append(provider_call_id)


@pytest.fixture
def provider(monkeypatch):
    found = Provider()
    monkeypatch.setitem(telephony._adapters, "essai", found)
    return found


@pytest.fixture
def carry_out(app, db, system):
    """Carry out what is due, here."""
    lease = timedelta(seconds=30)

    def run():
        commit()
        with app.app_context():
            for row_id in claim(100, lease):
                deliver(row_id, lease)

    return run


@pytest.fixture
def recorded(db, accepted):
    accepted.provider, accepted.provider_call_id, accepted.recording_ref = "essai", "c-1", "r-1"
    db.flush()
    return accepted


@pytest.mark.rule("CGV-21.4")
def test_a_refusal_leaves_the_technical_facts_alone(db, call):
    give_notice(call)
    caller = call.caller
    refuse_recording(call)
    assert (call.state, call.consent) == (CallState.REFUSED_RECORDING, Consent.REFUSED)
    assert (call.ended_at, call.consent_at) == (NOW, NOW)
    assert (caller.phone, caller.key_id, caller.tokens) == (None, None, [])
    with pytest.raises(errors.RecordingRequired):
        require_consent(call)


@pytest.mark.rule("CGV-21.3")
def test_a_client_may_change_his_mind_during_the_call(recorded):
    refuse_recording(recorded)
    assert (recorded.state, recorded.consent) == (CallState.REFUSED_RECORDING, Consent.REFUSED)
    assert (recorded.recording_ref, recorded.recording_delete_at) == (None, None)


@pytest.mark.rule("CGV-21.3")
def test_after_the_call_the_choice_stays(recorded):
    recorded.ended_at = NOW
    with pytest.raises(errors.CallEnded):
        refuse_recording(recorded)
    assert recorded.consent is Consent.ACCEPTED


@pytest.mark.rule("CGV-21.4")
def test_the_provider_is_asked_to_delete_exactly_once(db, recorded, provider, carry_out):
    refuse_recording(recorded)
    recorded.recording_ref, recorded.recording_delete_at = "r-2", NOW - timedelta(days=1)
    purge_due()
    carry_out()
    assert len(db.scalars(select(OutboxRow).where(OutboxRow.kind == "calls.recording_to_delete")).all()) == 1
    carry_out()
    assert provider.deleted == ["c-1"]


@pytest.mark.rule("CGV-21.4")
def test_another_policy_lets_the_call_go_on_unrecorded(db, recorded):
    set_value(ON_REFUSAL, recorded.operator_id, OnRefusal.CONTINUE_UNRECORDED)
    refuse_recording(recorded)
    assert (recorded.state, recorded.consent, recorded.recording_ref) == (CallState.UNRECORDED, Consent.REFUSED, None)
    assert recorded.caller.key_id is not None
    require_consent(recorded)


@pytest.mark.rule("CGV-21.6")
@pytest.mark.parametrize(
    ("began", "deleted"),
    [
        ((2026, 5, 21, 10), (2026, 11, 21, 10)),
        ((2026, 8, 30, 10), (2027, 2, 28, 10)),
        ((2026, 8, 31, 10), (2027, 2, 28, 10)),
    ],
)
def test_a_recording_is_kept_six_months(db, clock, line, began, deleted):
    clock.set(datetime(*began, tzinfo=PARIS))
    call = open_call(line)
    give_notice(call)
    accept_recording(call)
    assert call.recording_delete_at == datetime(*deleted, tzinfo=PARIS)


@pytest.mark.rule("CGV-21.6")
def test_the_purge_waits_for_the_last_instant(db, clock, recorded):
    clock.set(recorded.recording_delete_at)
    assert purge_due() == 0
    clock.advance(timedelta(seconds=1))
    assert purge_due() == 1
    assert recorded.recording_ref is None
    assert purge_due() == 0


@pytest.mark.rule("CGV-21.6")
def test_six_months_is_the_most(db, clock, operator):
    with pytest.raises(InvalidValue):
        set_value(RECORDING_RETENTION_MONTHS, operator.id, 7)
    set_value(RECORDING_RETENTION_MONTHS, operator.id, 6)
    set_value(RECORDING_RETENTION_MONTHS, operator.id, 3)


@pytest.mark.rule("CGV-21.10")
def test_without_provider_there_is_nothing_to_delete(db, accepted, carry_out):
    refuse_recording(accepted)
    carry_out()
    row = db.scalars(select(OutboxRow).where(OutboxRow.kind == "calls.recording_to_delete")).one()
    assert row.state is Progress.DONE


@pytest.mark.rule("CGV-21.10")
def test_an_unknown_provider_is_a_failure_people_see():
    with pytest.raises(LookupError):
        telephony.telephony("inconnu")
