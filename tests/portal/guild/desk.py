from app.access import current_account
from app.database import session
from app.errors import DomainError, NotFound
from app.portal import desk
from tests.portal.guild.models import GuildClaim, GuildJob


class AlreadyClaimed(DomainError):
    status = 409
    rule = "CGV-3.8"
    sentence = "L’ouvrage %(reference)s vient d’être pris."


@desk.command("guild.claim")
def claim(job_id: int, wish: str | None = None) -> dict[str, object]:
    """Claim a job that is offered to the acting member."""
    job = session.get(GuildJob, job_id)
    if job is None:
        raise NotFound
    if job.price_ht > 1000:
        raise AlreadyClaimed(field="wish", reference=job.reference)
    made = GuildClaim(job_id=job.id, member_id=current_account().member_id, wish=wish)
    session.add(made)
    session.flush()
    return {"claim": made.id, "wish": made.wish}


@desk.command("guild.break")
def broken(how: str) -> object:
    """Fail in a way nobody foresaw, after writing something."""
    claim(int(how.partition(" ")[2]))
    if how.startswith("answer"):
        return object()
    raise RuntimeError(how)
