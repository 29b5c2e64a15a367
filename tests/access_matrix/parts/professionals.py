"""What professionals bring with the sale: acceptances of the terms and accesses to the portal."""

from addons.professionals.models import Acceptance, ProfessionalAccount, Strength
from app import database
from app.access.accounts import User
from tests.access_matrix.part import Part

RIGHTS = """
acceptances           | professional, onboarding file | R | RC | RC | – | R
professional_accounts | professional, onboarding file | R | RC | RC | – | R
"""

DIFFERENCES = {
    **{
        (name, role): "made by a service from the record of the professional, never changed afterwards"
        for name in ("acceptances", "professional_accounts")
        for role in ("MANAGER", "AGENT")
    },
    ("acceptances", "ACCOUNTANT"): "an invoice names the version of its order, not who ticked what",
    ("professional_accounts", "ACCOUNTANT"): "an account has no billing field",
}


def records(scene):
    """One acceptance and one access."""
    operator, professional, version = (scene[name] for name in ("operators", "professionals", "legal_versions"))
    username = f"artisan.{operator.code}"
    user = User(
        username=username, first_name="Artisan", last_name="Essai", email=f"{username}@example.org", active=True
    )
    database.session.add(user)
    database.session.flush()
    return {
        "acceptances": Acceptance(
            operator=operator, professional=professional, version=version, strength=Strength.EXPLICIT,
            accepted_at=scene["sanctions"].effective_at, sha256="0" * 64,
        ),
        "professional_accounts": ProfessionalAccount(operator=operator, professional=professional, user_id=user.id),
    }  # fmt: skip


PART = Part(
    rights=RIGHTS,
    differences=DIFFERENCES,
    # The whole life of a professional: what is written here stands in place of the table of the kernel's part.
    transitions={
        "professionals": {
            "declare_profile": "onboard",
            "open_account": "onboard",
            "verify_documents": "onboard",
            "ask_signature": "onboard",
            "ask_documents_again": "onboard",
            "sign": "onboard",
            "sign_again": "onboard",
            "give_access": "onboard",
            "note_preferences": "onboard",
            "renew_documents": "onboard",
            "request_deletion": "onboard",
            "withdraw_deletion": "onboard",
            "abandon": "onboard",
            "validate": "validate",
            "suspend": "sanction",
            "reinstate": "sanction",
            "terminate": "sanction",
            "expire_documents": "system",
        }
    },
    screens={"/acceptations": "acceptances", "/acces-portail": "professional_accounts"},
    codes={"acceptances": "professionals.acceptance", "professional_accounts": "professionals.account"},
    records=records,
)
