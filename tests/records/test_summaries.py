"""Facets, groups and files of a list: counts under the other filters, sums, and a CSV that spreadsheets read."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from app.models.kinds import Phone
from app.records import export
from app.records.counting import count
from app.records.facets import facets
from app.records.groups import fold
from app.records.query import parse
from app.records.view import view_of
from tests.sample.fixtures import CLERK, KEEPER
from tests.sample.models import Crate, Shelf, Size, State, Tag


def facet(name, args=""):
    view = view_of(Crate)
    query = parse(view, MultiDict(pair.split("=") for pair in args.split("&") if pair))
    return next(each for each in facets(view, query) if each.name == name)


def counted(name, args=""):
    return [(value.label, value.value, value.count, value.chosen) for value in facet(name, args).values]


def test_a_facet_is_counted_without_its_own_filter(stock, acting):
    stock(
        Crate(reference="A", size=Size.SMALL, fragile=True),
        Crate(reference="B", size=Size.SMALL),
        Crate(reference="C", size=Size.LARGE),
    )
    with acting(KEEPER):
        assert counted("size", "size=large") == [("Petit", "small", 2, False), ("Grand", "large", 1, True)]
        assert counted("fragile", "size=large") == [("Non", "false", 1, False)]
        assert counted("size", "fragile=true") == [("Petit", "small", 1, False)]


def test_chosen_values_are_shown_even_without_rows(stock, acting):
    stock(Crate(reference="A", size=Size.SMALL))
    with acting(KEEPER):
        assert counted("size", "size=large") == [("Petit", "small", 1, False), ("Grand", "large", 0, True)]
        assert counted("shelf", "shelf=-") == [(None, "-", 1, True)]


def test_twelve_values_and_the_chosen_ones(stock, acting):
    shelves = [Shelf(name=f"Rayon {number:02}") for number in range(14)]
    ids = stock(*shelves, *(Crate(reference=f"C-{n}-{m}", size=Size.SMALL, shelf=shelf)
                            for n, shelf in enumerate(shelves) for m in range(20 - n)))  # fmt: skip
    with acting(KEEPER):
        plain = facet("shelf")
        chosen = facet("shelf", f"shelf={ids[13]}")
    assert [value.label for value in plain.values] == [f"Rayon {number:02}" for number in range(12)]
    assert plain.more
    assert [(value.label, value.count, value.chosen) for value in chosen.values[12:]] == [("Rayon 13", 7, True)]


def test_labels_one_may_not_read_are_not_told(stock, acting):
    stock(Crate(reference="A", size=Size.SMALL, shelf=Shelf(name="Réserve", open=False)))
    with acting(CLERK):
        assert [label for label, *_rest in counted("shelf")] == [None]
        (group,) = fold(view_of(Crate), parse(view_of(Crate), MultiDict({"group": "shelf"}))).groups
        assert group.label is None


def test_several_links_are_counted_one_by_one(stock, acting):
    zinc, blue = Tag(name="zinc"), Tag(name="bleu")
    stock(Crate(reference="A", size=Size.SMALL, tags=[zinc, blue]), Crate(reference="B", size=Size.SMALL, tags=[zinc]))
    with acting(KEEPER):
        assert [(label, number) for label, _value, number, _chosen in counted("tags")] == [("zinc", 2), ("bleu", 1)]


@pytest.mark.parametrize("group", ["size", "state", "fragile", "shelf", "packed_on", "sent_at"])
def test_a_group_opens_the_list_of_exactly_its_rows(stock, acting, group):
    shelf = Shelf(name="Haut")
    stock(
        Crate(reference="A", size=Size.SMALL, shelf=shelf, packed_on=date(2026, 2, 28), price_ht=Decimal("1.10"),
              sent_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC)),
        Crate(reference="B", size=Size.LARGE, shelf=shelf, packed_on=date(2026, 2, 1), price_ht=Decimal("2.20"),
              sent_at=datetime(2026, 2, 28, 22, 59, tzinfo=UTC), fragile=True),
        Crate(reference="C", size=Size.LARGE, packed_on=date(2026, 3, 1), state=State.SENT,
              sent_at=datetime(2026, 2, 28, 23, 0, tzinfo=UTC), price_ht=Decimal(10)),
    )  # fmt: skip
    with acting(KEEPER):
        view = view_of(Crate)
        folded = fold(view, parse(view, MultiDict({"group": group})))
        for each in folded.groups:
            assert count(view, parse(view, MultiDict(each.args))).number == each.count
    assert sum(each.count for each in folded.groups) == 3
    assert sum(each.sums["price_ht"] for each in folded.groups) == Decimal("13.30")


def test_months_are_those_of_paris_and_read_in_french(stock, acting):
    stock(
        Crate(reference="A", size=Size.SMALL, sent_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC)),
        Crate(reference="B", size=Size.SMALL),
    )
    with acting(KEEPER):
        view = view_of(Crate)
        groups = fold(view, parse(view, MultiDict({"group": "sent_at"}))).groups
    assert [(each.label, each.args) for each in groups] == [
        ("02/2026", {"sent_at_from": "2026-02-01", "sent_at_to": "2026-02-28"}),
        (None, {"sent_at": "-"}),
    ]


def table(args="", columns=("reference",)):
    view = view_of(Crate)
    query = parse(view, MultiDict(pair.split("=") for pair in args.split("&") if pair), "reference")
    content = b"".join(export.stream(view, query, columns)).decode()
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:], newline=""), delimiter=";"))


def test_a_file_reads_as_the_screen_does(stock, acting):
    phone, sent_at = "+33199000001", datetime(2026, 7, 1, 22, 5, tzinfo=UTC)
    stock(
        Crate(reference="A", name='Vis "longue"; bleue', size=Size.LARGE, price_ht=Decimal("-1234.50"), weight=1200,
              fragile=True, packed_on=date(2026, 11, 2), sent_at=sent_at, phone=phone, company="732829320",
              shelf=Shelf(name="Haut"), remarks="deux\nlignes", mail="a@example.org"),
        Crate(reference="B", size=Size.SMALL),
    )  # fmt: skip
    columns = ("reference", "name", "size", "price_ht", "weight", "fragile", "packed_on", "sent_at", "phone",
               "company", "shelf", "state", "remarks", "mail")  # fmt: skip
    with acting(KEEPER):
        titles, first, second = table(columns=columns)
    assert titles[:3] == ["Référence", "Nom", "Taille"]
    assert first == ["A", 'Vis "longue"; bleue', "Grand", "-1234,50", "1200", "Oui", "02/11/2026", "02/07/2026 00:05",
                     Phone().show(phone), "732829320", "Haut", "Brouillon", "deux\nlignes",
                     "a@example.org"]  # fmt: skip
    assert second == ["B", "", "Petit", "", "1", "Non", "", "", "", "", "", "Brouillon", "", ""]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_a_cell_is_never_a_formula(stock, acting, name):
    stock(Crate(reference="A", name=name, size=Size.SMALL))
    with acting(KEEPER):
        assert table(columns=("name",))[1] == [f"'{name}"]


def test_a_file_holds_the_rows_of_the_list_in_its_order(stock, acting):
    stock(*(Crate(reference=f"C-{n}", name=name, size=Size.SMALL) for n, name in enumerate(["b", None, "a", "c"])))
    with acting(KEEPER):
        assert [row[0] for row in table("sort=-name")[1:]] == ["C-3", "C-0", "C-2", "C-1"]
        assert [row[0] for row in table("q=b")[1:]] == ["C-0"]


def test_a_file_is_written_for_who_asked_even_when_nobody_acts_any_more(stock, acting):
    stock(Crate(reference="A", size=Size.SMALL, shelf=Shelf(name="Réserve", open=False)))
    with acting(CLERK):
        view = view_of(Crate)
        pieces = export.stream(view, parse(view, MultiDict()), ["reference", "shelf"])
    with acting(None):
        content = b"".join(pieces).decode()
    assert content.splitlines()[1] == '"A";'


def test_a_file_that_nobody_reads_to_the_end_lets_go(stock, acting, records):
    stock(Crate(reference="A", size=Size.SMALL))
    with acting(KEEPER):
        view = view_of(Crate)
        pieces = export.stream(view, parse(view, MultiDict()), ["reference"])
        next(pieces)
        next(pieces)
        pieces.close()
        assert count(view, parse(view, MultiDict())).number == 1
