"""Telephony providers: what Relais asks of one, and the stand-in when there is none (CGV-21.10).

A provider is one class that follows ``Telephony``, registered under the code that its calls bear in ``Call.provider``.
Its webhooks open calls through the services; audio never comes here, only the identifiers the provider gave.
"""

from typing import Protocol

_adapters: dict[str | None, "Telephony"] = {}


class Telephony(Protocol):
    """What a provider does for us."""

    def delete_recordings(self, provider_call_id: str) -> None:
        """Stop recording that call and delete what was recorded. Asked again after a failure: it must bear that."""


class ManualTelephony:
    """No provider: agents write their calls down, and nothing is recorded anywhere."""

    def delete_recordings(self, provider_call_id: str) -> None:
        """Nothing to delete."""


def register(provider: str | None, adapter: Telephony) -> None:
    """Make ``adapter`` the one that answers for the calls of ``provider``."""
    _adapters[provider] = adapter


def telephony(provider: str | None) -> Telephony:
    """The adapter of a call. Raises LookupError for a provider nobody registered: the effect then waits for it."""
    return _adapters[provider]


register(None, ManualTelephony())
