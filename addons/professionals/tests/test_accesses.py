"""The account of the portal: opened by the staff, one per company, by a link; never a role of the staff."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from addons.base.roles import AGENT, MANAGER
from addons.professionals import errors
from addons.professionals.models import NetworkStatus, Professional, ProfessionalAccount, State
from addons.professionals.roles import PROFESSIONAL
from addons.professionals.services import open_access
from app.access.accounts import Role, User
from app.access.administration import invite_again_to_portal, invite_to_portal
from app.access.refusals import MixedAudience
from app.access.tables import OneTimeLink, Purpose
from app.database import commit
from app.effects.delivery import claim, deliver
from app.effects.models import OutboxRow
from app.errors import Duplicate, NotFound, WrongState
from app.records.perform import perform

NAMES = {"first_name": "Dominique", "last_name": "Essai", "email": "portail@example.org"}


@pytest.mark.rule("CGV-4.2")
def test_an_access_is_an_account_of_the_portal_with_a_link(db, app, file):
    professional = file(State.VALIDATED)
    access = open_access(professional)
    user = db.scalars(select(User).where(User.id == access.user_id)).one()
    assert (user.username, user.password, [role.name for role in user.roles]) == (
        "arenes@example.org", None, [PROFESSIONAL.code],
    )  # fmt: skip
    link = db.scalars(select(OneTimeLink).where(OneTimeLink.account_id == user.id)).one()
    assert link.purpose is Purpose.INVITATION


@pytest.mark.rule("CGV-4.2")
def test_a_second_invitation_is_a_new_link_to_the_same_account(db, app, file):
    professional = file(State.VALIDATED)
    assert open_access(professional) is open_access(professional)
    links = db.scalars(select(OneTimeLink).order_by(OneTimeLink.id)).all()
    assert [link.used_at is None for link in links] == [False, True]
    assert db.scalars(select(ProfessionalAccount)).one()


@pytest.mark.rule("CGV-4.2")
def test_the_mail_leads_to_the_portal(app, db, file, mailbox, clock, settings):
    open_access(file(State.VALIDATED))
    commit()

    with app.app_context():
        for row_id in claim(10, timedelta(seconds=30)):
            deliver(row_id, timedelta(seconds=30))
    (mail,) = mailbox.messages()
    assert mail["To"] == "arenes@example.org"
    assert f"{settings.portal_url}/mot-de-passe/" in mail.get_body(("plain",)).get_content()


@pytest.mark.rule("CGV-3.2")
def test_nobody_outside_of_the_network_has_one(app, file):
    with pytest.raises(errors.OffNetwork):
        open_access(file(State.CONTACTED, network_status=NetworkStatus.OFF_NETWORK))


@pytest.mark.parametrize("state", [State.TERMINATED, State.ABANDONED])
def test_a_closed_file_opens_none(app, file, state):
    with pytest.raises(errors.AccessEnded):
        open_access(file(state))


def test_an_identity_is_complete_first(app, file):
    with pytest.raises(errors.IdentityIncomplete):
        open_access(file(State.CONTACTED, email=None))


def test_an_address_that_somebody_signs_in_with_is_refused(app, db, file):
    invite_to_portal(**NAMES | {"email": "arenes@example.org"}, roles={PROFESSIONAL.code})
    with pytest.raises(Duplicate):
        open_access(file(State.VALIDATED))


@pytest.mark.rule("CGV-4.2")
def test_an_agent_invites_from_the_record_once_validated(db, app, file, acting, account):
    ids = [file(State.VALIDATED).id, file(State.SIGNED, siren="552100554", email="autre@example.org").id]
    with acting(account(AGENT)):
        perform(Professional, ids[0], "give_access")
        assert db.scalars(select(ProfessionalAccount.professional_id)).all() == [ids[0]]
        with pytest.raises(WrongState):
            perform(Professional, ids[1], "give_access")


class TestTheKernelsDoor:
    def test_no_role_of_the_staff_is_given_through_it(self, app, db, system):
        for roles in ({MANAGER.code}, {PROFESSIONAL.code, MANAGER.code}, set()):
            with pytest.raises(MixedAudience):
                invite_to_portal(**NAMES, roles=roles)

    def test_no_account_of_the_staff_gets_a_link_through_it(self, app, db, account):
        with pytest.raises(NotFound):
            invite_again_to_portal(account(AGENT).id)


def test_the_role_is_stored_by_the_upgrade(db, system):
    assert db.scalar(select(Role.name).where(Role.name == PROFESSIONAL.code)) == PROFESSIONAL.code


def test_an_effect_names_nobody(app, db, file):
    open_access(file(State.VALIDATED))
    commit()
    assert [list(row.payload) for row in db.scalars(select(OutboxRow))] == [["link_id"]]
