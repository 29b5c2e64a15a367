"""From the call to a qualified request (CGV-5.4)."""

from collections.abc import Mapping
from typing import Annotated

from addons.base.models import Trade
from addons.calls.models import Call
from addons.calls.services import require_trained_staff
from addons.leads import drafting, errors
from addons.leads.again import Similar, close_requests
from addons.leads.models import Again, Lead, Outcome
from addons.leads.public_text import names_contact, names_street
from addons.leads.services.sale import withdraw
from addons.zones.models import Commune
from app.access.identity import Account, current
from app.database import session
from app.i18n import Label, _l
from app.models.clock import now
from app.models.workflow import Asked, performs
from app.privacy.vault import Person
from app.proof import journal


def start_lead(call: Call, *, again: Again | None = None, again_reason: str | None = None) -> Lead:
    """A draft begun from a call, flushed; its reference comes at the end of the transaction.

    Raises what ``drafting.begin`` raises: NoticeRequired, RecordingRequired (CGV-21.5), TrainingRequired (CGV-3.5),
    NotMandated, AnswerExpected, NothingToCreate, AgainReasonRequired.
    """
    lead = Lead(call=call, again=again, again_reason=again_reason)
    drafting.begin(lead)
    session().add(lead)
    session().flush()
    return lead


def similar(
    of: Lead | Person,
    *,
    operator_id: int | None = None,
    commune: Commune | None = None,
    trade: Trade | None = None,
) -> list[Similar]:
    """Requests of less than a day close to a request, or to a person: same number or e-mail, or same street and trade.

    Latest first. For a person, ``operator_id`` is by default that of the acting account; ``commune`` and ``trade`` are
    what a street is compared with.
    """
    if isinstance(of, Lead):
        found: list[Similar] = drafting.of_lead(of)
        return found
    acting = current()
    if operator_id is None and isinstance(acting, Account):
        operator_id = acting.operator_id
    return close_requests(Lead, operator_id or 0, of, commune=commune, trade=trade)


@performs(Lead.decide_again)
def decide_again(
    lead: Lead,
    again: Annotated[Again, Asked(_l("Rapport à la demande proche"))],
    reason: Annotated[str | None, Asked(_l("Pourquoi publier de nouveau"), long=True)] = None,
    same_as: Annotated[Lead | None, Asked(_l("Demande proche"))] = None,
) -> None:
    """Say what the call is, beside the close request ``same_as`` (by default the latest one that is similar).

    A new request goes on, with a reason when the close one was published; anything else withdraws this draft, for
    there is nothing to sell. Raises NothingSimilar, AgainReasonRequired.
    """
    close = same_as or next((item.lead for item in similar(lead)), None)
    if close is None or close is lead:
        raise errors.NothingSimilar(field="same_as")
    lead.decide_again()
    lead.same_as, lead.again = close, again
    lead.again_reason = (reason or "").strip() or lead.again_reason
    if again is Again.NEW:
        drafting.require_reason(lead)
    else:
        withdraw(lead, Outcome.DUPLICATE if again is Again.SAME else Outcome.NO_FOLLOW_UP)
    journal.record("lead.again", Lead, lead.id, {"same_as": close.id, "again": again.code})


def missing(lead: Lead) -> Mapping[str, Label]:
    """What a request still lacks before it is qualified, by field name (CGV-3.11, CGV-5.4)."""
    client = drafting.known_client(lead)
    needed: tuple[tuple[str, object, Label], ...] = (
        ("client", client.phone, _l("téléphone du Client")),
        # A company is called through somebody: its name alone is not enough (CGV-3.1).
        ("last_name", client.last_name, _l("nom du Client")),
        ("postal_code", lead.postal_code, _l("code postal")),
        ("commune", lead.commune_id or lead.commune, _l("commune")),
        ("trade", lead.trade_id or lead.trade, _l("métier")),
        ("need", lead.need_id or lead.need, _l("besoin")),
        ("urgency", lead.urgency, _l("urgence")),
        ("complexity", lead.complexity, _l("complexité")),
        ("intent", lead.intent, _l("intention du Client")),
    )
    return {name: label for name, value, label in needed if not value}


@performs(Lead.qualify)
def qualify(lead: Lead) -> None:
    """Close the draft: everything is known, and the public text tells nothing of the person (CGV-5.4, CGV-3.12).

    Raises PhoneRequired, Incomplete, PostalCodeDisagrees, TrainingRequired, NotMandated, AnswerExpected,
    ContactInPublicText, StreetToConfirm.
    """
    require_trained_staff(lead.operator_id)
    lacking = missing(lead)
    if "client" in lacking:
        raise errors.PhoneRequired(field="client")
    if lacking:
        raise errors.Incomplete(lacking)
    drafting.agree_on_place(lead)
    if lead.again is None and (close := similar(lead)):
        raise errors.AnswerExpected(close)
    text = lead.public_description or ""
    if names_contact(text):
        raise errors.ContactInPublicText(field="public_description")
    if names_street(text) and not lead.street_confirmed:
        raise errors.StreetToConfirm(field="street_confirmed")
    acting = current()
    lead.qualify()
    lead.qualified_at = now()
    lead.qualified_by_id = acting.id if isinstance(acting, Account) else None
