"""Who may do what: roles, grants, restrictions, the ORM wall, identification and sessions. Closed by default."""

from app.access.asking import current_account, may, require

__all__ = ["current_account", "may", "require"]
