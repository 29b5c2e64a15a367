"""Who is at the phone, and whom he buys from."""

from flask import Blueprint, g

from addons.portal.reading import account
from app.access.asking import current_account
from app.access.identity import Account, current
from app.errors import NotFound

_COMPANY = "portal_company"


def professional_id() -> int:
    """The professional the signed-in account acts for. Raises NotFound for an account that acts for nobody."""
    found: int | None = current_account().professional_id
    if found is None:
        raise NotFound
    return found


def company() -> account.Company | None:
    """The company he buys from, read once a page; None for nobody, and for an account that acts for nobody."""
    identity = current()
    if not isinstance(identity, Account):
        return None
    if _COMPANY not in g:
        g.setdefault(_COMPANY, account.company(identity.operator_id))
    found: account.Company | None = g.get(_COMPANY)
    return found


def install(pages: Blueprint) -> None:
    """Give every page of the portal the company whose name stands on top."""
    pages.app_context_processor(lambda: {"company_sold_by": company})
