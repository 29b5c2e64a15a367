"""Catalogues of the kernel and of each add-on: ``translations/<language>/LC_MESSAGES/messages.po`` beside the code.

``extract`` brings them to the sentences of the code, ``compile`` makes what the application reads. Sentences are
written in French, so the French catalogue only holds plurals and contexts, filled by ``extract``;
``translations/foreign`` holds the French of libraries. Run as a script, it imports nothing of the application.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = "fr"
LANGUAGES = (SOURCE, "en")

_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
_KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
#: A catalogue changes when its sentences do, not each time it is written.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of code and the catalogues of its sentences."""

    code: Path
    catalogues: Path

    def catalogue(self, language: str) -> Path:
        """The file of one language."""
        return self.catalogues / language / "LC_MESSAGES" / "messages.po"


def parts(project: Path = PROJECT) -> Iterator[Part]:
    """The kernel, then each add-on by name."""
    yield Part(project / "app", project / "translations")
    for manifest in sorted((project / "addons").glob("*/__init__.py")):
        yield Part(manifest.parent, manifest.parent / "translations")


def sentences(part: Part) -> Catalog:
    """The sentences that the code of ``part`` holds, without their translation."""
    found = _empty()
    for name, _line, message, comments, context in extract_from_dir(
        part.code, _METHODS, keywords=_KEYWORDS, directory_filter=_is_code
    ):
        found.add(message, None, [(Path(name).as_posix(), 0)], auto_comments=comments, context=context)
    return found


def extract(project: Path = PROJECT) -> None:
    """Bring every catalogue to the sentences of the code; translations of sentences that are gone are dropped."""
    for part in parts(project):
        found = sentences(part)
        for language in LANGUAGES:
            path = part.catalogue(language)
            catalogue = _translated(found, language, _read(path, language) if path.exists() else _empty(language))
            if len(catalogue) or path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    write_po(file, catalogue, width=110, sort_output=True, include_lineno=False)


def compile_catalogues(project: Path = PROJECT) -> int:
    """Compile the catalogues that changed since they were compiled; how many did."""
    folders = [part.catalogues for part in parts(project)]
    stale = [
        path
        for folder in folders
        for path in folder.rglob("messages.po")
        if not _is_fresh(path.with_suffix(".mo"), path)
    ]
    for path in stale:
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path, path.parts[-3]))
    return len(stale)


def _is_code(folder: str) -> bool:
    return Path(folder).name not in {"tests", "migrations", "static", "translations", "__pycache__"}


def _is_fresh(compiled: Path, source: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _empty(language: str | None = None) -> Catalog:
    return Catalog(
        locale=language,
        header_comment="# Relais",
        project="Relais",
        version="1",
        msgid_bugs_address="relais@example.org",
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
        last_translator="Relais",
        language_team="Relais",
        fuzzy=False,
    )


def _translated(found: Catalog, language: str, known: Catalog) -> Catalog:
    """The sentences that ``language`` must translate, with the translations already known.

    French says what the code says: it only holds plurals, for the rule that zero is singular, and contexts.
    """
    catalogue = _empty(language)
    for message in found:
        if not message.id or (language == SOURCE and not message.pluralizable and not message.context):
            continue
        before = known.get(message.id, message.context)
        translation = message.id if language == SOURCE else before.string if before else None
        catalogue.add(message.id, translation, message.locations, context=message.context)
    return catalogue


COMMANDS = {"extract": extract, "compile": compile_catalogues}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit("usage : python app/translations.py extract|compile")
    COMMANDS[sys.argv[1]]()
