"""Catalogues as the application reads them."""

import pytest

from app.translations import compile_catalogues


@pytest.fixture(scope="session", autouse=True)
def compiled():
    compile_catalogues()
