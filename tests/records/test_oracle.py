"""No question about a list tells anything of a field the person may not read: it is as if it did not exist."""

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from app.database import commit
from app.errors import BadQuery, Forbidden, InvalidFields, StaleVersion
from app.records import export
from app.records.change import create, update
from app.records.counting import count
from app.records.facets import facets
from app.records.groups import fold
from app.records.listing import fetch
from app.records.lookup import look_up, name_links
from app.records.query import parse
from app.records.reading import get, read
from app.records.refusals import UnknownField
from app.records.stale import refuse_stale
from app.records.view import view_of
from tests.sample.fixtures import CLERK, KEEPER, VISITOR
from tests.sample.models import Crate, Shelf, Size, Tag

HIDDEN = {"cost_ht", "secret", "items"}


@pytest.mark.parametrize(
    "asked",
    ["secret={}", "cost_ht_from={}", "cost_ht_to={}", "sort={}", "sort=-{}", "group={}", "items={}"],
)
def test_a_hidden_field_is_refused_as_one_that_does_not_exist(stock, acting, count_queries, asked):
    stock(Crate(reference="C-1", secret="s3cret", cost_ht=Decimal(3), size=Size.SMALL))
    name, _equals, value = asked.partition("=")

    def refusal(field):
        key, text = name, value.format(field)
        if "{}" not in asked.partition("=")[2] or name not in ("sort", "group"):
            key, text = name.replace("secret", field).replace("cost_ht", field).replace("items", field), "1"
        with acting(CLERK), count_queries() as queries, pytest.raises(BadQuery) as refused:
            parse(view_of(Crate), MultiDict({key: text}))
        return refused.value.message.replace(field, "…"), refused.value.status, len(queries)

    assert refusal("secret") == refusal("cost_ht") == refusal("nowhere")


@pytest.mark.parametrize("hidden", sorted(HIDDEN))
def test_a_hidden_field_is_no_column_of_a_list_a_record_or_a_file(stock, acting, hidden):
    (id_,) = stock(Crate(reference="C-1", secret="s3cret", size=Size.SMALL))
    with acting(CLERK):
        view = view_of(Crate)
        query = parse(view, MultiDict())
        assert hidden not in view.columns
        for ask in (
            lambda: fetch(view, query, [hidden]),
            lambda: read(view, id_, [hidden]),
            lambda: export.stream(view, query, [hidden]),
        ):
            with pytest.raises(BadQuery):
                ask()


def test_a_search_does_not_find_by_words_of_a_hidden_field(stock, acting):
    stock(Crate(reference="C-1", name="Vis", secret="mandragore", size=Size.SMALL))
    for who, found in ((KEEPER, 1), (CLERK, 0)):
        with acting(who):
            view = view_of(Crate)
            query = parse(view, MultiDict({"q": "mandragore"}))
            assert (len(fetch(view, query, ["reference"]).rows), count(view, query).number) == (found, found)
            assert len(look_up(Crate, "mandragore")) == found
    with acting(CLERK):
        assert [link.label for link in look_up(Crate, "vis")] == ["C-1 – Vis"]


def test_facets_and_sums_leave_out_hidden_fields(stock, acting):
    stock(Crate(reference="C-1", cost_ht=Decimal(3), price_ht=Decimal(5), size=Size.SMALL))
    with acting(CLERK):
        view = view_of(Crate)
        assert HIDDEN.isdisjoint(facet.name for facet in facets(view, parse(view, MultiDict())))
        (group,) = fold(view, parse(view, MultiDict({"group": "size"}))).groups
    assert set(group.sums) == {"price_ht", "weight"}


def test_a_filter_by_a_record_one_may_not_read_finds_nothing_through_many_links(stock, acting):
    hidden, shown = Tag(name="sinistre", open=False), Tag(name="fragile")
    _crate, hidden_id, shown_id = stock(Crate(reference="C-1", size=Size.SMALL, tags=[hidden, shown]), hidden, shown)
    with acting(CLERK):
        view = view_of(Crate)
        (row,) = fetch(view, parse(view, MultiDict()), ["tags"]).rows
        assert [link.label for link in row.values["tags"]] == ["fragile"]
        assert count(view, parse(view, MultiDict({"tags": str(shown_id)}))).number == 1
        assert count(view, parse(view, MultiDict({"tags": str(hidden_id)}))).number == 0
        by_name = {facet.name: facet for facet in facets(view, parse(view, MultiDict()))}
        assert [value.label for value in by_name["tags"].values] == ["fragile"]


def test_a_look_up_names_only_records_one_may_read(stock, acting):
    hidden_id, shown_id = stock(Shelf(name="Réserve", open=False), Shelf(name="Rayon"))
    with acting(CLERK):
        assert [link.label for link in look_up(Shelf, "r")] == ["Rayon"]
        assert list(name_links(Shelf, [hidden_id, shown_id])) == [shown_id]


def test_typing_a_hidden_field_is_refused_as_an_unknown_one(stock, acting):
    (id_,) = stock(Crate(reference="C-1", size=Size.SMALL))
    for values in ({"secret": "x"}, {"nowhere": "x"}, {"state": "closed"}, {"name_key": "x"}, {"id": 3}):
        with acting(CLERK):
            with pytest.raises(UnknownField) as refused:
                create(Crate, {"reference": "C-2", "size": Size.SMALL, **values})
            assert refused.value.message == f"Ce champ n’existe pas ou ne se modifie pas : {next(iter(values))}."
            with pytest.raises(UnknownField):
                update(get(Crate, id_, "write", lock=True), values, 1)


def test_linking_a_record_one_may_not_read_is_refused_as_one_that_has_gone(stock, acting):
    (hidden_id,) = stock(Shelf(name="Réserve", open=False))
    with acting(CLERK):
        sentences = set()
        for shelf in (hidden_id, hidden_id + 1_000, 2**70, -1):
            with pytest.raises(InvalidFields) as refused:
                create(Crate, {"reference": "C-2", "size": Size.SMALL, "shelf": shelf})
            sentences.add(refused.value.fields["shelf"])
    assert len(sentences) == 1


def test_who_changed_what_names_only_fields_one_may_read(stock, acting):
    (id_,) = stock(Crate(reference="C-1", size=Size.SMALL))
    with acting(KEEPER):
        update(get(Crate, id_, "write", lock=True), {"secret": "x", "cost_ht": Decimal(3)}, 1)
        commit()
    with acting(CLERK):
        with pytest.raises(StaleVersion) as refused:
            refuse_stale(get(Crate, id_), 1)
        assert "Secret" not in refused.value.message
        assert "Ana Magasin" in refused.value.message
        assert HIDDEN.isdisjoint(refused.value.current)


def test_a_visitor_sees_nothing(stock, acting):
    (id_,) = stock(Crate(reference="C-1", size=Size.SMALL))
    with acting(VISITOR):
        for ask in (lambda: view_of(Crate), lambda: get(Crate, id_), lambda: look_up(Crate, "")):
            with pytest.raises(Forbidden):
                ask()
