"""Templates: what a message is for, through which channels it may go, and until when it is true.

    NEW_REQUEST = Template("matching.new_request", Nature.OFFER, (Channel.SMS, Channel.EMAIL), still=is_open)

Its texts stand in ``documents/`` of the add-on its name begins with: ``new_request.sms.txt``, and
``new_request.email.txt`` whose first line is ``Objet : …``. They are rendered when they are sent, with ``recipient``,
``subject``, ``operator``, ``portal_url``, ``base_url``, the facts, and what ``values`` adds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from addons.notifications.models import Channel, Nature

#: Of the subject and the recipient, as they are when the message is about to leave.
Asked = Callable[[Any, Any], bool]
Values = Callable[[Any, Any], Mapping[str, Any]]

_NAME = re.compile(r"[a-z]+\.[a-z_]{1,40}")
_declared: "dict[str, Template]" = {}


class TemplateTwice(TypeError):
    """A bug: two templates have the same name, or one has a name that no file can bear."""


@dataclass(frozen=True, eq=False)
class Template:
    """A message under a name, ``<add-on>.<text>``; declaring it is enough.

    ``still(subject, recipient)`` is asked again just before sending: once false, the message is suppressed. ``values``
    gives the texts more than what they have by themselves, such as a client's telephone read in the vault. ``urgent``
    lifts the quiet hours of the clients. Raises TemplateTwice.
    """

    name: str
    nature: Nature
    channels: Sequence[Channel]
    still: Asked | None = None
    values: Values | None = None
    urgent: Asked | None = None

    def __post_init__(self) -> None:
        if self.name in _declared or not _NAME.fullmatch(self.name):
            raise TemplateTwice(self.name)
        _declared[self.name] = self

    def file(self, channel: Channel) -> str:
        """Its text for a channel, as the mail's templates know it: ``matching/new_request.sms.txt``."""
        addon, _, text = self.name.partition(".")
        return f"{addon}/{text}.{channel.code}.txt"


def declared() -> Mapping[str, Template]:
    """Every template of the add-ons switched on, by name."""
    return MappingProxyType(_declared)
