"""Which fields of a model the acting identity may see and type: the rules for an account, all for the system."""

from app.access.identity import Account, NoIdentity, System, current
from app.access.in_force import rules_in_force
from app.models.base import Base
from app.models.description import describe

#: Roles of the system in the keys of caches: none of its own, no rule applies to it.
Roles = frozenset[str] | None


def acting_roles() -> Roles:
    """Role codes of the acting account, None for the system. Raises NoIdentity for anybody else."""
    match current():
        case Account(roles=roles):
            return roles
        case System():
            return None
    raise NoIdentity


def fields_for(word: str, model: type[Base]) -> frozenset[str]:
    """Names of the fields the acting identity may see (``read``) or type (``create``, ``write``)."""
    identity = current()
    if isinstance(identity, Account):
        return rules_in_force().writable_fields(identity, model, word)
    acting_roles()
    return frozenset(describe(model))


def typed_fields(word: str, model: type[Base]) -> frozenset[str]:
    """Among ``fields_for``, those that forms and API bodies hold: neither readonly, nor moved by transitions, nor links
    to sealed records, which services make."""
    described = describe(model)
    return frozenset(
        name
        for name in fields_for(word, model)
        if not described[name].field.readonly and described[name].page_title is None
    )
