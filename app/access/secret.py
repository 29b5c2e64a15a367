"""What only this installation can compute: keyed hashes and signed links."""

import hashlib
import hmac

from itsdangerous import BadSignature, URLSafeSerializer

from app.kernel import kernel_of


def keyed_hash(purpose: str, text: str) -> str:
    """A hash of ``text`` that does not compare across purposes nor installations."""
    key = kernel_of().settings.secret_key.encode()
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def sign(purpose: str, id: int) -> str:
    """A text for an address that carries ``id`` and cannot be made by anybody else."""
    return str(_serializer(purpose).dumps(id))


def unsign(purpose: str, text: str) -> int | None:
    """The id that ``sign`` put in, or None for anything else."""
    try:
        return int(_serializer(purpose).loads(text))
    except BadSignature:
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(kernel_of().settings.secret_key, salt=purpose)
