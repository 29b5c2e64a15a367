"""Pages of a list: every row once, whatever the order, the direction and the empty values."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.errors import BadQuery
from app.records import counting
from app.records.counting import Total, count
from app.records.labels import Link
from app.records.listing import fetch
from app.records.query import parse, to_args
from app.records.view import view_of
from tests.sample.fixtures import CLERK, KEEPER
from tests.sample.models import Crate, Shelf, Size, State, Tag


def listed(args="", columns=("reference",), sort="-id"):
    view = view_of(Crate)
    query = parse(view, MultiDict(pair.split("=", 1) for pair in args.split("&") if pair), sort)
    return fetch(view, query, columns)


def references(args="", sort="-id"):
    return [row.values["reference"] for row in listed(args, sort=sort).rows]


def test_a_row_holds_values_and_labels_of_links(stock, acting):
    shelf = Shelf(name="Électricité")
    shelf_id, *_others = stock(
        shelf,
        Crate(reference="C-1", name="Vis", price_ht=Decimal("3.50"), shelf=shelf, size=Size.LARGE,
              packed_on=date(2026, 11, 2), tags=[Tag(name="zinc"), Tag(name="Acier")]),
    )  # fmt: skip
    with acting(KEEPER):
        (row,) = listed(columns=("reference", "price_ht", "size", "packed_on", "shelf", "tags", "state")).rows
    assert row.values["shelf"] == Link(shelf_id, "Électricité")
    assert [link.label for link in row.values["tags"]] == ["Acier", "zinc"]
    assert row.values["price_ht"] == Decimal("3.50")
    assert (row.values["size"], row.values["state"]) == (Size.LARGE, State.DRAFT)


def test_a_page_costs_one_statement_whatever_its_links(stock, acting, count_queries):
    shelf = Shelf(name="Vis")
    stock(*(Crate(reference=f"C-{number}", shelf=shelf, size=Size.SMALL) for number in range(30)))
    with acting(KEEPER):
        listed(columns=("reference", "shelf", "state"))
        with count_queries() as queries:
            page = listed(columns=("reference", "shelf", "state"))
    assert len(page.rows) == 30
    assert len(queries) == 1


def test_the_label_of_a_record_one_may_not_read_is_not_told(stock, acting):
    stock(Crate(reference="C-1", shelf=Shelf(name="Réserve secrète", open=False), size=Size.SMALL))
    with acting(CLERK):
        (row,) = listed(columns=("reference", "shelf")).rows
    assert row.values["shelf"].label is None


def test_sorting_by_a_link_does_not_order_by_labels_one_may_not_read(stock, acting):
    hidden = [Shelf(name=name, open=False) for name in "bca"]
    stock(*(Crate(reference=f"C-{shelf.name}", shelf=shelf, size=Size.SMALL) for shelf in hidden))
    with acting(KEEPER):
        assert references("sort=shelf") == ["C-a", "C-b", "C-c"]
    with acting(CLERK):
        assert references("sort=shelf") == ["C-b", "C-c", "C-a"]


def test_text_sorts_as_a_reader_expects_and_empty_comes_last_both_ways(stock, acting):
    names = ["Zoé", None, "édouard", "Édith", "abel"]
    stock(*(Crate(reference=f"C-{name}", name=name, size=Size.SMALL) for name in names))
    with acting(KEEPER):
        assert references("sort=name") == ["C-abel", "C-Édith", "C-édouard", "C-Zoé", "C-None"]
        assert references("sort=-name") == ["C-Zoé", "C-édouard", "C-Édith", "C-abel", "C-None"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("size=small", "A B"),
        ("size=small,large", "A B C"),
        ("size=small&size=large", "A B C"),
        ("state=sent", "C"),
        ("fragile=true", "B"),
        ("reference=A,C", "A C"),
        ("shelf=-", "B C"),
        ("price_ht_from=10", "B C"),
        ("price_ht_from=10&price_ht_to=10,50", "B"),
        ("weight_to=1", "A B"),
        ("packed_on_from=2026-11-02", "B"),
        ("packed_on_to=01/11/2026", "A"),
        ("sent_at_from=2026-11-21&sent_at_to=2026-11-21", "C"),
        ("sent_at_from=2026-11-22", ""),
        ("sent_at_to=2026-11-21T22:59:59Z", "C"),
        ("tags=-", "A B C"),
        ("sent_at=-", "A B"),
        ("q=vis", "A B"),
        ("q=visseuse+bleue", "B"),
        ("q=B", "B"),
        ("q=%", ""),
    ],
)
def test_filters(stock, acting, args, expected):
    stock(
        Crate(reference="A", name="Vis", size=Size.SMALL, price_ht=Decimal(1), packed_on=date(2026, 11, 1),
              shelf=Shelf(name="Haut")),
        Crate(reference="B", name="Visseuse bleue", size=Size.SMALL, price_ht=Decimal("10.50"), fragile=True,
              packed_on=date(2026, 11, 2)),
        Crate(reference="C", size=Size.LARGE, price_ht=Decimal(20), weight=3, state=State.SENT,
              sent_at=datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)),
    )  # fmt: skip
    with acting(KEEPER):
        assert references(args.replace("+", " "), sort="reference") == expected.split()


@pytest.mark.parametrize(
    "args",
    [
        "size=huge", "size=small,huge", "shelf=x", "shelf=99999999999999999999", "fragile=maybe", "colour=red",
        "sort=colour", "group=colour", "group=name", "sort=remarks", "limit=0", "limit=201", "limit=x", "after=x",
        "after=W10", "before=bnVsbA", "price_ht_from=abc", "packed_on_from=31/02/2026", "sent_at_to=hier",
        "name=Vis", "id=3", "items=3", "price_ht=3", "price_ht=-&price_ht_from=3",
        "q=" + 201 * "a", "size=small\x00", "q=\x00",
    ],
)  # fmt: skip
def test_a_list_refuses_what_it_does_not_know(records, acting, args):
    with acting(KEEPER), pytest.raises(BadQuery) as refused:
        listed(args)
    assert refused.value.status == 400


def test_a_cursor_belongs_to_its_order(stock, acting):
    stock(*(Crate(reference=f"C-{number}", size=Size.SMALL) for number in range(3)))
    with acting(KEEPER):
        cursor = listed("sort=reference&limit=1").next.write("reference")
        assert references(f"sort=reference&limit=1&after={cursor}") == ["C-1"]
        with pytest.raises(BadQuery):
            listed(f"sort=-reference&after={cursor}")


@pytest.mark.parametrize(
    "args",
    [
        "q=vis&size=small,large&sort=-price_ht&group=size&limit=80",
        "shelf=-,3&fragile=false&price_ht_from=10.50&weight_to=3",
        "packed_on_from=2026-11-02&sent_at_from=2026-11-02&sent_at_to=2026-11-02T10:00:00.000001Z",
        "reference=A,B&tags=1,2",
    ],
)
def test_the_address_reproduces_the_list(records, acting, args):
    pairs = MultiDict(pair.split("=", 1) for pair in args.split("&"))
    with acting(KEEPER):
        view = view_of(Crate)
        query = parse(view, pairs)
        assert parse(view, MultiDict(to_args(query))) == query
        assert to_args(query).keys() == pairs.keys()


@pytest.fixture
def two_is_many(monkeypatch):
    """Lists are long from the third row on, and none is known to be."""
    monkeypatch.setattr(counting, "MOST_COUNTED", 2)
    monkeypatch.setattr(counting, "_long_lists", counting._Remembered())


def test_counts_stop_at_ten_thousand(records, stock, acting, two_is_many):
    stock(*(Crate(reference=f"C-{number}", size=Size.SMALL) for number in range(3)))
    with acting(KEEPER):
        view = view_of(Crate)
        assert count(view, parse(view, MultiDict())) == Total(2, capped=True)
        assert count(view, parse(view, MultiDict({"reference": "C-1"}))) == Total(1, capped=False)


def test_only_a_long_list_is_not_read_again_and_only_for_whoever_asked(
    records, stock, acting, two_is_many, count_queries
):
    stock(*(Crate(reference=f"L-{number}", size=Size.SMALL) for number in range(3)))

    def statements(account, **args):
        with acting(account), count_queries() as sent:
            view = view_of(Crate)
            count(view, parse(view, MultiDict(args)))
        return len(sent)

    assert [statements(KEEPER), statements(KEEPER), statements(KEEPER, sort="reference")] == [1, 0, 0]
    assert [statements(KEEPER, reference="L-1"), statements(KEEPER, reference="L-1")] == [1, 1]
    assert statements(replace(KEEPER, id=KEEPER.id + 1)) == 1


ROWS = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["a", "É", "ab", "Z"]),
        st.none() | st.sampled_from([Decimal("1.00"), Decimal("2.50")]),
        st.none() | st.sampled_from([date(2026, 1, 1), date(2026, 1, 2)]),
        st.none() | st.sampled_from([datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]),
        st.booleans(),
        st.none() | st.sampled_from([0, 1, 2]),
    ),
    max_size=12,
)
SORTS = ["id", "reference", "name", "price_ht", "packed_on", "sent_at", "fragile", "size", "state", "weight", "shelf"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, sort=st.sampled_from(SORTS), descending=st.booleans(), limit=st.integers(1, 5))
def test_walking_a_list_both_ways_meets_each_row_once(stock, emptied, acting, rows, sort, descending, limit):
    emptied()
    shelves = [Shelf(name=name) for name in ("x", "y", "z")]
    crates = [
        Crate(reference=f"C-{rank}", name=name, price_ht=price, packed_on=packed, sent_at=sent, fragile=fragile,
              shelf=None if shelf is None else shelves[shelf], size=Size.SMALL)
        for rank, (name, price, packed, sent, fragile, shelf) in enumerate(rows)
    ]  # fmt: skip
    expected = stock(*shelves, *crates)[3:]
    order = f"{'-' * descending}{sort}"
    with acting(KEEPER):
        forward, last = walk(order, f"limit={limit}", "after")
        backward, first = walk(order, f"limit={limit}", "before", start=last)
    assert sorted(each for page in forward for each in page) == sorted(expected)
    seen_back = [each for page in reversed(backward) for each in page]
    assert seen_back == [each for page in forward[:-1] for each in page]
    assert first.previous is None


def walk(order, args, direction, start=None):
    """Ids page by page, and the last page read."""
    pages = []
    page = start or listed(f"sort={order}&{args}")
    if start is None:
        pages.append([row.id for row in page.rows])
    while cursor := page.next if direction == "after" else page.previous:
        page = listed(f"sort={order}&{args}&{direction}={cursor.write(order)}")
        pages.append([row.id for row in page.rows])
    return pages, page
