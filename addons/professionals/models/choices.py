"""The closed lists of professionals: states, documents, motives."""

from app.i18n import _l
from app.models.choices import Choice

_ENTRY = _l("Prise de contact")
_FILE = _l("Dossier")
_SIGNATURE = _l("Signature")
_LIVE = _l("Actif")
_END = _l("Fin")


class State(Choice):
    """The life of a professional, from the first contact to the end of the relation."""

    CONTACTED = "contacted", _l("Contacté"), "blue", _ENTRY
    PROFILE_DECLARED = "profile_declared", _l("Profil déclaré"), "blue", _ENTRY
    DOCUMENTS_PENDING = "documents_pending", _l("Documents attendus"), "orange", _FILE
    DOCUMENTS_VERIFIED = "documents_verified", _l("Documents vérifiés"), "cyan", _FILE
    SIGNATURE_PENDING = "signature_pending", _l("Signature attendue"), "orange", _SIGNATURE
    SIGNED = "signed", _l("Signé"), "cyan", _SIGNATURE
    VALIDATED = "validated", _l("Validé"), "green", _LIVE
    DOCUMENTS_EXPIRED = "documents_expired", _l("Assurance expirée"), "orange", _LIVE
    SUSPENDED = "suspended", _l("Suspendu"), "red", _LIVE
    DELETION_PENDING = "deletion_pending", _l("Suppression demandée"), "orange", _END
    TERMINATED = "terminated", _l("Résilié"), "grey", _END
    ABANDONED = "abandoned", _l("Abandonné"), "grey", _END


#: States from which a file may still be abandoned: nobody was validated yet.
ONBOARDING = (
    State.CONTACTED,
    State.PROFILE_DECLARED,
    State.DOCUMENTS_PENDING,
    State.DOCUMENTS_VERIFIED,
    State.SIGNATURE_PENDING,
    State.SIGNED,
)
#: States that end the relation; the SIREN becomes free for a new file, unless it was banned.
CLOSED = (State.TERMINATED, State.ABANDONED)


class NetworkStatus(Choice):
    """Whether the professional has, or may have, an account (CGV-3.2)."""

    IN_NETWORK = "in_network", _l("Dans le réseau"), "green"
    OFF_NETWORK = "off_network", _l("Hors réseau"), "grey"


class LegalForm(Choice):
    """The legal form, as the Kbis or the craftsmen’s register writes it."""

    EI = "ei", _l("Entreprise individuelle")
    EURL = "eurl", _l("EURL")
    SARL = "sarl", _l("SARL")
    SASU = "sasu", _l("SASU")
    SAS = "sas", _l("SAS")
    SA = "sa", _l("SA")
    SCOP = "scop", _l("SCOP")
    OTHER = "other", _l("Autre")


class TempAgency(Choice):
    """Whether the professional runs a temporary work agency, which the terms exclude (CGV-10.9)."""

    UNKNOWN = "unknown", _l("Non vérifié"), "orange"
    NO = "no", _l("Non"), "green"
    YES = "yes", _l("Oui"), "red"


class Channel(Choice):
    """How a contact took place; the terms know no other (CGV-4.1)."""

    EMAIL = "email", _l("E-mail"), "cyan"
    PHONE = "phone", _l("Téléphone"), "blue"


class Direction(Choice):
    """Who went towards whom."""

    INBOUND = "inbound", _l("Entrant"), "green"
    OUTBOUND = "outbound", _l("Sortant"), "purple"


class DocumentKind(Choice):
    """What a document proves."""

    IDENTITY = "identity", _l("Pièce d’identité")
    KBIS = "kbis", _l("Extrait Kbis ou RNE")
    INSURANCE_RC_PRO = "insurance_rc_pro", _l("Assurance RC Pro")
    INSURANCE_DECENNALE = "insurance_decennale", _l("Assurance décennale")
    DIPLOMA = "diploma", _l("Diplôme (CAP, BEP ou plus)")
    EXPERIENCE = "experience", _l("Expérience professionnelle")
    URSSAF = "urssaf", _l("Attestation de vigilance URSSAF")
    OTHER = "other", _l("Autre document")


class Verdict(Choice):
    """What a member of the staff concluded on a document."""

    TO_CHECK = "to_check", _l("À vérifier"), "orange"
    CONFORM = "conform", _l("Conforme"), "green"
    NON_CONFORM = "non_conform", _l("Non conforme"), "red"


class SanctionKind(Choice):
    """What was decided against a professional."""

    SUSPENSION = "suspension", _l("Suspension"), "orange"
    TERMINATION = "termination", _l("Résiliation"), "red"


class Motive(Choice):
    """Why an access is suspended or ended: the list of article 10.b, then articles 6, 8 and 2 (CGV-10.6)."""

    CGV_VIOLATION = "cgv_violation", _l("Violation des CGV")
    IP_INFRINGEMENT = "ip_infringement", _l("Atteinte à la propriété intellectuelle")
    SUSPECTED_FRAUD = "suspected_fraud", _l("Soupçon de fraude ou de falsification")
    TEMP_AGENCY = "temp_agency", _l("Agence de travail temporaire")
    IDENTITY_THEFT = "identity_theft", _l("Usurpation d’identité")
    LAW_BREACH = "law_breach", _l("Infraction à la loi")
    PAYMENT_CIRCUMVENTION = "payment_circumvention", _l("Contournement du paiement")
    QUALITY_BELOW = "quality_below", _l("Exigences de qualité non tenues")
    ABUSIVE_LANGUAGE = "abusive_language", _l("Propos injurieux ou discriminants")
    THREATENING_BEHAVIOUR = "threatening_behaviour", _l("Comportement menaçant")
    SERIOUS_CLIENT_CRITICISM = "serious_client_criticism", _l("Critiques sérieuses de clients")
    INACTIVITY = "inactivity", _l("Inactivité de plus de trois mois")
    RESALE = "resale", _l("Cession de coordonnées à des tiers")
    REVIEWS = "reviews", _l("Avis de clients")
    OTHER = "other", _l("Autre motif")


#: Motives that close the door for good: the SIREN, the e-mail and the phone may not come back (CGV-8.2, CGV-10.10).
BANNING = frozenset({Motive.RESALE, Motive.IDENTITY_THEFT})
