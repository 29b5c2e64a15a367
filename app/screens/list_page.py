"""What the page of a list shows to the acting person, in one state of its address: columns, tabs, tools, rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from flask_babel import get_locale
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.access import may
from app.i18n import _
from app.models import clock
from app.models.base import Base, Names
from app.models.description import Described, state_field
from app.models.workflow import Transition, transitions
from app.records.counting import Total, count
from app.records.cursor import Cursor
from app.records.groups import Grouped, fold
from app.records.listing import Page, fetch
from app.records.query import Query, parse, to_args
from app.records.rights import typed_fields
from app.records.view import View
from app.screens.cells import counted
from app.screens.chips import Chip, chips
from app.screens.compiled import CompiledScreen
from app.screens.list_links import Links, address, saved_args
from app.screens.navigation import lowerfirst, upperfirst
from app.screens.rows import RowWriter, Ticks, row_writer, ticks_for

#: Fields named in the search box as examples of what may be typed.
MOST_EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays the same for every page of one list, one set of roles and one language."""

    columns: tuple[Described, ...]
    writer: RowWriter
    names: tuple[str, ...]
    bulk: tuple[Transition, ...]
    sort: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A ready-made view of the list."""

    label: str
    url: str
    current: bool


@lru_cache(maxsize=1024)
def frame_of(screen: CompiledScreen, view: View, locale: str) -> Frame:
    """The frame of ``screen`` as ``view`` allows it. ``locale`` is that of the request: it only tells frames apart."""
    columns = tuple(view.fields[name] for name in screen.columns if name in view.columns)
    state = state_field(screen.model)
    bulk = bulk_transitions(screen.model) if state and state.name in view.fields else ()
    ticks: Ticks | None = ticks_for(state, bulk)
    names = dict.fromkeys(item.name for item in columns)
    if ticks:
        names[ticks.state] = None
    usual = screen.declared.sort
    examples = [_example(item) for item in view.fields.values() if item.field.search][:MOST_EXAMPLES]
    return Frame(
        columns=columns,
        writer=row_writer(screen.path, columns, ticks),
        names=tuple(names),
        bulk=bulk,
        sort=usual if usual.removeprefix("-") in view.sorts else "-id",
        placeholder=_("Rechercher : %(examples)s…", examples=", ".join(examples)) if examples else _("Rechercher…"),
    )


def _example(item: Described) -> str:
    label = lowerfirst(str(item.field.label))
    if item.page_title is None:
        return label
    return _("%(field)s (téléphone, e-mail ou nom entier)", field=label)


def bulk_transitions(model: type[Base]) -> tuple[Transition, ...]:
    """What may be done to several records at once: transitions granted to the person that ask nothing of each."""
    return tuple(
        item
        for item in transitions(model).values()
        if may(item.may, model) and not any(parameter.required for parameter in item.parameters)
    )


class ListPage:
    """One state of a list. Its rows are read once; tabs, chips and totals when the template asks."""

    def __init__(self, screen: CompiledScreen, view: View, args: MultiDict[str, str]) -> None:
        """Raises BadQuery when ``args`` name what the person may not read or what does not exist."""
        self.screen, self.view = screen, view
        self.names: Names = screen.model.names
        self.frame = frame_of(screen, view, str(get_locale()))
        self.query: Query = parse(view, args, self.frame.sort)
        self.links = Links.of(screen.list_url, self.query)

    @property
    def title(self) -> str:
        """The plural name of the records."""
        return upperfirst(str(self.names.plural))

    @property
    def url(self) -> str:
        """The address that shows this very page again."""
        return address(self.screen.list_url, to_args(self.query))

    @property
    def filtered(self) -> bool:
        """Whether something narrows the list."""
        return bool(self.query.text or self.query.filters)

    @cached_property
    def page(self) -> Page:
        """The rows and what is before and after them."""
        return fetch(self.view, self.query, self.frame.names)

    @cached_property
    def rows(self) -> Markup:
        """The rows, as HTML."""
        return self.frame.writer.write(self.page.rows, clock.now())

    @cached_property
    def total(self) -> Total:
        """How many records the list has. A page that is alone counts itself."""
        alone = self.query.group is None and not (self.query.after or self.query.before)
        if alone and self.page.next is None:
            return Total(len(self.page.rows), capped=False)
        return count(self.view, self.query)

    @property
    def total_text(self) -> str:
        """``1 234 professionnels``."""
        return number_of(self.total.number, self.names, capped=self.total.capped)

    @property
    def create_url(self) -> str | None:
        """The form that creates a record, when the person may and has something to type: services make the others."""
        model = self.screen.model
        return self.screen.add_url if may("create", model) and typed_fields("create", model) else None

    @property
    def next_url(self) -> str | None:
        """The following page."""
        return self._place(after=self.page.next)

    @property
    def previous_url(self) -> str | None:
        """The page before."""
        return self._place(before=self.page.previous)

    def _place(self, **place: Cursor | None) -> str | None:
        written = {name: cursor.write(str(self.query.sort)) for name, cursor in place.items() if cursor}
        return self.links.to(**written) if written else None

    def sort_direction(self, name: str) -> str:
        """``ascending``, ``descending``, or nothing: what ``aria-sort`` says of a column."""
        if self.query.sort.name != name:
            return ""
        return "descending" if self.query.sort.descending else "ascending"

    @property
    def tabs(self) -> Iterator[Tab]:
        """«Tous», then the tabs of the screen whose fields the person may read."""
        present = {name: value for name, value in self.links.args.items() if name not in {"sort", "limit"}}
        yield Tab(_("Toutes") if self.names.feminine else _("Tous"), self.screen.list_url, not present)
        for saved in self.screen.saved:
            args = saved_args(saved.filters)
            named = {name.removesuffix("_from").removesuffix("_to") for name in saved.filters} - {"q", "sort", "group"}
            if named <= self.view.fields.keys():
                same = present == {name: value for name, value in args.items() if name != "sort"}
                yield Tab(str(saved.label), address(self.screen.list_url, args), same)

    @property
    def ranges(self) -> list[Described]:
        """Fields narrowed by bounds in the filter panel."""
        return [item for item in self.view.ranged.values() if item.field.facet or item.field.measure]

    @cached_property
    def grouped(self) -> Grouped:
        """The list folded by the field it is grouped by."""
        return fold(self.view, self.query)

    @property
    def chips(self) -> Iterator[Chip]:
        """Every condition in force."""
        return chips(self.view, self.query, self.links)


def number_of(number: int, names: Names, *, capped: bool = False) -> str:
    """``0 demande``, ``1 demande``, ``1 234 demandes``, ``10 000+ demandes``: in French, plural begins at two."""
    one = number < 2 if str(get_locale()) == "fr" else number == 1
    return f"{counted(number, capped=capped)} {names.singular if one else names.plural}"
