from sqlalchemy import func, select

from app.access.accounts import User
from app.access.grants import Audience, Fact, Role
from tests.portal.guild.models import GuildMember

JOINER = Role("guild_joiner", "Menuisier", Audience.PORTAL)
GUEST = Role("guild_guest", "Invité", Audience.PORTAL)
WARDEN = Role("guild_warden", "Gardien")
ROLES = [JOINER, GUEST, WARDEN]

_own = GuildMember.user_id == User.id

FACTS = [
    Fact("member_id", select(GuildMember.id).where(_own).correlate(User).scalar_subquery(), audience=Audience.PORTAL),
    Fact(
        "operator_ids",
        select(func.array_agg(GuildMember.operator_id)).where(_own).correlate(User).scalar_subquery(),
        audience=Audience.PORTAL,
    ),
]
