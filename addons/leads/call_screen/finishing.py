"""«Publier»: what is missing, field by field, or the request qualified, priced, published and the call hung up."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from addons.calls.models import Call
from addons.leads.call_panels import active_panels
from addons.leads.call_screen.draft import DraftEnded, held_draft
from addons.leads.models import Lead
from addons.leads.services import missing, publish, qualify
from app.database import session
from app.errors import DomainError
from app.i18n import Label, _l
from app.records.refusals import REQUIRED

#: Fields of the screen by those of the request, and how people call them.
FIELDS: Mapping[str, str] = {
    "client": "phone",
    "last_name": "name",
    "trade": "need",
    "commune": "place",
    "postal_code": "place",
}
LABELS: Mapping[str, Label] = {
    "phone": _l("Téléphone"),
    "read_back": _l("Numéro relu"),
    "name": _l("Nom"),
    "need": _l("Besoin et métier"),
    "urgency": _l("Urgence"),
    "complexity": _l("Complexité"),
    "intent": _l("Intention"),
    "place": _l("Commune"),
    "public_description": _l("Description"),
    "street_confirmed": _l("Rue dans la description"),
    "transfer": _l("Transmission à un professionnel"),
}
_TO_READ = _l("Relisez le numéro par paires.")
_TO_ASK = _l("Demandez au client s’il accepte la transmission.")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A field of the screen to fill, and why."""

    field: str
    label: str
    sentence: str

    def as_json(self) -> dict[str, str]:
        """As the script of the page reads it."""
        return asdict(self)


class StillMissing(DomainError):
    """The request is not complete; ``lacking`` says what to fill, in the order of the screen."""

    sentence = _l("Il manque encore quelque chose avant de publier :")
    rule = "CGV-5.4"

    def __init__(self, lacking: Sequence[Lacking]) -> None:
        super().__init__()
        self.lacking = tuple(lacking)

    @property
    def fields(self) -> Mapping[str, str]:
        return {each.field: each.sentence for each in self.lacking}


def on_screen(name: str, sentence: str) -> Lacking:
    """What a refusal beside a field of the request says on the screen; the name alone for a control of a panel."""
    field = FIELDS.get(name, name)
    return Lacking(field, str(LABELS.get(field, "")), sentence)


def lacking(lead: Lead | None) -> list[Lacking]:
    """What the screen still asks, in its own order."""
    names: dict[str, Label] = {} if lead is None else {FIELDS.get(name, name): REQUIRED for name in missing(lead)}
    if lead is None:
        names = {"phone": REQUIRED}
    elif "phone" not in names and lead.phone_read_back_at is None:
        names["read_back"] = _TO_READ
    if lead is not None and lead.transfer_notice_at is None:
        names["transfer"] = _TO_ASK
    return [Lacking(name, str(label), str(names[name])) for name, label in LABELS.items() if name in names]


def finish(call: Call, version: int | None, panels: Mapping[str, Any]) -> Lead:
    """Qualify the draft, let the panels of other add-ons decide, publish, hang up; flushed.

    It stays qualified when the client refuses the transfer, when the operator does not sell, or when no add-on prices.
    Raises StillMissing, DraftEnded, StaleVersion, what ``qualify`` and ``publish`` refuse, and what panels refuse.
    """
    lead = held_draft(call, version)
    if found := lacking(lead):
        raise StillMissing(found)
    if lead is None:
        raise DraftEnded
    qualify(lead)
    deciding = active_panels() if lead.operator.lead_selling_enabled and not lead.no_resale else []
    for panel in deciding:
        typed = panels.get(panel.name)
        panel.finish(lead, typed if isinstance(typed, dict) else {})
    if deciding:
        publish(lead)
    call.hang_up()
    session().flush()
    return lead
