"""Flask-AppBuilder behind our doors: it registers views and menus; who may do what comes from the rules in memory.

None of its login, user, role, permission, language or menu pages is served: ours are.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, g
from flask_appbuilder import AppBuilder
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_login import LoginManager

from app.access.identity import Account, current
from app.kernel import kernel_of

PREFIX = "can_"


class RelaisSecurityManager(SecurityManager):  # type: ignore[misc]  # FAB is untyped
    """Answers FAB's questions from the rules; reads no user and no permission by itself."""

    userstatschartview = None

    def create_login_manager(self, app: Flask) -> LoginManager:
        """Flask-Login sees the account that identification found; it keeps no session of its own."""
        manager = LoginManager(app)
        manager.request_loader(_acting_account)
        return manager

    def register_views(self) -> None:
        """None of FAB's: see ``app.access.pages``."""

    @staticmethod
    def before_request() -> None:
        g.user = _acting_account()

    def has_access(self, permission_name: str, view_name: str) -> bool:
        account = _acting_account()
        return account is not None and self.exist_permission_on_roles(view_name, permission_name, account.roles)

    def exist_permission_on_roles(self, view_name: str, permission_name: str, role_ids: Iterable[Any]) -> bool:
        """Whether one of these role codes carries the word on the model whose code is ``view_name``."""
        rules = kernel_of().rules
        model = rules.model_of(view_name)
        word = permission_name.removeprefix(PREFIX)
        return model is not None and rules.roles_may(frozenset(role_ids), word, model)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """Names of models the account may read, and every other name: a group shows when one of its entries does."""
        rules, account = kernel_of().rules, _acting_account()
        models = {name: rules.model_of(name) for name in menu_names or ()}
        if account is None:
            return set()
        return {name for name, model in models.items() if model is None or rules.may(account, "read", model)}


class RelaisBuilder(AppBuilder):  # type: ignore[misc]  # FAB is untyped
    """FAB without the pages it brings along."""

    def _add_admin_views(self) -> None:
        self._indexview = None


def _acting_account(request: Request | None = None) -> Account | None:
    identity = current()
    return identity if isinstance(identity, Account) else None


def install(app: Flask, session: Any) -> AppBuilder:
    """FAB on ``app`` and our session. Permissions are written by ``relais upgrade`` only."""
    app.config.update(
        APP_NAME="Relais",
        FAB_UPDATE_PERMS=False,
        FAB_CREATE_DB=False,
        FAB_ADD_SECURITY_VIEWS=False,
        FAB_ADD_SECURITY_API=False,
        FAB_ADD_MENU_API=False,
        FAB_ADD_OPENAPI_VIEWS=False,
        FAB_API_SHOW_STACKTRACE=False,
        FAB_ALLOW_GET_UNSAFE_MUTATIONS=False,
    )
    builder = RelaisBuilder(security_manager_class=RelaisSecurityManager)
    with app.app_context():
        builder.init_app(app, session)
    return builder
