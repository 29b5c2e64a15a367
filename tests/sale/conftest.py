"""One house and one scene for all the stories of a worker: its processes start once."""

import uuid
from collections.abc import Iterator

import pytest

from tests.sale.house import House, a_house
from tests.sale.scene import Program, Scene, build
from tests.support.server import Databases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story of this folder works under the real logins."""
    for item in items:
        if "tests/sale/" in item.path.as_posix():
            item.add_marker(pytest.mark.real_roles)


@pytest.fixture(scope="session")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Back office, portal, tasks and bank, running."""
    with a_house(databases, f"sale_{uuid.uuid4().hex[:8]}", tmp_path_factory.mktemp("sale")) as found:
        found.start()
        yield found


@pytest.fixture(scope="session")
def scene(house: House) -> Scene:
    """An operator who sells in Nîmes."""
    return build(house)


@pytest.fixture(scope="session")
def agent(scene: Scene) -> Program:
    """A call agent."""
    return scene.staff("AGENT")
