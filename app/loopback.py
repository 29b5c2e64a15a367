"""Which addresses never leave this machine: what a demonstration listens on, what needs no encryption."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine itself: ``localhost`` or an address of loopback. No name is resolved."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
