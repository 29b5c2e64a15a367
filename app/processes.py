"""The kinds of processes of an installation: which settings each one needs in production, which it must never hold."""

from collections.abc import Mapping
from enum import Enum


class Process(Enum):
    """What a process does, which its command tells."""

    #: ``relais serve``, which hands each child its own.
    EVERYTHING = "everything"
    #: Commands that work under the owner of the tables.
    OWNER = "owner"
    #: ``app.web:application``.
    BACK_OFFICE = "back office"
    #: ``relais worker`` and the commands that act as the system.
    WORKER = "worker"
    #: ``app.web:portal``: what it does not hold, nobody steals from it.
    PORTAL = "portal"
    #: Commands that look at the code alone.
    CODE = "code"


_VAULT = ("master_key", "portal_key", "keys_url")
_STAFF = ("secret_key", "auth_database_url", "staff_database_url", *_VAULT, "base_url", "portal_url", "smtp_url")

#: Fields of ``Settings`` without which a production of this kind does not start.
NEEDED: Mapping[Process, tuple[str, ...]] = {
    Process.EVERYTHING: (*_STAFF, "database_url", "portal_database_url", "desk_url", "desk_key"),
    Process.OWNER: (
        *("secret_key", "database_url", "auth_database_url", "staff_database_url", "portal_database_url"),
        "keys_url",
    ),
    Process.BACK_OFFICE: (*_STAFF, "desk_key"),
    Process.WORKER: _STAFF,
    Process.PORTAL: (
        *("secret_key", "auth_database_url", "portal_database_url", "portal_key"),
        *("base_url", "portal_url", "desk_url", "desk_key"),
    ),
    Process.CODE: (),
}

#: Fields that a process of this kind refuses in production.
FORBIDDEN: Mapping[Process, tuple[str, ...]] = {
    process: ("database_url", "staff_database_url", "master_key", "keys_url", "sms_token")
    if process is Process.PORTAL
    else ()
    for process in Process
}
