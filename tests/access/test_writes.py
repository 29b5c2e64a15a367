"""Each row an account writes is checked against its grants, before and after the change, deletions included."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import make_transient_to_detached

from app.access.identity import acting_as
from app.access.system import as_system
from app.database import session
from app.errors import Forbidden, NotFound
from tests.access.conftest import account
from tests.access.filing.models import Folder, Label, Page, State


@pytest.fixture
def archivist(people):
    who = account("filing_archivist", id=people[0])
    with acting_as(who):
        yield who


def stored(model, id):
    with as_system("look at what is stored"):
        return session.get(model, id)


def reattached(model, **values):
    """A record of somebody else that a bug brought into the session."""
    record = model(**values)
    make_transient_to_detached(record)
    session.add(record)
    return record


def test_an_account_creates_within_its_grant(people, ada):
    folder = Folder(name="new", person=ada.id)
    session.add(folder)
    session.flush()
    assert folder.id


def test_an_account_cannot_create_for_another(people, ada):
    session.add(Folder(name="new", person=people[1]))
    with pytest.raises(Forbidden):
        session.flush()


def test_what_nobody_was_granted_cannot_be_created(tables, ada):
    session.add(Label(name="new"))
    with pytest.raises(Forbidden):
        session.flush()


def test_a_restriction_also_holds_for_new_rows(cabinet, ada):
    folder = session.get(Folder, cabinet.ada)
    folder.pages.append(Page(text="new", hidden=True))
    with pytest.raises(Forbidden):
        session.flush()


def test_an_account_changes_within_its_grant(cabinet, ada):
    session.get(Folder, cabinet.ada).name = "renamed"
    session.commit()
    assert stored(Folder, cabinet.ada).name == "renamed"


def test_a_foreign_row_cannot_be_changed_nor_told_from_none(cabinet, ada):
    reattached(Folder, id=cabinet.bob, name="theirs").name = "stolen"
    with pytest.raises(NotFound):
        session.flush()


def test_a_row_cannot_be_given_away(cabinet, people, ada):
    session.get(Folder, cabinet.ada).person = people[1]
    with pytest.raises(Forbidden):
        session.flush()


def test_a_foreign_row_cannot_be_taken_over(cabinet, people, ada):
    reattached(Folder, id=cabinet.bob, person=people[1]).person = ada.id
    with pytest.raises(NotFound):
        session.flush()


def test_a_reader_may_not_write(cabinet, people):
    with acting_as(account("filing_auditor", id=people[0])):
        session.get(Folder, cabinet.ada).name = "changed"
        with pytest.raises(Forbidden):
            session.flush()


def test_an_account_deletes_within_its_grant(cabinet, ada):
    session.delete(session.get(Page, cabinet.page))
    session.commit()
    assert stored(Page, cabinet.page) is None


def test_a_foreign_row_cannot_be_deleted(cabinet, ada):
    session.delete(reattached(Folder, id=cabinet.bob, name="theirs"))
    with pytest.raises(NotFound):
        session.flush()


def test_a_line_taken_out_of_its_record_is_a_deletion(cabinet, people):
    """An orphan is deleted without ever standing in ``session.deleted``."""
    with acting_as(account("filing_clerk", id=people[0])):
        folder = session.get(Folder, cabinet.ada)
        folder.pages.remove(folder.pages[0])
        session.commit()
    assert stored(Page, cabinet.page) is None


def test_an_orphan_needs_the_word_delete(cabinet, people):
    with acting_as(account("filing_binder", id=people[0])):
        folder = session.get(Folder, cabinet.ada)
        folder.pages.remove(folder.pages[0])
        with pytest.raises(Forbidden):
            session.flush()


def test_a_transition_needs_its_own_word_only(cabinet, archivist):
    folder = session.get(Folder, cabinet.bob)
    folder.seal()
    folder.name = "sealed by the archivist"  # what its service writes along with the change of state
    session.commit()
    assert stored(Folder, cabinet.bob).state is State.SEALED


def test_without_the_transition_the_word_is_not_enough(cabinet, archivist):
    session.get(Folder, cabinet.bob).name = "renamed"
    with pytest.raises(Forbidden):
        session.flush()


def test_a_transition_opens_one_record_of_one_transaction(cabinet, archivist):
    first, second = session.get(Folder, cabinet.ada), session.get(Folder, cabinet.bob)
    first.seal()
    second.name = "renamed"
    with pytest.raises(Forbidden):
        session.flush()
    session.rollback()
    session.get(Folder, cabinet.ada).name = "renamed"
    with pytest.raises(Forbidden):
        session.flush()


def test_rows_are_checked_together(cabinet, ada, count_queries):
    folder = session.get(Folder, cabinet.ada)
    with count_queries() as queries:
        folder.children = [Folder(name=f"n° {number}", person=ada.id) for number in range(50)]
        session.flush()
    checks = [sql for sql in queries.sent if sql.startswith("SELECT") and " IN (" in sql]
    assert len(checks) == 2  # the parent is changed, its fifty children are created


def test_no_check_is_sent_where_the_grant_has_no_condition(cabinet, people, count_queries):
    with acting_as(account("filing_archivist", id=people[0])):
        folder = session.get(Folder, cabinet.ada)
        folder.seal()
        with count_queries() as queries:
            session.flush()
    assert [sql.split()[0] for sql in queries.sent] == ["UPDATE"]


def test_the_system_writes_what_it_must(cabinet, system):
    session.add(Label(name="new"))
    session.flush()
    assert session.scalar(select(Label.name).where(Label.name == "new")) == "new"
