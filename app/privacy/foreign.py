"""Declarations of the tables Relais did not write: Flask-AppBuilder's users, roles and permissions."""

from collections.abc import Mapping

from app.privacy.declarations import Category, Declaration, Subject, not_personal, personal

_KEPT = "durée du compte, puis 1 an"


def _identity(purpose: str) -> Declaration:
    return personal(Subject.ANY, Category.IDENTITY, purpose=purpose, kept=_KEPT)


def _connection(purpose: str) -> Declaration:
    return personal(Subject.ANY, Category.CONNECTION, purpose=purpose, kept=_KEPT)


_ACCOUNT = "gestion des comptes"
_SECURITY = "sécurité des accès"
_NAME = not_personal("nom technique donné par le code")
_UNUSED = "table jamais remplie : l’inscription libre est fermée"
_UNUSED_KEYS = "table jamais remplie : Relais a ses propres jetons"

FOREIGN: Mapping[str, Mapping[str, Declaration]] = {
    "ab_user": {
        "first_name": _identity(_ACCOUNT),
        "last_name": _identity(_ACCOUNT),
        "username": _identity(_ACCOUNT),
        "password": _connection(_SECURITY),
        "active": _connection(_SECURITY),
        "email": personal(Subject.ANY, Category.CONTACT, purpose=_ACCOUNT, kept=_KEPT),
        "last_login": _connection(_SECURITY),
        "login_count": _connection(_SECURITY),
        "fail_login_count": _connection(_SECURITY),
        "created_on": _connection(_ACCOUNT),
        "changed_on": _connection(_ACCOUNT),
        "created_by_fk": _identity("traçabilité des comptes"),
        "changed_by_fk": _identity("traçabilité des comptes"),
    },
    "ab_user_role": {"user_id": _identity(_ACCOUNT)},
    "ab_user_group": {"user_id": _identity(_ACCOUNT)},
    "ab_role": {"name": _NAME},
    "ab_group": {"name": _NAME, "label": _NAME, "description": _NAME},
    "ab_permission": {"name": _NAME},
    "ab_view_menu": {"name": _NAME},
    "ab_register_user": {
        name: not_personal(_UNUSED)
        for name in (
            "first_name",
            "last_name",
            "username",
            "password",
            "email",
            "registration_date",
            "registration_hash",
        )
    },
    "ab_api_key": {
        name: not_personal(_UNUSED_KEYS)
        for name in (
            "uuid",
            "name",
            "key_hash",
            "lookup_hash",
            "key_prefix",
            "user_id",
            "scopes",
            "active",
            "created_on",
            "expires_on",
            "revoked_on",
            "last_used_on",
        )
    },
}
