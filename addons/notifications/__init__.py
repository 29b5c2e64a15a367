"""What is sent to people: templates, one gate before each send, delivery states."""

from app.addons import Addon
from app.i18n import _l

addon = Addon(
    name="notifications",
    label=_l("Messages"),
    depends=("base",),
    summary=_l("E-mails et SMS envoyés, et pourquoi certains ne partent pas."),
)
