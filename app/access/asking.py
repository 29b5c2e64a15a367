"""What views and services ask: who is acting, and may they?"""

from app.access.grants import Model
from app.access.identity import Account, current
from app.access.in_force import rules_in_force
from app.errors import Forbidden


def current_account() -> Account:
    """The acting account. Raises Forbidden when nobody, or the system, is acting."""
    identity = current()
    if not isinstance(identity, Account):
        raise Forbidden
    return identity


def may(word: str, model: Model) -> bool:
    """Whether the acting account carries ``word`` on some rows of ``model``; the system may everything."""
    identity = current()
    if isinstance(identity, Account):
        return rules_in_force().may(identity, word, model)
    return identity is not None


def require(word: str, model: Model) -> None:
    """Raise Forbidden unless the acting account carries ``word`` on ``model``."""
    if not may(word, model):
        raise Forbidden
