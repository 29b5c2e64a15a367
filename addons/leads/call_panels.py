"""Panels of the call screen: what add-ons that stand on requests show and ask beside the form of a call.

    add_call_panel(CallPanel("pricing", _l("Tarif"), show=proposal, finish=confirm_price, fields=PRICED_BY))

Registered when the add-on's ``listeners`` is imported; a panel is shown while its add-on is switched on. Controls of a
panel have plain names (``name="final_ht"``); ``data-alt="p"`` gives one a key, ``data-alt-label`` its line in the help.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from addons.leads.models import Lead
from app.i18n import Label
from app.kernel import kernel_of

#: Fields of a request by name, as the call screen tells which of them changed.
Names = frozenset[str]
#: What was typed in a panel when the agent publishes, by control name: texts, and booleans for boxes to tick.
Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CallPanel:
    """One card beside the form. ``name`` is that of the add-on it belongs to.

    ``show(lead)`` draws it for a draft and writes nothing; what it raises as a DomainError is shown instead, as a
    sentence. It is drawn again after one of ``fields`` was saved. ``finish(lead, typed)`` is called at «Publier», once
    the request is qualified and before it is published, in the same transaction: a DomainError it raises with
    ``field="final_ht"`` stands beside that control, and nothing is published.
    """

    name: str
    label: Label
    show: Callable[[Lead], Markup]
    finish: Callable[[Lead, Typed], None]
    fields: Names
    order: int = 100


CALL_PANELS: dict[str, CallPanel] = {}


def add_call_panel(panel: CallPanel) -> None:
    """Show ``panel`` on the call screen, in place of the one of that name if there was one."""
    CALL_PANELS[panel.name] = panel


def active_panels() -> list[CallPanel]:
    """Panels of the add-ons that are switched on, in their order."""
    active = {addon.name for addon in kernel_of().active}
    return sorted((panel for panel in CALL_PANELS.values() if panel.name in active), key=lambda panel: panel.order)
