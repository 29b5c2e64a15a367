from sqlalchemy import bindparam, select

from app.access.grants import Grant, among
from app.models.clock import now
from app.models.types import UtcDateTime
from tests.portal.guild.models import GuildClaim, GuildJob, GuildMember, GuildOffer, GuildTown, JobState
from tests.portal.guild.roles import GUEST, JOINER, WARDEN

_now = bindparam("now", callable_=now, type_=UtcDateTime())


def offered(me):
    own = select(GuildOffer.job_id).where(GuildOffer.member_id == me.member_id)
    return among(GuildJob.id, own) & (GuildJob.state == JobState.OPEN) & (GuildJob.until > _now)


PORTAL_FUNCTIONS = ("guild_peek",)

ACCESS = [
    Grant(JOINER, GuildTown, "read", fields=("name",)),
    Grant(JOINER, GuildJob, "read", where=offered, fields=("reference", "price_ht", "town")),
    Grant(JOINER, GuildOffer, "read", where=lambda me: GuildOffer.member_id == me.member_id, fields=("job",)),
    Grant(JOINER, GuildClaim, "read create write", where=lambda me: GuildClaim.member_id == me.member_id),
    Grant(GUEST, GuildTown, "read", fields=("name",), where=lambda me: GuildTown.name.startswith("O")),
    Grant(WARDEN, GuildJob, "read create write delete"),
    Grant(WARDEN, GuildMember, "read"),
]
