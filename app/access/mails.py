"""The mails of identification, written when they are sent: the link exists nowhere before."""

from sqlalchemy import select

from app.access.accounts import User
from app.access.links import LinkMade, address_of
from app.access.tables import OneTimeLink, Purpose
from app.database import session
from app.effects.mail import send_mail
from app.effects.outbox import handles
from app.i18n import _l
from app.models import clock

SUBJECTS = {
    Purpose.INVITATION: _l("Votre accès à Relais"),
    Purpose.FORGOTTEN: _l("Choisissez un nouveau mot de passe"),
}


def _is_still_good(effect: LinkMade) -> bool:
    good = select(OneTimeLink.id).join(User, User.id == OneTimeLink.account_id)
    return (
        session.scalar(
            good.where(
                OneTimeLink.id == effect.link_id,
                OneTimeLink.used_at.is_(None),
                OneTimeLink.expires_at >= clock.now(),
                User.active,
            )
        )
        is not None
    )


@handles(LinkMade, still=_is_still_good)
def send_link(effect: LinkMade) -> None:
    """Send its holder the address of a link."""
    columns = (OneTimeLink.purpose, OneTimeLink.expires_at, User.first_name, User.email)
    of_the_link = OneTimeLink.id == effect.link_id
    link = session.execute(select(*columns).join(User, User.id == OneTimeLink.account_id).where(of_the_link)).one()
    send_mail(
        to=link.email,
        subject=str(SUBJECTS[link.purpose]),
        template=f"kernel/{link.purpose.code}.txt",
        first_name=link.first_name,
        address=address_of(effect.link_id),
        until=link.expires_at,
    )
