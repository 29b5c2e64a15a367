"""``relais check`` gathers what the rooms find."""

import pytest
from sqlalchemy import text

from app.models.reachable import problems
from tests.privacy.workflows import Island
from tests.support.site_process import environment, relais

pytestmark = pytest.mark.real_roles


def test_the_declarations_of_relais_hold(site):
    checked = relais(environment(site.settings), "check")
    assert (checked.stdout, checked.returncode) == ("Tout est en règle.\n", 0), checked.stderr


def test_what_no_revision_brings_is_found(site):
    with site.engines["owner"].begin() as connection:
        connection.execute(text("alter table schedule add column forgotten integer"))
        connection.execute(text("insert into schedule (name, due_at) values ('probe.renamed', now())"))
    checked = relais(environment(site.settings), "check")
    assert checked.returncode == 1
    assert checked.stdout.splitlines() == [
        "la tâche planifiée « probe.renamed » n’est déclarée par aucun add-on",
        "aucune révision n’apporte remove_column schedule forgotten",
        "Problèmes : 2.",
    ]


def test_a_database_behind_the_code_is_found(site):
    with site.engines["owner"].begin() as connection:
        connection.execute(text("delete from alembic_version"))
    checked = relais(environment(site.settings), "check")
    assert "la base n’est pas à jour : lancez « relais upgrade »" in checked.stdout


def test_a_state_nobody_can_reach_is_found():
    assert list(problems([Island])) == ["Island : aucune transition ne mène à l’état « lost »"]


def test_an_intact_and_a_broken_journal_are_told_apart(site):
    verified = relais(environment(site.settings), "verify")
    assert (verified.stdout.startswith("Journal intact"), verified.returncode) == (True, 0)
    with site.engines["owner"].begin() as connection:
        connection.execute(text("alter table journal_row disable trigger wait"))
        connection.execute(text("insert into journal_row (at, kind, facts) values (now(), 'probe.forged', '{}')"))
    verified = relais(environment(site.settings), "verify")
    assert (verified.stdout.startswith("Journal rompu (hors chaîne"), verified.returncode) == (True, 1)
