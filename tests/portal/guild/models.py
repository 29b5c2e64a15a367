from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, relationship

from app.models.base import Base, Names
from app.models.choices import Choice
from app.models.fields import choice, code, count, instant, money, ref
from app.models.owned import Owned


class JobState(Choice):
    OPEN = "open", "Ouvert", "blue"
    SHUT = "shut", "Fermé 100 %", "grey"


class GuildTown(Base):
    """What everybody reads."""

    __tablename__ = "guild_town"
    names = Names("bourg", "bourgs")
    recorded = False

    name: Mapped[str] = code(40, label="Nom")
    mayor: Mapped[str | None] = code(40, label="Maire")


class GuildMember(Base, Owned):
    __tablename__ = "guild_member"
    names = Names("membre", "membres")
    recorded = False

    name: Mapped[str] = code(40, label="Nom")
    user_id: Mapped[int] = ref("ab_user.id", label="Compte")


class GuildJob(Base, Owned):
    __tablename__ = "guild_job"
    names = Names("ouvrage", "ouvrages")
    title = ("reference",)
    recorded = False

    reference: Mapped[str] = code(40, label="Référence")
    price_ht: Mapped[Decimal] = money(label="Prix HT")
    secret: Mapped[str] = code(40, label="Secret")
    state: Mapped[JobState] = choice(JobState, label="État", default=JobState.OPEN)
    peeked: Mapped[int] = count(label="Vu", default=0)
    until: Mapped[datetime] = instant(label="Jusqu’à")
    town_id: Mapped[int | None] = ref("guild_town.id", label="Bourg")
    town: Mapped[GuildTown | None] = relationship()


class GuildOffer(Base, Owned):
    __tablename__ = "guild_offer"
    names = Names("offre", "offres", feminine=True)
    recorded = False

    job_id: Mapped[int] = ref("guild_job.id", label="Ouvrage")
    job: Mapped[GuildJob] = relationship()
    member_id: Mapped[int] = ref("guild_member.id", label="Membre")
    note: Mapped[str | None] = code(40, label="Note interne")


class GuildClaim(Base, Owned):
    __tablename__ = "guild_claim"
    names = Names("prise", "prises", feminine=True)
    recorded = False

    job_id: Mapped[int] = ref("guild_job.id", label="Ouvrage", unique=True)
    member_id: Mapped[int] = ref("guild_member.id", label="Membre")
    wish: Mapped[str | None] = code(40, label="Souhait")
