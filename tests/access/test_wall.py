"""Whatever the statement, an account reaches the rows its grants open and no other."""

import pytest
from sqlalchemy import delete, event, exists, func, insert, select, text, union_all, update
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import aliased, contains_eager, join, joinedload, selectinload, subqueryload

from app.access.errors import BeneathTheWall
from app.access.identity import IdentitySwitched, NoIdentity, System, acting_as
from app.access.system import as_system, beneath, privileged
from app.database import session
from tests.access.conftest import account
from tests.access.filing.models import Folder, Label, Page, folder_label


def names(statement):
    return sorted(session.scalars(statement).all())


def test_a_list_holds_only_the_rows_of_the_grant(cabinet, ada):
    assert names(select(Folder.name)) == ["mine"]
    assert [folder.name for folder in session.scalars(select(Folder))] == ["mine"]


def test_a_restriction_narrows_what_the_grant_opened(cabinet, ada):
    assert names(select(Page.text)) == ["bob's", "open"]


def test_nothing_granted_means_no_row(cabinet, ada):
    assert names(select(Label.name)) == []


def test_an_unknown_role_sees_nothing(cabinet, people):
    with acting_as(account("unknown_role", id=people[0])):
        assert names(select(Page.text)) == []


def test_nobody_may_ask_anything(cabinet):
    with acting_as(None), pytest.raises(NoIdentity):
        session.scalars(select(Folder)).all()


def test_a_count_counts_visible_rows(cabinet, ada):
    assert session.scalar(select(func.count()).select_from(Folder)) == 1
    assert session.scalar(select(func.count(Folder.id))) == 1
    assert session.scalar(select(func.count()).select_from(select(Folder.id).limit(10).subquery())) == 1


def test_a_legacy_query_is_filtered(cabinet, ada):
    assert [folder.name for folder in session.query(Folder)] == ["mine"]
    assert session.query(Folder).count() == 1


def test_an_alias_is_filtered(cabinet, ada):
    other = aliased(Folder)
    assert names(select(other.name)) == ["mine"]
    assert names(select(other.name).join(Folder, Folder.id == other.parent_id)) == []


def test_an_alias_joined_on_a_condition_is_filtered(cabinet, ada):
    other = aliased(Folder)
    beside = select(Page.text, other.name).outerjoin(other, other.id == Page.folder_id)
    assert set(session.execute(beside).all()) == {("open", "mine"), ("bob's", None)}
    above = select(Page.text).join(other, other.id == Page.folder_id)
    assert names(above) == ["open"]
    nested = select(func.count()).select_from(above.subquery())
    assert session.scalar(nested) == 1


def test_both_sides_of_a_self_join_are_filtered(cabinet, ada):
    parent, child = aliased(Folder), aliased(Folder)
    assert session.execute(select(Folder.name, child.name).outerjoin(child, child.parent_id == Folder.id)).all() == [
        ("mine", None)
    ]
    assert session.execute(select(parent.name, child.name).outerjoin(child, child.parent_id == parent.id)).all() == [
        ("mine", None)
    ]
    assert names(select(child.name).join(parent, child.parent_id == parent.id)) == []
    assert names(select(Folder.name).join(child, child.id == Folder.id)) == ["mine"]
    assert session.scalar(select(func.count()).select_from(parent).join(child, child.parent_id == parent.id)) == 0
    assert names(select(child.name).join(Folder.children.of_type(child))) == []
    assert names(select(child.name).where(child.parent_id == parent.id)) == []
    inside = select(child.id).join(parent, child.parent_id == parent.id).exists()
    assert session.scalar(select(inside)) is False


JOINED = {
    "both listed": lambda: select(Page.text, Folder.name).select_from(join(Page, Folder, Page.folder_id == Folder.id)),
    "left listed": lambda: select(Page.text).select_from(join(Page, Folder, Page.folder_id == Folder.id)),
    "alias": lambda: select(Page.text).select_from(join(Page, other := aliased(Folder), Page.folder_id == other.id)),
    "counted": lambda: select(func.count()).select_from(join(Page, Folder, Page.folder_id == Folder.id)),
    "relationship": lambda: select(Page.text).select_from(join(Page, Folder, Page.folder)),
}


@pytest.mark.parametrize("kind", JOINED)
def test_a_join_made_apart_is_refused(cabinet, ada, kind):
    """SQLAlchemy attaches no condition to what ``orm.join`` joins; ``select(…).join(…)`` says the same."""
    with pytest.raises(BeneathTheWall):
        session.execute(JOINED[kind]())


def test_a_scalar_subquery_is_filtered(cabinet, ada):
    count = select(func.count(Folder.id)).scalar_subquery()
    assert session.execute(select(Page.text, count).where(Page.id == cabinet.page)).all() == [("open", 1)]
    theirs = select(Folder.name).where(Folder.id == cabinet.bob).scalar_subquery()
    assert session.scalar(select(theirs)) is None


def test_exists_is_filtered(cabinet, ada):
    theirs = exists().where(Folder.id == cabinet.bob)
    assert session.scalar(select(theirs)) is False
    assert names(select(Page.text).where(theirs)) == []
    assert names(select(Page.text).where(Page.folder.has(Folder.name == "theirs"))) == []
    assert names(select(Folder.name).where(Folder.pages.any(Page.hidden))) == []
    assert names(select(Folder.name).where(Folder.labels.any(Label.name == "urgent"))) == []


def test_a_common_table_is_filtered(cabinet, ada):
    cte = select(Folder.id, Folder.name).cte("everything")
    assert names(select(cte.c.name)) == ["mine"]
    tree = select(Folder.id, Folder.name).where(Folder.parent_id.is_(None)).cte(recursive=True)
    tree = tree.union_all(select(Folder.id, Folder.name).where(Folder.parent_id == tree.c.id))
    assert names(select(tree.c.name)) == ["mine"]


def test_a_union_is_filtered(cabinet, ada):
    assert names(union_all(select(Folder.name), select(Page.text))) == ["bob's", "mine", "open"]


def test_an_in_subquery_is_filtered(cabinet, ada):
    assert names(select(Page.text).where(Page.folder_id.in_(select(Folder.id)))) == ["open"]


def test_joins_are_filtered_on_both_sides(cabinet, ada):
    assert session.execute(select(Page.text, Folder.name).join(Page.folder)).all() == [("open", "mine")]
    outer = select(Page.text, Folder.name).outerjoin(Page.folder)
    assert set(session.execute(outer).all()) == {("open", "mine"), ("bob's", None)}
    assert session.scalar(select(func.count(Folder.id)).join(Folder.pages)) == 1
    assert session.scalar(select(func.count(Folder.id)).join(Folder.children.of_type(aliased(Folder)))) == 0
    assert session.scalar(select(func.count(Folder.id)).join(Label, Folder.labels)) == 0
    eager = select(Folder).join(Folder.pages).options(contains_eager(Folder.pages))
    assert [page.text for page in session.scalars(eager).unique().one().pages] == ["open"]


def test_a_lazy_collection_is_filtered(cabinet, ada):
    folder = session.scalars(select(Folder)).one()
    assert [page.text for page in folder.pages] == ["open"]
    assert folder.children == []
    assert folder.labels == []


@pytest.mark.parametrize("load", [selectinload, subqueryload])
def test_an_eager_collection_is_filtered(cabinet, ada, load):
    folder = session.scalars(select(Folder).options(load(Folder.pages), load(Folder.children))).one()
    assert [page.text for page in folder.pages] == ["open"]
    assert folder.children == []


def test_a_collection_loaded_by_a_join_is_refused(cabinet, ada):
    with pytest.raises(BeneathTheWall):
        session.scalars(select(Folder).options(joinedload(Folder.pages))).unique().all()


def test_a_link_to_a_hidden_record_is_empty(cabinet, ada):
    page = session.get(Page, cabinet.bobs_page)
    assert page.folder is None
    session.expunge_all()
    [page] = session.scalars(select(Page).where(Page.id == cabinet.bobs_page).options(joinedload(Page.folder)))
    assert page.folder is None
    session.expunge_all()
    [page] = session.scalars(select(Page).where(Page.id == cabinet.bobs_page).options(selectinload(Page.folder)))
    assert page.folder is None


def test_get_is_a_filtered_select(cabinet, ada):
    assert session.get(Folder, cabinet.ada).name == "mine"
    assert session.get(Folder, cabinet.bob) is None
    assert session.get(Label, cabinet.label) is None


def test_get_asks_the_database_even_for_a_known_record(cabinet, ada):
    folder = session.get(Folder, cabinet.ada)
    with acting_as(System("reassign")):
        session.get(Folder, cabinet.ada).person = session.get(Folder, cabinet.bob).person
        session.commit()
    assert session.get(Folder, cabinet.ada) is None
    assert folder.name == "mine"  # what was read stays read


def test_what_the_system_loaded_is_no_shortcut(cabinet, ada):
    with as_system("look for the folder"):
        theirs = session.get(Folder, cabinet.bob)
        assert theirs.name == "theirs"
        assert theirs in session
    assert theirs not in session
    page = session.get(Page, cabinet.bobs_page)
    assert page.folder is None


def test_refresh_is_filtered(cabinet, ada):
    folder = session.get(Folder, cabinet.ada)
    with acting_as(System("reassign")):
        session.get(Folder, cabinet.ada).person = session.get(Folder, cabinet.bob).person
        session.commit()
    with pytest.raises(InvalidRequestError):
        session.refresh(folder)


def test_a_bulk_update_changes_only_writable_rows(cabinet, ada):
    session.execute(update(Folder).values(name="changed"))
    with as_system("look"):
        assert names(select(Folder.name)) == ["changed", "theirs"]


def test_a_bulk_update_by_a_reader_changes_nothing(cabinet, people):
    with acting_as(account("filing_auditor", id=people[0])):
        assert len(session.scalars(select(Folder)).all()) == 2
        assert session.execute(update(Folder).values(name="changed")).rowcount == 0
        assert session.execute(delete(Folder)).rowcount == 0


def test_a_bulk_update_cannot_move_rows_across_the_wall(cabinet, ada):
    with pytest.raises(BeneathTheWall):
        session.execute(update(Folder).values(person=12345))


def test_a_bulk_delete_removes_only_deletable_rows(cabinet, ada):
    assert session.execute(delete(Page)).rowcount == 2
    with as_system("look"):
        assert names(select(Page.text)) == ["hidden"]


BARE = {
    "core_table": lambda: select(Folder.__table__),
    "core_column": lambda: select(Folder.__table__.c.name),
    "text": lambda: text("select * from fixture_folder"),
    "text_condition": lambda: select(Page).where(text("hidden")),
    "core_subquery": lambda: select(Page).where(Page.folder_id.in_(select(Folder.__table__.c.id))),
    "text_as_records": lambda: select(Folder).from_statement(text("select * from fixture_folder")),
    "association": lambda: select(folder_label.c.folder_id),
    "insert": lambda: insert(Folder).values(name="x", person=1),
    "core_update": lambda: update(Folder.__table__).values(name="x"),
    "core_delete": lambda: delete(Folder.__table__),
}


@pytest.mark.parametrize("kind", BARE)
def test_core_and_text_are_refused(cabinet, ada, kind):
    with pytest.raises(BeneathTheWall):
        session.execute(BARE[kind]())


def test_bulk_methods_and_the_bare_connection_are_refused(cabinet, ada):
    for attempt in (
        session.connection,
        lambda: session.bulk_save_objects([Folder(name="x", person=1)]),
        lambda: session.bulk_insert_mappings(Folder, [{"name": "x", "person": 1}]),
        lambda: session.bulk_update_mappings(Folder, [{"id": cabinet.bob, "name": "x"}]),
        lambda: session.execute(update(Folder), [{"id": cabinet.bob, "name": "x"}]),
    ):
        with pytest.raises(BeneathTheWall):
            attempt()


def test_a_privileged_statement_reads_columns_and_says_why(cabinet, ada, caplog):
    caplog.set_level("DEBUG", logger="app.access.system")
    found = session.execute(select(Folder.__table__.c.name), execution_options=privileged("count folders"))
    assert sorted(found.scalars()) == ["mine", "theirs"]
    assert "count folders" in caplog.text
    assert beneath("look").scalar(select(func.count()).select_from(Label)) == 1
    with pytest.raises(BeneathTheWall):
        session.execute(select(Folder), execution_options=privileged("load folders"))


def test_a_session_serves_one_account(cabinet, ada):
    opened = session()
    opened.scalars(select(Folder)).all()
    with acting_as(account("filing_clerk", id=ada.id + 1)), pytest.raises(IdentitySwitched):
        opened.scalars(select(Folder)).all()


def test_two_accounts_share_one_compiled_statement(cabinet, people, rules):
    """Values are parameters: the second person gets the first one's SQL from the cache, and his own rows."""
    engine = session().connection().engine
    hits = []
    event.listen(engine, "after_cursor_execute", lambda *args: hits.append((args[2], args[4].cache_hit.name)))
    for person, expected in zip(people, ("mine", "theirs"), strict=True):
        with acting_as(account("filing_clerk", id=person)):
            assert names(select(Folder.name)) == [expected]
    assert [hit for sql, hit in hits if "fixture_folder" in sql][1] == "CACHE_HIT"


def test_a_join_of_aliases_is_compiled_once(cabinet, people, rules):
    engine = session().connection().engine
    hits = []
    event.listen(engine, "after_cursor_execute", lambda *args: hits.append((args[2], args[4].cache_hit.name)))
    for person, expected in zip(people, ("mine", "theirs"), strict=True):
        other = aliased(Folder)
        with acting_as(account("filing_clerk", id=person)):
            assert names(select(Folder.name).join(other, other.id == Folder.id)) == [expected]
    assert [hit for sql, hit in hits if "fixture_folder" in sql][1] == "CACHE_HIT"
