"""«Prendre un appel»: the page a call is qualified on, and what it asks while the agent types (CGV-5.4, CGV-21.2).

Every POST that changes something is JSON, bears an idempotency key and is done once. Nothing of a person stands in a
page or an address: a draft that is read again asks for it by a POST, which is written to the log of openings.
"""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError, generate_csrf

from addons.calls.models import Call, CallBack, CallState
from addons.calls.services import accept_recording, answer, give_notice, refuse_recording, require_consent
from addons.calls.views import REQUESTS
from addons.leads.call_panels import active_panels
from addons.leads.call_screen import draft as drafts
from addons.leads.call_screen import finishing, opening, shown
from addons.leads.call_screen.places import suggest
from addons.leads.call_screen.script import script_of
from addons.leads.call_screen.typed import UnreadableDraft
from addons.leads.errors import AnswerExpected
from addons.leads.models import Again, Lead, Urgency
from app.access import current_account, require
from app.access.identity import Account
from app.api.idempotency import HEADER, once
from app.error_pages import answer as error_answer
from app.errors import DomainError, StaleVersion
from app.formats import format_instant
from app.i18n import _, _l
from app.kernel import kernel_of
from app.privacy.vault import Person, reveal
from app.records import reading
from app.screens.navigation import Entry

call_screen = Blueprint("call_screen", __name__, url_prefix="/appel", template_folder="templates")
CALL = "/<int(max=9223372036854775807):id>"

Body = dict[str, Any]


@call_screen.get("/")
def entry() -> str:
    """Open a call, or go back to one that was cut.

    ``?ligne=`` is the number that was dialled, ``?rappel=`` a call-back, ``?demande=`` the request just finished.
    Raises NotFound for one that may not be read.
    """
    require("answer", Call)
    waiting = request.args.get("rappel", type=int)
    done = request.args.get("demande", type=int)
    call_back = reading.get(CallBack, waiting, "answer") if waiting else None
    return render_template(
        "leads/call_open.html",
        title=_("Prendre un appel"),
        lines=opening.lines(request.args.get("ligne", "")),
        call_back=call_back,
        since=format_instant(call_back.received_at) if call_back else "",
        told=opening.told(reading.get(Lead, done)) if done else None,
        unfinished=[shown.labelled(call) for call in shown.unfinished(current_account().id)],
        facts=shown.entry_facts(),
    )


@call_screen.post("/")
def take() -> Response:
    """Open the call; the page then goes to it."""
    require("answer", Call)
    return once(lambda: opening.take(_asked()).id, lambda id: ({"next": url_for("call_screen.show", id=id)}, 200))


@call_screen.get("/jeton")
def token() -> Response:
    """A fresh token and whose session it is: a page that outlived its session goes on for the same person alone."""
    return jsonify(csrf=generate_csrf(), account=current_account().id)


@call_screen.get("/communes")
def places() -> Response:
    """At most ten places for what was typed."""
    require("answer", Call)
    return jsonify([
        {
            "value": {"commune": each.commune_id, "postal_code": each.postal_code},
            "label": each.label,
            "note": each.note,
        }
        for each in suggest(request.args.get("q", ""))
    ])  # fmt: skip


@call_screen.get(CALL)
def show(id: int) -> str:
    """The page of a call, whatever its step."""
    call = reading.get(Call, id, "answer")
    lead = drafts.draft_of(call)
    return render_template(
        "leads/call.html",
        title=_("Appel – %(site)s", site=call.site.label),
        late=_("Saisi après coup : appel du %(when)s", when=format_instant(call.started_at))
        if call.entered_late
        else "",
        facts=shown.facts_of(call, lead),
        script=script_of(call.site),
        panels=[(panel, shown.drawn(panel, lead)) for panel in active_panels()],
        urgencies=[(each.code, each.label) for each in Urgency],
        agains=[(each.code, each.label) for each in Again],
        scale=[(str(rank), str(rank)) for rank in range(1, 6)],
    )


@call_screen.post(f"{CALL}/information")
def notice(id: int) -> Response:
    """The client was told of the recording (CGV-21.2)."""
    call = _call(id)

    def work() -> int:
        if call.state is CallState.RINGING:
            answer(call)
        give_notice(call)
        return call.id

    return once(work, lambda id: ({"noticed": shown.noticed(reading.get(Call, id))}, 200))


@call_screen.post(f"{CALL}/choix")
def choice(id: int) -> Response:
    """What the client chose: the form opens, or the call ends and what was typed goes (CGV-21.3, CGV-21.4)."""
    call, accepted = _call(id), _asked().get("accepted")

    def work() -> int:
        if accepted is True:
            accept_recording(call)
        elif accepted is False:
            refuse_recording(call)
        else:
            raise UnreadableDraft
        return call.id

    return once(work, lambda id: (shown.decided(reading.get(Call, id)), 200))


@call_screen.post(f"{CALL}/brouillon")
def draft(id: int) -> Response:
    """Save the fields that were typed; refused before the notice and the choice (CGV-21.2, CGV-21.5)."""
    require("prepare", Lead)
    call, asked = _call(id), _asked()
    fields = _mapping(asked, "fields")
    kept: Body = {"problems": {}, "waiting": []}

    def work() -> int:
        saved = drafts.save(call, _version(asked), fields)
        kept.update(problems=dict(saved.problems), waiting=list(saved.waiting))
        return saved.lead.id if saved.lead is not None else 0

    return once(work, lambda id: (kept | _saved(id, frozenset(fields)), 200))


@call_screen.post(f"{CALL}/rapport")
def again(id: int) -> Response:
    """What a call is beside a close request: another request, or nothing to create."""
    require("prepare", Lead)
    call, asked = _call(id), _asked()
    fields, reason = _mapping(asked, "fields"), str(asked.get("reason") or "").strip()[:500] or None
    if asked.get("again") not in {each.code for each in Again}:
        raise UnreadableDraft
    decided = Again.of(asked["again"])
    if decided is Again.NEW:
        return once(
            lambda: _lead_id(drafts.answer_new(call, _version(asked), fields, reason)),
            lambda id: (_saved(id, None), 200),
        )
    close = reading.get(Lead, _version(asked, "same_as") or 0)

    def work() -> int:
        require_consent(call)
        drafts.settle(call, decided, close, reason)
        return close.id

    return once(work, lambda id: (shown.settled(reading.get(Lead, id), decided), 200))


@call_screen.post(f"{CALL}/publication")
def finish(id: int) -> Response:
    """Qualify, price and publish the draft, or say what is missing."""
    require("prepare", Lead)
    require("price", Lead)
    require("publish", Lead)
    call, asked = _call(id), _asked()
    return once(
        lambda: finishing.finish(call, _version(asked), _mapping(asked, "panels")).id,
        lambda id: ({"next": url_for("call_screen.entry", demande=id)}, 200),
    )


@call_screen.post(f"{CALL}/fin")
def end(id: int) -> Response:
    """Hang up without a request."""
    call = _call(id)

    def work() -> int:
        drafts.give_up(call)
        return call.id

    return once(work, lambda id: (shown.decided(reading.get(Call, id)), 200))


@call_screen.post(f"{CALL}/reprise")
def resume(id: int) -> Response:
    """What the draft holds, or what is known of a caller before it begins; the opening is logged.

    Asked again, it is opened again: a kept answer would be a copy of the person outside the vault, so no key is taken.
    """
    if HEADER in request.headers:
        raise UnreadableDraft
    call = _call(id)
    require_consent(call)
    read: Body = {}

    def work() -> int:
        lead = drafts.draft_of(call)
        contact = lead.client if lead is not None else call.caller
        person = reveal(contact, purpose="call") if contact is not None and contact.key_id else Person()
        values = shown.values_of(lead, person) if lead is not None else shown.values_of_person(person)
        read.update(values=values)
        return lead.id if lead is not None else 0

    return once(work, lambda id: (read | _saved(id, None), 200))


def _call(id: int) -> Call:
    """The call, locked. Raises NotFound, Forbidden."""
    return reading.get(Call, id, "answer", lock=True)


def _asked() -> Body:
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict):
        raise UnreadableDraft
    return asked


def _mapping(asked: Body, name: str) -> Body:
    found = asked.get(name, {})
    if not isinstance(found, dict):
        raise UnreadableDraft
    return found


def _version(asked: Body, name: str = "version") -> int | None:
    found = asked.get(name)
    if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
        raise UnreadableDraft
    return found


def _lead_id(saved: drafts.Saved) -> int:
    return saved.lead.id if saved.lead is not None else 0


def _saved(id: int, names: frozenset[str] | None) -> Body:
    return shown.saved(reading.get(Lead, id), names) if id else {"version": None}


@call_screen.errorhandler(DomainError)
def refused(error: DomainError) -> Response:
    """A refusal: a page for people, JSON for the script of the page."""
    if request.method == "GET":
        return error_answer(error.status, error.code, error.message, dict(error.fields), error.rule)
    body = opening.refusal_of(error)
    if isinstance(error, AnswerExpected):
        body["close"] = shown.close_ones(error.similar)
    elif isinstance(error, StaleVersion):
        body["version"] = error.version
    elif isinstance(error, finishing.StillMissing):
        body["missing"] = [each.as_json() for each in error.lacking]
    else:
        body["missing"] = [finishing.on_screen(name, text).as_json() for name, text in error.fields.items()]
    response = jsonify(body)
    response.status_code = error.status
    return response


@call_screen.errorhandler(CSRFError)
def forged(error: CSRFError) -> tuple[Response, int]:
    """The token is no longer good: the script asks for another one and sends the same request again."""
    return jsonify(code="csrf_failed"), 400


def _may_answer(account: Account) -> bool:
    return kernel_of().rules.may(account, "answer", Call) and kernel_of().rules.may(account, "prepare", Lead)


PAGES = [call_screen]
ENTRIES = [
    Entry(
        group=REQUESTS,
        label=_l("Prendre un appel"),
        icon="phone-incoming",
        url="/appel/",
        may=_may_answer,
        order=5,
        key="a",
    ),
]
