"""The legal texts: the staff reads, managers publish, administrators draft, anybody reads what is published."""

from addons.legal.models import LegalVersion
from tests.access_matrix.part import Part

RIGHTS = """
legal_versions | legal document version | RCW | RCWX publish | R | R | R
"""


def records(scene):
    """One draft."""
    return {"legal_versions": LegalVersion(operator=scene["operators"], body="Texte d’essai.")}


PART = Part(
    rights=RIGHTS,
    transitions={
        "legal_versions": {
            "publish": "publish",
            "schedule": "publish",
            "prepare_next": "create",
            "enter_into_force": "system",
            "supersede": "system",
        }
    },
    screens={"/textes": "legal_versions"},
    codes={"legal_versions": "legal.version"},
    routes=(
        {"method": "GET", "rule": "/cgv/", "public": frozenset({200})},
        {"method": "GET", "rule": "/cgv/<number>", "filled": {"number": "1"}, "public": frozenset({404})},
    ),
    records=records,
)
