"""The ticket of a price: the facts, the rules as they stood, the amounts; enough to compute it again years later."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from addons.leads.models import Lead
from addons.legal.models import LegalVersion
from addons.pricing.grid import Circumstances, Line, Tariff, adjustment, itemise, sum_ht

#: Changes when the meaning of a ticket does.
FORMAT = 1

Ticket = dict[str, Any]


def content(
    lead: Lead, terms: LegalVersion, found: Circumstances, tariffs: Sequence[Tariff], lines: Sequence[Line]
) -> Ticket:
    """A ticket without its hash: JSON values, amounts as text, no word that a person typed about the request.

    ``lines`` end with the agent's adjustment when there is one.
    """
    proposed = itemise(tariffs, found, terms.price_min_ht, terms.price_max_ht)
    return {
        "format": FORMAT,
        "lead": lead.id,
        "terms": {
            "version": terms.number,
            "sha256": terms.sha256,
            "minimum_ht": f"{terms.price_min_ht:.2f}",
            "maximum_ht": f"{terms.price_max_ht:.2f}",
        },
        "circumstances": found.to_json(),
        "rules": [each.to_json() for each in tariffs],
        "lines": [each.to_json() for each in lines],
        "proposed_ht": f"{sum_ht(proposed):.2f}",
        "final_ht": f"{sum_ht(lines):.2f}",
    }


def fingerprint(ticket: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of a ticket, its own ``hash`` left out."""
    hashed = {name: value for name, value in ticket.items() if name != "hash"}
    return sha256(json.dumps(hashed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def replay(ticket: Mapping[str, Any]) -> bool:
    """Compute a price again from its ticket alone, without the database: rules, lines, sums, bounds and hash.

    False as soon as anything differs, or is missing.
    """
    try:
        return bool(ticket["hash"] == fingerprint(ticket)) and _is_coherent(ticket)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return False


def _is_coherent(ticket: Mapping[str, Any]) -> bool:
    minimum, maximum = (Decimal(ticket["terms"][name]) for name in ("minimum_ht", "maximum_ht"))
    proposed, final = Decimal(ticket["proposed_ht"]), Decimal(ticket["final_ht"])
    found = Circumstances.from_json(ticket["circumstances"])
    tariffs = [Tariff.from_json(each) for each in ticket["rules"]]
    lines = itemise(tariffs, found, minimum, maximum)
    every = lines if final == proposed else (*lines, adjustment(final - proposed))
    return (
        ticket["format"] == FORMAT
        and all(each.holds(found) for each in tariffs)
        and [line.to_json() for line in every] == ticket["lines"]
        and sum_ht(lines) == proposed
        and minimum <= final <= maximum
    )
