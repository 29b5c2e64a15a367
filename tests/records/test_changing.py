"""Creating, changing, deleting, moving to another state: what is refused, beside which field, and what remains."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from app.access.system import beneath
from app.database import commit
from app.errors import Duplicate, Forbidden, InvalidFields, NotFound, RecordInUse, StaleVersion, WrongState
from app.records.change import create, delete, update
from app.records.perform import perform
from app.records.reading import get, read, read_lines
from app.records.refusals import REQUIRED, UnknownField, saving
from app.records.view import view_of
from tests.sample.fixtures import CLERK, KEEPER
from tests.sample.models import Crate, Item, Shelf, Size, State, Tag, TooHeavy

SMALL = {"reference": "C-1", "size": Size.SMALL}


@pytest.fixture
def keeper(records, acting):
    with acting(KEEPER):
        yield records


def test_a_record_is_created_with_its_links_and_lines(stock, acting):
    shelf_id, tag_id = stock(Shelf(name="Haut"), Tag(name="zinc"))
    with acting(KEEPER):
        made = create(
            Crate,
            {**SMALL, "shelf": shelf_id, "tags": [tag_id], "name": ""},
            {"items": [{"label": "vis", "quantity": 3}, {"label": "clou", "shelf": shelf_id}]},
        )
        row = read(view_of(Crate), made.id, ["reference", "name", "shelf", "tags", "state"])
        lines = read_lines(view_of(Crate).fields["items"], made.id, ["label", "quantity", "shelf"])
    assert row.values["shelf"].label == "Haut"
    assert [tag.label for tag in row.values["tags"]] == ["zinc"]
    assert (row.values["name"], row.values["state"]) == (None, State.DRAFT)
    assert [(line.values["label"], line.values["quantity"]) for line in lines] == [("vis", 3), ("clou", 1)]


def test_every_missing_value_is_told_at_once(keeper):
    with pytest.raises(InvalidFields) as refused:
        create(Crate, {"size": None, "shelf": 12}, {"items": [{"quantity": 2}]})
    assert set(refused.value.fields) == {"reference", "size", "shelf", "items-0-label"}
    assert refused.value.fields["size"] == str(REQUIRED)


def test_fields_that_disagree_are_refused_by_the_record(keeper):
    with pytest.raises(TooHeavy):
        create(Crate, {**SMALL, "weight": 101})


def test_a_taken_value_is_told_beside_its_field_without_sql(keeper):
    create(Crate, SMALL)
    with pytest.raises(Duplicate) as refused:
        create(Crate, SMALL)
    assert refused.value.field == "reference"
    assert refused.value.__cause__ is None
    create(Crate, {**SMALL, "reference": "C-2"})


def test_the_same_line_twice_is_told_beside_the_lines(keeper):
    with pytest.raises(Duplicate) as refused:
        create(Crate, SMALL, {"items": [{"label": "vis"}, {"label": "vis"}]})
    assert refused.value.field == "items"


def test_lines_are_changed_added_and_removed_and_count_as_a_change_of_the_record(keeper):
    crate = create(Crate, SMALL, {"items": [{"label": "vis"}, {"label": "clou"}]})
    commit()
    crate = get(Crate, crate.id, "write", lock=True)
    vis, _clou = crate.items
    update(crate, {}, 1, {"items": [{"id": vis.id, "quantity": 5}, {"label": "écrou"}]})
    commit()
    crate = get(Crate, crate.id)
    assert [(item.label, item.quantity) for item in crate.items] == [("vis", 5), ("écrou", 1)]
    assert crate.version == 2


def test_saving_without_a_change_writes_nothing(keeper, count_queries):
    crate = create(Crate, SMALL, {"items": [{"label": "vis"}]})
    commit()
    crate = get(Crate, crate.id, "write", lock=True)
    with count_queries() as queries:
        update(crate, SMALL, 1, {"items": [{"id": crate.items[0].id, "label": "vis"}]})
    assert not [sql for sql in queries.sent if sql.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert crate.version == 1


def test_a_line_of_another_record_cannot_be_taken(keeper):
    other = create(Crate, {**SMALL, "reference": "C-2"}, {"items": [{"label": "vis"}]})
    crate = create(Crate, SMALL)
    with pytest.raises(InvalidFields) as refused:
        update(crate, {}, 1, {"items": [{"id": other.items[0].id, "label": "vis"}]})
    assert set(refused.value.fields) == {"items-0-id"}
    with pytest.raises(UnknownField):
        update(crate, {}, 1, {"items": [{"label": "vis", "crate": other.id}]})


def test_a_stale_version_says_who_changed_what_and_keeps_the_record(records, stock, acting):
    (id_,) = stock(Crate(**SMALL))
    with acting(KEEPER):
        update(get(Crate, id_, "write", lock=True), {"weight": 7}, 1)
        commit()
    with acting(CLERK):
        crate = get(Crate, id_, "write", lock=True)
        with pytest.raises(StaleVersion) as refused:
            update(crate, {"weight": 9}, 1)
    assert "Ana Magasin" in refused.value.message
    assert "Poids" in refused.value.message
    assert refused.value.version == 2
    assert refused.value.current["weight"] == 7


def test_a_record_others_point_at_is_not_deleted(keeper):
    shelf = create(Shelf, {"name": "Haut"})
    create(Crate, {**SMALL, "shelf": shelf.id})
    commit()
    with pytest.raises(RecordInUse):
        delete(get(Shelf, shelf.id, "delete", lock=True))
    commit()
    assert get(Shelf, shelf.id).name == "Haut"


def test_a_record_is_deleted_with_its_lines(keeper):
    crate = create(Crate, SMALL, {"items": [{"label": "vis"}]})
    line_id = crate.items[0].id
    delete(crate)
    commit()
    for model, id_ in ((Crate, crate.id), (Item, line_id)):
        with pytest.raises(NotFound):
            get(model, id_)


def test_a_link_that_goes_meanwhile_is_told_beside_its_field(keeper):
    with pytest.raises(InvalidFields) as refused, saving(Crate):
        keeper().add(Crate(**SMALL, shelf_id=987_654))
        keeper().flush()
    assert set(refused.value.fields) == {"shelf"}


def test_a_value_the_database_alone_misses_is_told_beside_its_field(keeper):
    with pytest.raises(InvalidFields) as refused, saving(Crate):
        keeper().add(Crate(size=Size.SMALL))
        keeper().flush()
    assert set(refused.value.fields) == {"reference"}


def test_a_broken_constraint_nobody_declared_stays_a_bug(keeper):
    beneath("test").exec_driver_sql("alter table sample_crate add constraint odd check (weight <> 13)")
    with pytest.raises(IntegrityError), saving(Crate):
        keeper().add(Crate(**SMALL, weight=13))
        keeper().flush()


def test_words_not_granted_are_refused(stock, acting):
    (id_,) = stock(Crate(**SMALL))
    with acting(CLERK):
        with pytest.raises(Forbidden):
            create(Shelf, {"name": "Bas"})
        with pytest.raises(Forbidden):
            get(Crate, id_, "delete", lock=True)
        with pytest.raises(Forbidden):
            delete(get(Crate, id_))
        with pytest.raises(NotFound):
            get(Crate, 0)


def test_a_transition_reads_its_parameters_and_moves_the_record(stock, acting):
    id_, shelf_id = stock(Crate(**SMALL), Shelf(name="Haut"))
    with acting(CLERK):
        perform(Crate, id_, "send", {"price": Decimal("9.90"), "shelf": shelf_id})
        commit()
        crate = get(Crate, id_)
        assert (crate.state, crate.price_ht, crate.shelf_id) == (State.SENT, Decimal("9.90"), shelf_id)
        with pytest.raises(WrongState):
            perform(Crate, id_, "send", {"price": Decimal("9.90")})
        with pytest.raises(Forbidden):
            perform(Crate, id_, "close")
        with pytest.raises(NotFound):
            perform(Crate, id_, "explode")


def test_a_transition_refuses_missing_unknown_and_unreadable_parameters(stock, acting):
    id_, hidden_id = stock(Crate(**SMALL), Shelf(name="Réserve", open=False))
    with acting(CLERK):
        with pytest.raises(InvalidFields) as refused:
            perform(Crate, id_, "send", {"shelf": hidden_id})
        assert set(refused.value.fields) == {"price", "shelf"}
        with pytest.raises(UnknownField):
            perform(Crate, id_, "send", {"price": Decimal(1), "secret": "x"})
        assert get(Crate, id_).state is State.DRAFT
