"""What is checked each time a request is saved by a form or a program: it begins, fills itself, and agrees."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from addons.calls.services import take_request
from addons.leads import errors
from addons.leads.again import close_requests
from addons.leads.models.choices import Again, State
from addons.leads.public_text import names_contact
from addons.zones.models.addresses import check_address, check_postal_code
from app.database import session
from app.privacy.vault import Person, change, peek
from app.privacy.vault.errors import ContactErased

if TYPE_CHECKING:
    from addons.leads.models.lead import Lead
    from addons.leads.models.need import Need

#: What professionals read and what the price rests on: changed in a draft alone. Notes stay open.
IN_DRAFT = (
    "trade", "need", "urgency", "complexity", "intent", "commune", "postal_code", "public_description",
    "street_confirmed",
)  # fmt: skip
#: What is usually true of a need.
USUAL = ("urgency", "complexity", "intent")


def begin(lead: "Lead") -> None:
    """Begin a request from its call, whose client accepted the recording (CGV-5.4, CGV-21.5).

    The site, the operator and the hour are those of the call, also when it was entered late. Raises CallRequired,
    NoticeRequired, RecordingRequired, NotMandated, TrainingRequired; AnswerExpected when the caller asked for something
    within a day and ``again`` does not answer, NothingToCreate when it says that nothing is new, AgainReasonRequired.
    """
    call = lead.call
    if call is None:
        raise errors.CallRequired(field="call")
    lead.call_back = take_request(call)
    lead.site, lead.operator_id, lead.requested_at = call.site, call.operator_id, call.started_at
    lead.client = call.caller
    if lead.client is not None and (close := of_lead(lead)):
        if lead.again is None:
            raise errors.AnswerExpected(close)
        lead.same_as = close[0].lead
        if lead.again is not Again.NEW:
            raise errors.NothingToCreate(field="again", reference=lead.same_as.reference)
    elif lead.again is not None:
        raise errors.NothingSimilar(field="again")
    require_reason(lead)


def require_reason(lead: "Lead") -> None:
    """Raise AgainReasonRequired when a close request was on sale already and nobody says why this one is."""
    before = lead.same_as
    if before is not None and before.published_at is not None and not (lead.again_reason or "").strip():
        raise errors.AgainReasonRequired(field="again_reason")


def of_lead(lead: "Lead", person: Person | None = None) -> Any:
    """Requests close to this one, of ``person`` or of the client it has."""
    if person is None:
        person = known_client(lead)
    with session().no_autoflush:
        return close_requests(type(lead), lead.operator_id, person, commune=lead.commune, trade=lead.trade, but=lead.id)


def known_client(lead: "Lead") -> Person:
    """The client as known so far; nobody when there is none or he was erased."""
    try:
        return peek(lead.client) if lead.client is not None else Person()
    except ContactErased:
        return Person()


def check(lead: "Lead") -> None:
    """See ``Lead.check``."""
    if inspect(lead).persistent:
        _refuse_late_changes(lead)
    else:
        begin(lead)
    _check_trade(lead)
    _take_usual_values(lead)
    agree_on_place(lead)
    _check_description(lead)
    _move_house(lead)


def _refuse_late_changes(lead: "Lead") -> None:
    if _changed(lead, "call"):
        raise errors.CallRequired(field="call")
    if _changed(lead, "again"):
        raise errors.DecidedApart(field="again")
    if lead.state is not State.DRAFT:
        for name in IN_DRAFT:
            if _changed(lead, name):
                raise errors.NotEditable(field=name, state=lead.state.label)


def _check_trade(lead: "Lead") -> None:
    """The trade follows the need; both are still offered when they are chosen (CGV-2.1)."""
    if lead.need is not None and lead.trade is None:
        lead.trade = lead.need.trade
    if lead.need is not None and lead.need.trade is not lead.trade:
        raise errors.NeedOfOtherTrade(field="need")
    for name in ("trade", "need"):
        chosen = getattr(lead, name)
        if chosen is not None and _changed(lead, name) and not chosen.active:
            raise errors.TradeNotServed(field=name)


def _take_usual_values(lead: "Lead") -> None:
    """A chosen need brings what is usually true of it, over nothing and over what the former need brought."""
    if lead.need is None or not _changed(lead, "need"):
        return
    former: Need | None = next(iter(inspect(lead).attrs.need.history.deleted or ()), None)
    for name in USUAL:
        held = getattr(lead, name)
        if held is None or (former is not None and held == getattr(former, name) and not _changed(lead, name)):
            setattr(lead, name, getattr(lead.need, name))


def agree_on_place(lead: "Lead") -> None:
    """The postal code is one of the commune; a commune with one code brings it (CGV-3.11).

    Raises PostalCodeDisagrees, UnknownPostalCode.
    """
    if lead.commune is not None and not lead.postal_code:
        codes = (lead.commune.postal_codes or "").split()
        lead.postal_code = codes[0] if len(codes) == 1 else None
    if lead.postal_code and lead.commune is not None:
        check_address(lead.postal_code, lead.commune)
    elif lead.postal_code:
        check_postal_code(lead.postal_code)


def _check_description(lead: "Lead") -> None:
    """No contact detail in what professionals read; another text asks again about streets (CGV-3.12)."""
    if not _changed(lead, "public_description"):
        return
    if names_contact(lead.public_description or ""):
        raise errors.ContactInPublicText(field="public_description")
    if not _changed(lead, "street_confirmed"):
        lead.street_confirmed = False


def _move_house(lead: "Lead") -> None:
    """The client's street is found with its commune: tell the vault when the commune changes."""
    if lead.client is None or lead.commune is None or not _changed(lead, "commune"):
        return
    person = known_client(lead)
    if person.street:
        change(lead.client, person, commune_code=lead.commune.code)


def _changed(lead: "Lead", name: str) -> bool:
    return bool(inspect(lead).attrs[name].history.has_changes())
