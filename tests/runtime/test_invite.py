"""``relais invite`` opens the first account of an installation, which nobody could invite from a screen."""

import pytest
from sqlalchemy import text

from tests.support.site_process import environment, relais

pytestmark = pytest.mark.real_roles


def test_the_first_account_is_invited_from_the_command_line(site):
    asked = relais(environment(site.settings), "invite", "Camille@example.org", "Camille", "Exemple", "ADMIN,DPO")
    assert asked.returncode == 0, asked.stderr
    with site.engines["owner"].connect() as connection:
        roles = "select array_agg(r.name order by r.name) from ab_user_role l join ab_role r on r.id = l.role_id"
        account = connection.execute(
            text(f"select username, active, ({roles} where l.user_id = u.id) as roles from ab_user u")
        ).one()
        links = connection.scalar(text("select count(*) from outbox_row where state = 'waiting'"))
    assert tuple(account) == ("camille@example.org", True, ["ADMIN", "DPO"])
    assert links == 1


def test_a_role_that_does_not_exist_is_refused_in_one_sentence(site):
    asked = relais(environment(site.settings), "invite", "camille@example.org", "Camille", "Exemple", "PATRON")
    assert (asked.returncode, asked.stderr) == (2, "Ce rôle n’existe pas : PATRON.\n")
