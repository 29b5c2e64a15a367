"""What the page of a call is told: where the call stands, what its draft holds, what is close to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import select

from addons.base.models import Site, Trade
from addons.calls.models import Call, CallState
from addons.leads.call_panels import CallPanel, active_panels
from addons.leads.call_screen import words
from addons.leads.call_screen.draft import draft_of, street_in_doubt
from addons.leads.call_screen.places import named
from addons.leads.models import Again, Lead, Need, State
from addons.leads.services import Similar, similar
from addons.leads.views import LeadScreen
from app.access import current_account
from app.database import session
from app.errors import DomainError
from app.formats import format_instant, format_phone
from app.i18n import _
from app.models.clock import now
from app.privacy.vault import Person

STEPS = {
    CallState.RINGING: "notice",
    CallState.ANSWERED: "notice",
    CallState.NOTICE_GIVEN: "choice",
    CallState.CONSENT_ACCEPTED: "open",
    CallState.UNRECORDED: "open",
    CallState.REFUSED_RECORDING: "refused",
}
#: Calls that are not over: what an agent finds again after a cut.
UNDER_WAY = (
    CallState.ANSWERED,
    CallState.NOTICE_GIVEN,
    CallState.CONSENT_ACCEPTED,
    CallState.UNRECORDED,
    CallState.QUALIFIED,
)


def step_of(call: Call, lead: Lead | None) -> str:
    """Where the screen stands: «notice», «choice», «open», «refused» or «ended»."""
    return "open" if lead is not None else STEPS.get(call.state, "ended")


def ended(call: Call, lead: Lead | None) -> str:
    """What became of a call that is over, nothing while it lasts."""
    if lead is not None:
        return ""
    live = select(Lead.id).where(Lead.call_id == call.id, Lead.state != State.WITHDRAWN)
    return words.ended(call, brought=session().scalar(live.limit(1)) is not None)


def facts_of(call: Call, lead: Lead | None) -> dict[str, Any]:
    """What the script of the page starts from: nothing of a person."""
    here = {name: url_for(f"call_screen.{name}", id=call.id) for name in _OF_A_CALL}
    return {
        "step": step_of(call, lead),
        "version": lead.version if lead is not None else None,
        "begun": lead is not None or call.caller_id is not None,
        "account": current_account().id,
        "elapsed": _elapsed(call),
        "noticed": noticed(call),
        "ended": ended(call, lead),
        "urls": {
            **here,
            "token": url_for("call_screen.token"),
            "places": url_for("call_screen.places"),
            "signIn": _sign_in(),
        },
        "needs": needs_of(call.site),
        "words": words.of_the_script(),
    }


def entry_facts() -> dict[str, Any]:
    """The same for the page that opens a call."""
    return {
        "account": current_account().id,
        "urls": {"take": url_for("call_screen.take"), "token": url_for("call_screen.token"), "signIn": _sign_in()},
        "words": words.of_the_script(),
    }


def _sign_in() -> str:
    return url_for("signing_in.ask", next=url_for("call_screen.entry"))


_OF_A_CALL = ("notice", "choice", "draft", "again", "finish", "end", "resume")


def _elapsed(call: Call) -> int:
    """Whole seconds since the call was taken."""
    return int((now() - (call.answered_at or call.started_at)).total_seconds())


def noticed(call: Call) -> str:
    """«Informé à 14:05.», nothing before the notice."""
    return _("Informé le %(when)s.", when=format_instant(call.notice_at)) if call.notice_at else ""


def late(call: Call) -> str:
    """The true hour of a call that was entered late, nothing for another one."""
    when = format_instant(call.started_at)
    return _("Saisi après coup : appel du %(when)s", when=when) if call.entered_late else ""


def needs_of(site: Site) -> list[dict[str, Any]]:
    """Every need on offer with what is usually true of it; those of the trades of the site first."""
    own = {trade.id for trade in site.trades}
    found = session().execute(
        select(Need, Trade.label)
        .join(Trade, Trade.id == Need.trade_id)
        .where(Need.active, Trade.active)
        .order_by(Trade.label_key, Need.label_key)
    )
    needs = [
        {
            "need": need.id,
            "trade": need.trade_id,
            "label": need.label,
            "note": trade,
            **{name: _code(getattr(need, name)) for name in ("urgency", "complexity", "intent")},
        }
        for need, trade in found
    ]
    return sorted(needs, key=lambda need: need["trade"] not in own)


def values_of(lead: Lead, person: Person) -> dict[str, Any]:
    """What each field of the screen holds, for a draft that is read again."""
    place = named(lead.commune, lead.postal_code) if lead.commune and lead.postal_code else None
    return {
        **values_of_person(person),
        "need": _need(lead),
        "urgency": _code(lead.urgency),
        "complexity": _code(lead.complexity),
        "intent": _code(lead.intent),
        "place": place and {"commune": place.commune_id, "postal_code": place.postal_code, "label": place.label},
        "public_description": lead.public_description or "",
        "street_confirmed": lead.street_confirmed,
        "internal_note": lead.internal_note or "",
        "transfer": "" if lead.transfer_notice_at is None else "no" if lead.no_resale else "yes",
        "read_back": lead.phone_read_back_at is not None,
    }


def values_of_person(person: Person) -> dict[str, str]:
    """The fields that come from the vault."""
    return {
        "phone": person.shown_phone,
        "name": " ".join(part for part in (person.civility, person.first_name, person.last_name) if part),
        "company_name": person.company_name or "",
        "second_phone": format_phone(person.second_phone) if person.second_phone else "",
        "email": person.email or "",
        "street": person.street or "",
        "floor": person.floor or "",
        "access": person.access or "",
    }


def _need(lead: Lead) -> Mapping[str, Any] | None:
    if lead.need is None:
        return None
    return {"need": lead.need_id, "trade": lead.trade_id, "label": lead.need.label}


def _code(value: Any) -> str:
    return "" if value is None else str(getattr(value, "code", value))


def close_ones(found: Sequence[Similar]) -> list[dict[str, Any]]:
    """Close requests, as the question names them: nothing of a person."""
    return [_close(item.lead, same_house=item.same_house) for item in found]


def _close(lead: Lead, *, same_house: bool) -> dict[str, Any]:
    about = [lead.need.label if lead.need else None, lead.commune.name if lead.commune else None]
    why = _("même adresse et même métier") if same_house else _("même numéro ou même e-mail")
    return {
        "id": lead.id,
        "title": " · ".join(part for part in (lead.reference or _("Brouillon"), *about) if part),
        "note": f"{lead.state.label}, {format_instant(lead.requested_at)} ({why})",
        "url": _url(lead),
    }


def _url(lead: Lead) -> str:
    return f"/{LeadScreen.path}/{lead.id}"


def saved(lead: Lead, names: frozenset[str] | None = None) -> dict[str, Any]:
    """What the page learns once ``names`` are saved, everything when None: the version, the panels, the questions."""
    close = similar(lead) if lead.client is not None else []
    return {
        "version": lead.version,
        "street": street_in_doubt(lead),
        "panels": {
            panel.name: drawn(panel, lead) for panel in active_panels() if names is None or names & panel.fields
        },
        "close": close_ones(close),
        "asked": bool(close) and lead.again is None,
    }


def drawn(panel: CallPanel, lead: Lead | None) -> Markup:
    """A panel for this draft, or the sentence that says why there is nothing to show yet."""
    if lead is None:
        return words.sentence(_("Complétez le besoin et la commune."))
    try:
        return panel.show(lead)
    except DomainError as refusal:
        return words.sentence(refusal.message)


def decided(call: Call) -> dict[str, Any]:
    """Where a call stands once the client has chosen, or once it is over."""
    lead = draft_of(call)
    return {"step": step_of(call, lead), "title": ended(call, lead)}


def settled(close: Lead, again: Again) -> dict[str, Any]:
    """What the page says when the call was about a request that exists."""
    return {
        "ended": True,
        "title": _("Rien n’est créé : %(again)s", again=str(again.label).lower()),
        "note": _("L’appel est noté dans l’historique de la demande %(reference)s.", reference=close.reference),
        "link": {"url": _url(close), "label": _("Ouvrir la demande %(reference)s", reference=close.reference)},
    }


def unfinished(account_id: int) -> list[Call]:
    """Calls of the person that are not over, the latest first; a draft in them waits."""
    drafted = select(Lead.call_id).where(Lead.state == State.DRAFT)
    mine = (
        select(Call)
        .where(
            Call.agent_id == account_id,
            Call.ended_at.is_(None),
            Call.state.in_(UNDER_WAY),
            (Call.state != CallState.QUALIFIED) | Call.id.in_(drafted),
        )
        .order_by(Call.id.desc())
        .limit(8)
    )
    return list(session().scalars(mine))


def labelled(call: Call) -> dict[str, Any]:
    """A call in the list of those to finish: nothing of a person."""
    begun: datetime = call.started_at
    draft = draft_of(call)
    about = [call.reference, call.site.label, draft.need.label if draft is not None and draft.need else None]
    return {"id": call.id, "label": " · ".join(part for part in about if part), "when": format_instant(begun)}
