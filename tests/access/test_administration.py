"""Accounts are opened by invitation, changed by administrators only, and never left without one."""

import re

import pytest
from sqlalchemy import select

from app.access import synchronise
from app.access.accounts import User
from app.access.identity import System, acting_as
from app.access.system import as_system
from app.access.tables import OneTimeLink, Purpose
from app.database import commit, session
from app.effects.models import OutboxRow
from app.kernel import kernel_of
from tests.access.test_sessions import id_of, post, signed_in
from tests.support.people import new_account


@pytest.fixture(autouse=True)
def roles(app, db):
    with acting_as(System("test")):
        synchronise.permissions(kernel_of(app))
        commit()


@pytest.fixture
def admin(login_as):
    return login_as("ADMIN")


GOOD = {"first_name": "Zoé", "last_name": "Perrin", "email": "Zoe.Perrin@example.org", "roles": ["AGENT"]}


def test_an_invitation_opens_an_account_and_sends_a_link(admin):
    answer = post(admin, "/comptes/nouveau", **GOOD)
    assert answer.status_code == 303
    with as_system("look"):
        user = session.scalars(select(User).where(User.email == "zoe.perrin@example.org")).one()
        assert user.password is None
        assert [role.name for role in user.roles] == ["AGENT"]
        assert (
            session.scalar(select(OneTimeLink.purpose).where(OneTimeLink.account_id == user.id)) is Purpose.INVITATION
        )
        [payload] = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "access.link_made"))
        assert payload.keys() == {"link_id"}
    page = admin.get(answer.location).get_data(as_text=True)
    assert "Zoé Perrin" in page
    assert "Invité, sans mot de passe encore" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("first_name", "", "De 1 à 64 caractères."),
        ("last_name", "x" * 65, "De 1 à 64 caractères."),
        ("email", "zoe", "Adresse e-mail attendue"),
    ],
)
def test_a_wrong_invitation_keeps_what_was_typed(admin, field, value, sentence):
    answer = post(admin, "/comptes/nouveau", **(GOOD | {field: value}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert ("Zoé" in page) is (field != "first_name")
    assert re.search(r'value="AGENT" checked', page)


def test_an_address_belongs_to_one_account(admin):
    post(admin, "/comptes/nouveau", **GOOD)
    answer = post(admin, "/comptes/nouveau", **GOOD)
    assert answer.status_code == 409
    assert "déjà utilisée" in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["MANAGER", "AGENT", "ACCOUNTANT", "DPO"])
def test_only_administrators_administer(login_as, role):
    client, other = login_as(role), id_of(new_account("AGENT"))
    for path in ("/comptes/", "/comptes/nouveau", f"/comptes/{other}", "/droits/"):
        assert client.get(path).status_code == 403, path
    for action in ("roles", "desactiver", "reactiver", "inviter", "sessions/fermer"):
        assert post(client, f"/comptes/{other}/{action}").status_code == 403, action
    assert post(client, "/comptes/nouveau", **GOOD).status_code == 403


def test_an_absent_account_is_not_found(admin):
    assert admin.get("/comptes/999999999").status_code == 404
    assert post(admin, "/comptes/999999999/desactiver").status_code == 404


def test_nobody_locks_himself_out(app, login_as):
    username = new_account("ADMIN")

    admin = signed_in(app, username)
    assert post(admin, f"/comptes/{id_of(username)}/desactiver").status_code == 409
    answer = post(admin, f"/comptes/{id_of(username)}/roles", roles=["AGENT"])
    assert answer.status_code == 409
    assert "au moins un compte actif" in answer.get_data(as_text=True)
    assert admin.get("/comptes/").status_code == 200


def test_accounts_are_found_by_words_of_their_name(admin):
    post(admin, "/comptes/nouveau", **GOOD)
    assert "Perrin" in admin.get("/comptes/?q=perr+zoé").get_data(as_text=True)
    assert "Perrin" not in admin.get("/comptes/?q=100%25").get_data(as_text=True)


def test_the_list_goes_on_after_forty(admin):
    for number in range(41):
        new_account(username=f"zz{number:02}")
    first = admin.get("/comptes/?q=zz").get_data(as_text=True)
    following = re.search(r'href="(/comptes/\?q=zz&amp;after=\d+)"', first)[1].replace("&amp;", "&")
    shown = re.findall(r"zz\d\d@", first) + re.findall(r"zz\d\d@", admin.get(following).get_data(as_text=True))
    assert len(set(shown)) == len(shown) == 41


def test_rights_are_shown_as_a_table(admin):
    page = admin.get("/droits/").get_data(as_text=True)
    assert "Téléconseiller" in page
    assert "administrer" in page
