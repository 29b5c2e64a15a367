"""Who the client is: kept in the vault, read back, told of the transfer (CGV-3.11, CGV-19.4)."""

from typing import Annotated

from addons.leads import drafting, errors
from addons.leads.models import Again, Lead, State
from addons.zones.models import Commune
from app.errors import WrongState
from app.i18n import _l
from app.models.clock import now
from app.models.workflow import Asked, performs
from app.privacy.vault import Contact, Person, change, keep
from app.privacy.vault.errors import ContactErased
from app.proof import journal


def set_client(
    lead: Lead,
    person: Person,
    commune: Commune | None = None,
    *,
    again: Again | None = None,
    reason: str | None = None,
) -> Contact:
    """Keep the client of a draft, or correct him; a changed number is to be read back again.

    ``commune`` also becomes that of the intervention. ``again`` answers, for a person who asked for something within a
    day, what this call is; until then nothing is kept. Raises WrongState outside a draft, PhoneRequired,
    AnswerExpected, NothingToCreate, AgainReasonRequired, ContactErased, PostalCodeDisagrees.
    """
    if lead.state is not State.DRAFT:
        raise WrongState(state=lead.state.label)
    if person.phone is None:
        raise errors.PhoneRequired(field="phone")
    if commune is not None:
        lead.commune = commune
        drafting.agree_on_place(lead)
    _answer(lead, person, again, reason)
    before = drafting.known_client(lead).phone
    commune_code = lead.commune.code if lead.commune is not None else None
    if lead.client is not None and lead.client.key_id is None:
        raise ContactErased
    if lead.client is None:
        lead.client = keep(person, commune_code=commune_code, operator_id=lead.operator_id)
    else:
        change(lead.client, person, commune_code=commune_code)
    if person.phone != before:
        lead.phone_read_back_at = None
    if lead.call is not None and lead.call.caller is None:
        # One person, one contact: what erases him in the call erases him here (CGV-21.4).
        lead.call.caller = lead.client
    return lead.client


def _answer(lead: Lead, person: Person, again: Again | None, reason: str | None) -> None:
    """Have the agent say what the call is before anything of the person is kept."""
    if lead.again is not None:
        return
    close = drafting.of_lead(lead, person)
    if not close:
        return
    if again is None:
        raise errors.AnswerExpected(close)
    if again is not Again.NEW:
        raise errors.NothingToCreate(field="again", reference=close[0].lead.reference)
    lead.again, lead.same_as, lead.again_reason = again, close[0].lead, (reason or "").strip() or lead.again_reason
    drafting.require_reason(lead)


@performs(Lead.identify)
def identify(
    lead: Lead,
    phone: Annotated[str, Asked(_l("Téléphone"))],
    *,
    last_name: Annotated[str | None, Asked(_l("Nom"))] = None,
    first_name: Annotated[str | None, Asked(_l("Prénom"))] = None,
    civility: Annotated[str | None, Asked(_l("Civilité"), help=_l("M. ou Mme."))] = None,
    company_name: Annotated[str | None, Asked(_l("Entreprise"))] = None,
    second_phone: Annotated[str | None, Asked(_l("Second téléphone"))] = None,
    email: Annotated[str | None, Asked(_l("E-mail"))] = None,
    street: Annotated[str | None, Asked(_l("Rue et numéro"))] = None,
    floor: Annotated[str | None, Asked(_l("Étage"))] = None,
    access: Annotated[str | None, Asked(_l("Accès"), help=_l("Code, interphone, bâtiment."))] = None,
    commune: Annotated[Commune | None, Asked(_l("Commune"))] = None,
    again: Annotated[Again | None, Asked(_l("Rapport à la demande proche"))] = None,
    reason: Annotated[str | None, Asked(_l("Pourquoi publier de nouveau"), long=True)] = None,
) -> Contact:
    """``set_client`` as a dialog and a program ask it: the whole person each time, what is left out is forgotten."""
    lead.identify()
    person = Person(
        civility=civility,
        first_name=first_name,
        last_name=last_name,
        company_name=company_name,
        phone=phone,
        second_phone=second_phone,
        email=email,
        street=street,
        floor=floor,
        access=access,
    )
    return set_client(lead, person, commune, again=again, reason=reason)


@performs(Lead.read_back)
def read_back(lead: Lead) -> None:
    """Note that the number was read back in pairs and is right. Raises PhoneRequired without a number (CGV-3.11)."""
    if drafting.known_client(lead).phone is None:
        raise errors.PhoneRequired(field="client")
    lead.read_back()
    lead.phone_read_back_at = now()


@performs(Lead.announce_transfer)
def announce_transfer(lead: Lead, accepted: Annotated[bool, Asked(_l("Le Client accepte"))]) -> None:
    """Note that the client was told that his details go to a professional, and what he answered (CGV-19.4).

    When he refuses, the request may never be published.
    """
    lead.announce_transfer()
    lead.transfer_notice_at = now()
    lead.no_resale = not accepted
    journal.record("lead.transfer_announced", Lead, lead.id, {"accepted": accepted})
