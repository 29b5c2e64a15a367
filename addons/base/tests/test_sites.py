"""Sites: one host, one line."""

import pytest
from sqlalchemy.exc import IntegrityError

from addons.base.errors import InvalidHost
from addons.base.models import Site
from addons.base.models.site import canonical_host


def site(operator, host, line=None, active=True):
    made = Site(operator=operator, host=host, label=host, phone_line=line, active=active)
    made.check()
    return made


@pytest.mark.rule("CGV-0.5")
@pytest.mark.parametrize("typed", ["essai.example", "www.essai.example", "WWW.Essai.Example:8080", " essai.example "])
def test_www_and_the_bare_host_are_one_site(typed):
    assert canonical_host(typed) == "essai.example"


@pytest.mark.rule("CGV-0.5")
def test_a_second_site_cannot_claim_the_host_even_for_another_operator(db, operator, other_operator):
    db.add(site(operator, "boris.example"))
    db.flush()
    db.add(site(other_operator, "www.boris.example"))
    with pytest.raises(IntegrityError):
        db.flush()


@pytest.mark.rule("CGV-0.5")
@pytest.mark.parametrize("typed", ["https://essai.example", "essai", "essai.example/page", "-essai.example", ""])
def test_a_host_is_a_domain_name(operator, typed):
    with pytest.raises(InvalidHost):
        site(operator, typed)


def test_two_live_sites_cannot_share_a_line(db, operator):
    db.add(site(operator, "un.example", "+33199000010"))
    db.add(site(operator, "deux.example", "+33199000010", active=False))
    db.flush()
    db.add(site(operator, "trois.example", "+33199000010"))
    with pytest.raises(IntegrityError):
        db.flush()
