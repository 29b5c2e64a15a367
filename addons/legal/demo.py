"""The terms of the operator that sells, in force for more than a year so that everything shown fell under them."""

from datetime import timedelta

from sqlalchemy import select

from addons.base.demo import BORIS
from addons.base.models import Operator
from addons.legal.models import VersionState
from addons.legal.services import draft_from_model
from addons.legal.wording import digest
from app.database import session
from app.models.clock import now

_HELD = timedelta(days=500)


def load() -> None:
    """Publish version 1 of the model text, dated back: no service publishes in the past."""
    operator = session().scalars(select(Operator).where(Operator.code == BORIS)).one()
    version = draft_from_model(operator)
    version.number, version.sha256 = 1, digest(version.body)
    version.published_at = version.effective_at = now() - _HELD
    version.state = VersionState.IN_FORCE
    session().flush()
