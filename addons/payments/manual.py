"""The provider that is a person: an accountant confirms transfers and cheques, and the refunds of them."""

from decimal import Decimal

from werkzeug.datastructures import Headers

from addons.payments.adapters import Adapter, Opened, Told, Unreachable, Wanted, provider
from addons.payments.errors import BadSignature
from addons.payments.models import Method
from addons.payments.models.payment import MANUAL
from app.settings import Settings


class Manual:
    """Opens nothing for professionals: its payments are begun and confirmed on the screen of payments."""

    real = True
    #: None is captured at once, so none is offered to professionals.
    methods: frozenset[Method] = frozenset()

    def open(self, wanted: Wanted) -> Opened:
        raise Unreachable

    def parse(self, headers: Headers, body: bytes) -> Told:
        raise BadSignature

    def fetch(self, ref: str | None, key: str) -> Told | None:
        raise Unreachable

    def refund(self, ref: str, key: str, amount_ttc: Decimal) -> Told:
        raise Unreachable


@provider(MANUAL)
def manual(settings: Settings) -> Adapter:
    """The same on every installation."""
    return Manual()
