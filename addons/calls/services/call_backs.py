"""Call-backs: the queue of people who wait for a call (CGV-5.3)."""

from datetime import timedelta

from sqlalchemy import func, select

from addons.base.models import Site, Trade
from addons.calls import errors
from addons.calls.models import Call, CallBack, Direction, Slot
from addons.calls.parameters import CALL_BACK_ATTEMPTS, CALL_BACK_FORMS_PER_HOUR
from addons.calls.services.calls import open_call
from app.database import session
from app.models.clock import now
from app.models.parameters import value
from app.models.workflow import performs
from app.privacy.vault import Person, erase, keep
from app.privacy.vault.errors import InvalidPhone


def receive_call_back(
    site: Site,
    person: Person,
    *,
    trade: Trade | None = None,
    postal_code: str | None = None,
    slot: Slot | None = None,
    note: str | None = None,
    origin: str | None = None,
) -> CallBack:
    """Queue somebody who asked to be called. No request exists before the call (CGV-5.3).

    ``origin`` is the keyed hash of the address the form came from. Raises InvalidPhone without a number.
    """
    if person.phone is None:
        raise InvalidPhone(field="phone")
    call_back = CallBack(
        operator_id=site.operator_id,
        site=site,
        trade=trade,
        contact=keep(person, operator_id=site.operator_id),
        postal_code=postal_code,
        slot=slot,
        note=note,
        origin=origin,
    )
    session().add(call_back)
    session().flush()
    return call_back


def limit_forms(operator_id: int, origin: str) -> None:
    """Raise TooManyForms when that origin already filled as many forms as an hour allows (CGV-5.3)."""
    recent = select(func.count()).where(
        CallBack.operator_id == operator_id,
        CallBack.origin == origin,
        CallBack.received_at > now() - timedelta(hours=1),
    )
    if (session().scalar(recent) or 0) >= value(CALL_BACK_FORMS_PER_HOUR, operator_id):
        raise errors.TooManyForms


@performs(CallBack.give_up)
@performs(CallBack.attempt)
def attempt(call_back: CallBack) -> None:
    """Note a call that nobody took; after the last one allowed, the person is unreachable."""
    call_back.attempt()
    if call_back.attempts >= value(CALL_BACK_ATTEMPTS, call_back.operator_id):
        call_back.give_up()


@performs(CallBack.called_back)
def called_back(call_back: CallBack) -> Call:
    """Open the outbound call to the person, who answered: notice and choice come first in it too (CGV-21.2).

    Raises NotMandated, TrainingRequired.
    """
    call_back.called_back()
    call = open_call(call_back.site, direction=Direction.OUTBOUND)
    call.caller = call_back.contact
    call_back.call = call
    return call


@performs(CallBack.drop_duplicate)
def drop_duplicate(call_back: CallBack) -> None:
    """Close a call-back whose person waits under another one, and forget what it said of him."""
    call_back.drop_duplicate()
    contact = call_back.contact
    if contact is not None and call_back.missed_call is None:
        erase(contact)
