"""Opening a call: the line that was dialled, the true hour of a call entered late, the person called back."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from addons.base.models import Site
from addons.calls.errors import UnknownLine
from addons.calls.models import Call, CallBack
from addons.calls.services import called_back, open_call
from addons.leads.models import Lead, State
from app.access import current_account
from app.database import session
from app.errors import DomainError, InvalidFields
from app.formats import format_day, format_phone
from app.i18n import _
from app.models.clock import today
from app.models.kinds import Instant, InvalidValue
from app.privacy.vault.errors import InvalidPhone
from app.privacy.vault.person import read_phone
from app.records import reading

_HOUR = re.compile(r"\d{1,2}[:h]\d{2}")


def lines(dialled: str) -> list[dict[str, Any]]:
    """Sites in service that may be called for; chosen is that of the line ``dialled``, else the only one there is."""
    mine = current_account().operator_ids
    sites = (
        session().scalars(select(Site).where(Site.active, Site.operator_id.in_(mine)).order_by(Site.label_key)).all()
    )
    line = _read(dialled)
    return [
        {
            "id": site.id,
            "label": site.label,
            "phone": format_phone(site.phone_line) if site.phone_line else "",
            "chosen": len(sites) == 1 or (line is not None and site.phone_line == line),
        }
        for site in sites
    ]


def _read(dialled: str) -> str | None:
    try:
        return read_phone("ligne", dialled) if dialled else None
    except InvalidPhone:
        return None


def take(asked: Mapping[str, Any]) -> Call:
    """Open the call that was asked for, flushed: a call-back, or that of a site, now or at the hour it really had.

    Raises UnknownLine without a site, InvalidFields for an hour that cannot be read, NotFound, and what ``open_call``
    refuses.
    """
    if call_back := asked.get("call_back"):
        return called_back(reading.get(CallBack, _number(call_back), "answer", lock=True))
    if not asked.get("site"):
        raise UnknownLine(field="site")
    began = _hour(str(asked.get("started_at") or "").strip())
    site = reading.get(Site, _number(asked["site"]))
    return open_call(site, started_at=began, entered_late=began is not None)


def _number(text: Any) -> int:
    return int(text) if re.fullmatch(r"\d{1,18}", str(text)) else 0


def _hour(text: str) -> datetime | None:
    """``14:05`` is that of today, in Paris."""
    if not text:
        return None
    try:
        return Instant().parse(f"{format_day(today())} {text}" if _HOUR.fullmatch(text) else text)
    except InvalidValue as error:
        raise InvalidFields({"started_at": error.sentence}) from error


def told(lead: Lead) -> tuple[str, str]:
    """What became of the request that was just finished, and the colour of the toast."""
    if lead.state is State.PUBLISHED:
        return _("Demande %(reference)s publiée.", reference=lead.reference), "success"
    if lead.no_resale:
        why = _("le client refuse la transmission")
    elif not lead.operator.lead_selling_enabled:
        why = _("cette entreprise ne vend pas de mises en relation")
    else:
        why = _("elle attend un tarif")
    return _("Demande %(reference)s enregistrée, non publiée : %(why)s.", reference=lead.reference, why=why), "warning"


def refusal_of(error: DomainError) -> dict[str, Any]:
    """A refusal as the script of a page reads it."""
    return {"code": error.code, "message": error.message, "fields": dict(error.fields), "rule": error.rule}
