"""The kernel's own daily tasks around effects."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete

from app.database import session
from app.effects.mail import post_of
from app.effects.mail_store import MailStore
from app.effects.models import OutboxRow, Progress
from app.effects.schedule import daily
from app.models import clock

#: How long what is over stays readable; a failure stays until a person dealt with it.
KEPT = timedelta(days=30)


@daily(at="03:30")
def forget_ended() -> None:
    """Delete effects that ended well, or without a reason any more, 30 days ago."""
    over = (Progress.DONE, Progress.EXPIRED, Progress.WITHDRAWN)
    ended = OutboxRow.ended_at < clock.now() - KEPT
    session().connection().execute(delete(OutboxRow).where(OutboxRow.state.in_(over), ended))


@daily(at="04:00")
def purge_mail() -> None:
    """Empty the embedded mail store of what is older than seven days."""
    post = post_of(current_app)
    if isinstance(post, MailStore):
        post.purge()
