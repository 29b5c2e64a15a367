"""Addresses that agree: a postal code that exists, and that is one of its commune."""

from sqlalchemy import select

from addons.zones.errors import PostalCodeDisagrees, UnknownPostalCode
from addons.zones.models.commune import Commune, PostalCode
from app.database import session


def check_postal_code(postal_code: str, *, field: str = "postal_code") -> None:
    """Raise UnknownPostalCode, beside ``field``, when no commune of France has this postal code."""
    known = select(PostalCode.id).where(PostalCode.code == postal_code).limit(1)
    if session().scalar(known) is None:
        raise UnknownPostalCode(field=field, postal_code=postal_code)


def check_address(postal_code: str, commune: Commune, *, field: str = "postal_code") -> None:
    """Raise UnknownPostalCode or PostalCodeDisagrees, beside ``field``, unless the commune has this postal code.

    An overseas territory without any postal code agrees with none.
    """
    if not commune.has_postal_code(postal_code):
        check_postal_code(postal_code, field=field)
        expected = (commune.postal_codes or "—").replace(" ", ", ")
        raise PostalCodeDisagrees(field=field, postal_code=postal_code, commune=commune.name, expected=expected)
