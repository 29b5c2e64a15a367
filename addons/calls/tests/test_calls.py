"""Calls: their site, their notice, their choice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from addons.base.models import Site, StaffProfile
from addons.base.roles import AGENT
from addons.calls import errors
from addons.calls.models import Call, CallBack, CallBackState, CallState, Consent, Direction
from addons.calls.services import (
    accept_recording,
    answer,
    end_without_request,
    give_notice,
    miss,
    open_call,
    require_consent,
    take_request,
)
from addons.calls.tests.conftest import CALLER, LINE, NOW
from app.database import commit
from app.errors import WrongState
from app.privacy.vault import peek


@pytest.mark.rule("CGV-5.2")
def test_the_dialled_line_tells_the_site(call, line):
    assert call.site is line
    assert (call.state, call.started_at, call.direction) == (CallState.ANSWERED, NOW, Direction.INBOUND)
    assert peek(call.caller).phone == "+33639981212"


@pytest.mark.rule("CGV-5.2")
@pytest.mark.parametrize("dialled", ["01 99 00 77 77", None])
def test_an_unknown_line_asks_for_the_site(db, clock, line, dialled):
    with pytest.raises(errors.UnknownLine) as refusal:
        open_call(dialled=dialled)
    assert refusal.value.fields.keys() == {"site"}
    assert open_call(line, dialled=dialled).site is line


@pytest.mark.rule("CGV-5.2")
def test_the_line_of_a_closed_site_is_unknown(db, clock, line):
    line.active = False
    db.flush()
    with pytest.raises(errors.UnknownLine):
        open_call(dialled=LINE)


@pytest.mark.rule("CGV-21.1")
def test_each_call_has_its_number_its_agent_and_its_times(db, acting, account, clock, line):
    line_id, me = line.id, account(AGENT)
    with acting(me):
        call = open_call(db.get(Site, line_id), caller_phone=CALLER)
        give_notice(call)
        clock.advance(timedelta(minutes=2))
        end_without_request(call)
        commit()
        assert call.reference == "AP-2026-000001"
        assert call.agent_id == me.id
        assert (call.started_at, call.answered_at, call.ended_at) == (NOW, NOW, NOW + timedelta(minutes=2))


@pytest.mark.rule("CGV-21.1")
def test_a_call_entered_late_keeps_its_true_time(db, clock, line):
    began = NOW - timedelta(hours=3)
    call = open_call(line, started_at=began, entered_late=True)
    give_notice(call)
    assert (call.started_at, call.answered_at, call.notice_at) == (began, began, began)


@pytest.mark.rule("CGV-21.1")
def test_a_call_does_not_begin_in_the_future(clock, line):
    with pytest.raises(errors.CallInFuture):
        open_call(line, started_at=NOW + timedelta(seconds=1))


@pytest.mark.rule("CGV-21.2")
@pytest.mark.parametrize("at", [NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)])
def test_the_notice_is_given_during_the_call(call, at):
    with pytest.raises(errors.NoticeOutsideCall):
        give_notice(call, at)
    assert call.notice_at is None
    give_notice(call, NOW)
    assert (call.notice_at, call.state) == (NOW, CallState.NOTICE_GIVEN)


@pytest.mark.rule("CGV-21.2")
def test_nobody_accepts_before_the_notice(call):
    with pytest.raises(WrongState):
        accept_recording(call)


@pytest.mark.rule("CGV-21.2")
def test_without_notice_no_request(call):
    with pytest.raises(errors.NoticeRequired) as refusal:
        require_consent(call)
    assert refusal.value.message == "Informez d’abord le Client de l’enregistrement."


@pytest.mark.rule("CGV-21.5")
def test_without_answer_no_request(call):
    give_notice(call)
    with pytest.raises(errors.RecordingRequired) as refusal:
        take_request(call)
    assert refusal.value.rule == "CGV-21.5"
    assert refusal.value.message == ("Sans enregistrement, la demande ne peut pas être prise en charge (art. 21 CGV).")


@pytest.mark.rule("CGV-21.3")
def test_an_accepted_call_may_bring_requests(accepted):
    assert (accepted.consent, accepted.consent_at) == (Consent.ACCEPTED, NOW)
    require_consent(accepted)
    assert take_request(accepted) is None
    assert take_request(accepted) is None
    assert accepted.state is CallState.QUALIFIED
    accepted.hang_up()
    assert accepted.ended_at == NOW
    with pytest.raises(errors.CallEnded):
        accepted.hang_up()


@pytest.mark.rule("CGV-3.3")
def test_nobody_takes_calls_for_a_company_that_is_not_theirs(db, acting, account, clock, line, other_operator):
    line_id, me = line.id, account(AGENT, of=other_operator)
    with acting(me):
        assert db.get(Site, line_id) is None
        with pytest.raises(errors.UnknownLine):
            open_call(dialled=LINE)


@pytest.mark.rule("CGV-3.5")
@pytest.mark.parametrize(("trained_on", "allowed"), [(None, False), ((2026, 11, 22), False), ((2026, 11, 21), True)])
def test_calls_are_taken_by_trained_people(db, acting, account, clock, line, trained_on, allowed):
    line_id, me = line.id, account(AGENT)
    profile = db.scalar(select(StaffProfile).where(StaffProfile.user_id == me.id))
    profile.internal_training_on = datetime(*trained_on, tzinfo=UTC).date() if trained_on else None
    db.flush()
    with acting(me):
        if allowed:
            open_call(db.get(Site, line_id))
        else:
            with pytest.raises(errors.TrainingRequired) as refusal:
                open_call(db.get(Site, line_id))
            assert refusal.value.message == "Formation interne requise pour qualifier une demande."
            db.rollback()


@pytest.mark.rule("CGV-21.1")
def test_a_missed_call_waits_to_be_called_back(db, clock, line):
    call = Call(site=line, operator_id=line.operator_id, started_at=NOW)
    db.add(call)
    db.flush()
    clock.advance(timedelta(minutes=1))
    call_back = miss(call, phone=CALLER)
    assert (call.state, call_back.state) == (CallState.MISSED, CallBackState.RECEIVED)
    assert call_back.received_at == NOW
    assert call_back.contact is call.caller
    with pytest.raises(WrongState):
        answer(call)


def test_a_hidden_number_cannot_be_called_back(db, clock, line):
    call = Call(site=line, operator_id=line.operator_id)
    db.add(call)
    db.flush()
    assert miss(call) is None
    assert db.scalars(select(CallBack)).all() == []
