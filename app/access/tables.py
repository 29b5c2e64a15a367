"""What identification remembers: sessions of people and programs, attempts to sign in, links that work once."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.i18n import _l
from app.models import kinds
from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import Field, choice, code, instant, ref, text
from app.privacy.declarations import Category, Subject, not_personal, personal

_traces = personal(
    Subject.ANY, Category.CONNECTION, purpose="sécurité des comptes", kept="12 mois après la fin de la session"
)


class SessionKind(Choice):
    """How somebody got in."""

    BROWSER = "browser", _l("Navigateur"), "blue"
    API = "api", _l("Programme"), "cyan"
    PERSONAL = "personal", _l("Jeton personnel"), "purple"


class Ending(Choice):
    """Why a session ended before its time."""

    LOGOUT = "logout", _l("Déconnexion")
    PASSWORD = "password", _l("Mot de passe changé")
    ROLES = "roles", _l("Rôles changés")
    DEACTIVATION = "deactivation", _l("Compte désactivé")
    REVOKED = "revoked", _l("Fermée à la main")


class LoginSession(Base):
    """One login, kept on the server: the cookie or the header holds a token, this row its SHA-256."""

    __tablename__ = "login_session"
    names = Names(_l("session"), _l("sessions"), feminine=True)
    resource = "login_sessions"
    recorded = False

    account_id: Mapped[int] = ref("ab_user.id", label=_l("Compte"), ondelete="CASCADE")
    kind: Mapped[SessionKind] = choice(SessionKind, label=_l("Accès"))
    token_hash: Mapped[str] = code(64, label=_l("Empreinte du jeton"), unique=True)
    name: Mapped[str] = text(80, label=_l("Nom"), personal=not_personal("nom donné à un jeton"), default="")
    device: Mapped[str] = text(200, label=_l("Appareil"), personal=_traces, default="")
    operator_id: Mapped[int | None] = mapped_column(
        BigInteger, info={"field": Field(kinds.Count(), _l("Entreprise choisie"), readonly=True)}
    )
    created_at: Mapped[datetime] = instant(label=_l("Ouverte le"))
    seen_at: Mapped[datetime] = instant(label=_l("Vue le"))
    expires_at: Mapped[datetime] = instant(label=_l("Expire le"), index=True)
    ended_at: Mapped[datetime | None] = instant(label=_l("Fermée le"))
    ending: Mapped[Ending | None] = choice(Ending, label=_l("Motif de fermeture"))


class LoginAttempt(Base):
    """One attempt to sign in that was counted; keyed hashes only, erased each night after a day."""

    __tablename__ = "login_attempt"
    names = Names(_l("essai de connexion"), _l("essais de connexion"))
    resource = "login_attempts"
    recorded = False

    at: Mapped[datetime] = instant(label=_l("Le"), index=True)
    account_key: Mapped[str | None] = code(64, label=_l("Compte visé"))
    address_key: Mapped[str] = code(64, label=_l("Adresse"))


class Purpose(Choice):
    """What a link opens."""

    INVITATION = "invitation", _l("Invitation")
    FORGOTTEN = "forgotten", _l("Mot de passe oublié")


class OneTimeLink(Base):
    """A link that lets its holder choose a password, once. The link itself is signed when its mail is written."""

    __tablename__ = "one_time_link"
    names = Names(_l("lien à usage unique"), _l("liens à usage unique"))
    resource = "one_time_links"
    recorded = False

    #: None for a decoy: an unknown address costs the same work as a known one.
    account_id: Mapped[int | None] = ref("ab_user.id", label=_l("Compte"), ondelete="CASCADE")
    purpose: Mapped[Purpose] = choice(Purpose, label=_l("Objet"))
    created_at: Mapped[datetime] = instant(label=_l("Créé le"))
    expires_at: Mapped[datetime] = instant(label=_l("Valable jusqu’au"))
    used_at: Mapped[datetime | None] = instant(label=_l("Utilisé le"))
