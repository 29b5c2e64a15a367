"""Fixtures for the tests of the kernel (``tests/``) and of every add-on (``addons/*/tests/``)."""

pytest_plugins = (
    "tests.support.network",
    "tests.support.surroundings",
    "tests.support.database",
    "tests.support.people",
    "tests.support.browser",
    "tests.support.portal",
)
