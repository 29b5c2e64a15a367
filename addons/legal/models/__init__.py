"""Versions of the legal texts."""

from addons.legal.models.version import Kind, LegalVersion, VersionState

__all__ = ["Kind", "LegalVersion", "VersionState"]
