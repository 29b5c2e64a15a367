"""Turning declarations into screens: extensions are applied, addresses made, and a bad screen refuses to start."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from types import ModuleType

from flask_babel import force_locale

from app.access.grants import Audience
from app.addons import Addon
from app.models.base import Base
from app.models.description import Described, describe
from app.models.words import normalise
from app.privacy.declarations import Personal, Subject
from app.screens.compiled import CompiledScreen
from app.screens.declaration import Extension, Lines, Screen

MOST_COLUMNS = 9


class BadScreens(RuntimeError):
    """Some screens cannot be shown as declared; the message lists every problem, one per line."""

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__("Écrans mal déclarés :\n" + "\n".join(f"- {problem}" for problem in problems))


def compile_screens(addons: Iterable[Addon]) -> tuple[CompiledScreen, ...]:
    """The screens that ``addons`` declare in their ``views``, with the extensions the same add-ons bring.

    Raises BadScreens with every problem found. Needs an application context: addresses are made of French names.
    """
    modules = [(addon, module) for addon in addons if (module := addon.part("views"))]
    extensions = [value for _, module in modules for value in vars(module).values() if isinstance(value, Extension)]
    compiled = tuple(
        _compile(screen, addon, extensions) for addon, module in modules for screen in _declared_in(module)
    )
    if problems := [*_duplicates(compiled), *(problem for screen in compiled for problem in _problems(screen))]:
        raise BadScreens(problems)
    return compiled


def _declared_in(module: ModuleType) -> Iterator[type[Screen]]:
    """Screens the module defines itself, in the order they are written; imported ones belong to their own add-on."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Screen) and value.__module__ == module.__name__:
            yield value


def _compile(screen: type[Screen], addon: Addon, extensions: Iterable[Extension]) -> CompiledScreen:
    columns = screen.columns
    mine = [extension for extension in extensions if extension.screen is screen]
    for extension in mine:
        at = columns.index(extension.after) + 1 if extension.after in columns else len(columns)
        columns = (*columns[:at], *extension.columns, *columns[at:])
    return CompiledScreen(
        declared=screen,
        addon=addon.name,
        path="/" + (screen.path.strip("/") or slug(screen.model)),
        columns=columns,
        sections=(*screen.sections, *(section for extension in mine for section in extension.sections)),
        saved=(*screen.saved, *(saved for extension in mine for saved in extension.saved)),
        related=(*screen.related, *(related for extension in mine for related in extension.related)),
    )


def slug(model: type[Base]) -> str:
    """The French plural of a model, as an address writes it: «zones d’intervention» reads ``zones-d-intervention``."""
    with force_locale("fr"):
        plural = str(model.names.plural)
    return normalise(plural).replace(" ", "-")


def _duplicates(screens: Iterable[CompiledScreen]) -> Iterator[str]:
    paths = Counter(screen.path for screen in screens)
    for screen in screens:
        if paths[screen.path] > 1:
            yield f"{_where(screen)} : l’adresse {screen.path} est prise par un autre écran"


def _problems(screen: CompiledScreen) -> Iterator[str]:
    where, fields = _where(screen), describe(screen.model)
    if screen.model.page_title is not None:
        yield f"{where} : {screen.model.__name__} ne se liste pas, on y vient d’une autre fiche"
    for name, item in fields.items():
        if item.page_title is not None and (item.field.facet or name in _told_apart(screen)):
            yield f"{where} : « {name} » ne se trie, ne se filtre et ne se groupe pas"
    if not screen.columns:
        yield f"{where} : aucune colonne"
    if len(screen.columns) > MOST_COLUMNS:
        yield f"{where} : {len(screen.columns)} colonnes, {MOST_COLUMNS} au plus"
    for name in (*screen.columns, *_filtered(screen), screen.declared.sort.lstrip("-")):
        if name not in fields and name != "id":
            yield f"{where} : le champ « {name} » n’existe pas"
    for name in screen.columns:
        if name in fields and _forbidden(screen, fields[name]):
            yield f"{where} : la donnée personnelle « {name} » ne se montre pas à ce public"
    yield from _section_problems(screen)


def _filtered(screen: CompiledScreen) -> Iterator[str]:
    """Fields the tabs name: as filters, bounds of a range, or what the list is grouped by."""
    for saved in screen.saved:
        for name, value in saved.filters.items():
            if name == "group":
                yield value
            elif name not in {"q", "sort"}:
                yield name if name in screen.fields else re.sub(r"_(from|to)$", "", name)


def _told_apart(screen: CompiledScreen) -> frozenset[str]:
    """Fields that the screen sorts, filters or groups by."""
    return frozenset({screen.declared.sort.lstrip("-"), *_filtered(screen)})


def _section_problems(screen: CompiledScreen) -> Iterator[str]:
    where, fields = _where(screen), screen.fields
    for item in (item for section in screen.sections for item in section.items):
        name = item.name if isinstance(item, Lines) else item
        if name not in fields:
            yield f"{where} : le champ « {name} » n’existe pas"
            continue
        field = fields[name]
        if _forbidden(screen, field):
            yield f"{where} : la donnée personnelle « {name} » ne se montre pas à ce public"
        if isinstance(item, Lines):
            yield from _line_problems(where, item, field)


def _line_problems(where: str, lines: Lines, field: Described) -> Iterator[str]:
    if field.field.kind.name != "lines" or field.target is None:
        yield f"{where} : « {lines.name} » n’a pas de lignes"
        return
    for column in lines.columns:
        if column not in describe(field.target):
            yield f"{where} : les lignes « {lines.name} » n’ont pas de champ « {column} »"


def _forbidden(screen: CompiledScreen, item: Described) -> bool:
    """Outside the company, only what speaks about professionals themselves may stand on a generated screen."""
    if screen.declared.audience is not Audience.PORTAL:
        return False
    personal = item.field.personal
    of_others = isinstance(personal, Personal) and personal.subject is not Subject.PROFESSIONAL
    return of_others or item.page_title is not None


def _where(screen: CompiledScreen) -> str:
    return f"{screen.addon}.{screen.declared.__name__}"
