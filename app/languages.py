"""The language of each request, and where its sentences are: FAB's catalogues, add-ons' in order, the kernel's."""

from pathlib import Path

from flask import Flask

from app.access.identity import Account, current
from app.kernel import Kernel

#: The first is the language of the sentences in the code; the others are translations.
LANGUAGES = ("fr", "en")

ROOT = Path(__file__).resolve().parent.parent / "translations"


def install(app: Flask, kernel: Kernel) -> None:
    """Give Flask-Babel, which FAB's builder has just set up, our languages and catalogues. The last catalogue wins."""
    folders = [addon.folder / "translations" for addon in kernel.addons]
    babel = app.extensions["babel"]
    babel.default_locale = LANGUAGES[0]
    babel.locale_selector = language
    babel.translation_directories += [str(folder) for folder in (*folders, ROOT / "foreign", ROOT)]


def language() -> str:
    """The language of the acting account when there is a catalogue for it, else French."""
    identity = current()
    spoken = identity.locale if isinstance(identity, Account) else LANGUAGES[0]
    return spoken if spoken in LANGUAGES else LANGUAGES[0]
