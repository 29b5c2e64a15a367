"""Who writes, publishes and reads the terms; what a manager types."""

import pytest

from addons.base.roles import ACCOUNTANT, ADMIN, AGENT, DPO, MANAGER
from addons.legal.errors import PublishedIsImmutable
from addons.legal.models import LegalVersion, VersionState
from addons.legal.services import publish
from app.errors import Forbidden
from app.records.change import create, update
from app.records.perform import perform
from app.records.reading import get


@pytest.mark.rule("CGV-1.6")
@pytest.mark.parametrize("role", [MANAGER, ADMIN])
def test_a_draft_is_opened_without_typing_anything(seller, clock, acting, account, role):
    with acting(account(role)):
        made = create(LegalVersion, {})
        assert made.state is VersionState.DRAFT
        assert made.body.startswith("# Conditions générales de vente")
        assert "Société d’essai" in made.body


@pytest.mark.rule("CGV-1.6")
@pytest.mark.parametrize("role", [AGENT, ACCOUNTANT, DPO])
def test_the_others_open_none(seller, clock, acting, account, role):
    with acting(account(role)), pytest.raises(Forbidden):
        create(LegalVersion, {})


def test_a_manager_publishes_and_an_administrator_does_not(draft, acting, account):
    id_ = draft().id
    with acting(account(ADMIN)), pytest.raises(Forbidden):
        perform(LegalVersion, id_, "publish")
    with acting(account(MANAGER)):
        assert perform(LegalVersion, id_, "publish").state is VersionState.IN_FORCE


@pytest.mark.rule("CGV-1.6")
def test_what_is_published_refuses_the_form_of_a_manager(draft, acting, account):
    version = draft()
    publish(version)
    id_ = version.id
    with acting(account(MANAGER)):
        found = get(LegalVersion, id_, "write", lock=True)
        with pytest.raises(PublishedIsImmutable):
            update(found, {"recredit_days": 3}, found.version)


def test_a_manager_prepares_the_next_version_from_the_record(db, draft, acting, account):
    version = draft()
    publish(version)
    id_ = version.id
    with acting(account(MANAGER)):
        perform(LegalVersion, id_, "prepare_next")
        drafts = db.query(LegalVersion).filter(LegalVersion.state == VersionState.DRAFT).all()
        assert [each.body for each in drafts] == [get(LegalVersion, id_).body]
