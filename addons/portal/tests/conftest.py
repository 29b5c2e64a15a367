import pytest

from addons.portal.tests.shop import open_shop
from tests.support.database import installed


@pytest.fixture(scope="module")
def shop(databases, tmp_path_factory):
    """One shop for the tests of a module: each takes a request of its own."""
    folder = tmp_path_factory.mktemp("shop")
    with installed(databases, folder) as site, open_shop(site, folder) as found:
        yield found
