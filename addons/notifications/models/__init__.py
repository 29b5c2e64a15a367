"""Messages and the preferences of who receives them."""

from addons.notifications.models.message import Channel, Delivery, Message, Nature, Reason
from addons.notifications.models.opposition import Opposition

__all__ = ["Channel", "Delivery", "Message", "Nature", "Opposition", "Reason"]
