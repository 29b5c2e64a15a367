"""Keys and sealed values: AES-256-GCM with what a value belongs to as associated data.

The master key never seals a value: it wraps data keys (one per contact) and draws blind tokens, each through a key of
its own derived by HKDF. A sealed value is ``version|nonce|ciphertext``; moved to another table, column or row, or under
another key, it no longer opens.
"""

import base64
import binascii
import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.privacy.vault.errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"\x01"


def read_key(text: str) -> bytes:
    """The 32 bytes that a setting holds in base64. Raises ValueError, which does not quote them."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"{KEY_BYTES} octets en base64 attendus")
    return key


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands: the table and the row it belongs to."""

    table: str
    row: uuid.UUID


class DataKey:
    """The key of one contact, in the clear: kept no longer than the page or the task that needs it."""

    __slots__ = ("_cipher", "_secret", "id")

    def __init__(self, key_id: uuid.UUID, secret: bytes) -> None:
        self.id, self._secret, self._cipher = key_id, secret, AESGCM(secret)

    @classmethod
    def draw(cls) -> "DataKey":
        """A new key under a new id."""
        return cls(uuid.uuid4(), AESGCM.generate_key(KEY_BYTES * 8))

    def seal(self, text: str, place: Place, column: str) -> bytes:
        """``text`` sealed for one column of one row."""
        return _seal(self._cipher, text.encode(), self._belongs(place, column))

    def open(self, sealed: bytes, place: Place, column: str) -> str:
        """What ``seal`` was given. Raises SealBroken."""
        return _open(self._cipher, sealed, self._belongs(place, column)).decode()

    def wrapped_by(self, wrapping: AESGCM) -> bytes:
        """This key as the key store keeps it."""
        return _seal(wrapping, self._secret, _wrapped(self.id))

    def _belongs(self, place: Place, column: str) -> bytes:
        return f"{place.table}|{column}|{place.row}|{self.id}".encode()


class MasterKey:
    """The installation's secret: wraps data keys and draws the tokens people are found by."""

    __slots__ = ("_tokens", "_wrapping")

    def __init__(self, secret: bytes) -> None:
        self._wrapping = AESGCM(_derived(secret, b"relais vault: wrapping of data keys"))
        self._tokens = _derived(secret, b"relais vault: blind tokens")

    def wrap(self, key: DataKey) -> bytes:
        """The data key as the key store keeps it."""
        return key.wrapped_by(self._wrapping)

    def unwrap(self, key_id: uuid.UUID, wrapped: bytes) -> DataKey:
        """The data key itself. Raises SealBroken when another master key wrapped it, or another id was given."""
        return DataKey(key_id, _open(self._wrapping, wrapped, _wrapped(key_id)))

    def token(self, kind: str, value: str) -> int:
        """A blind token: the first eight bytes of an HMAC, as PostgreSQL's ``bigint``."""
        digest = hmac.new(self._tokens, f"{kind}|{value}".encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:8], "big", signed=True)


class PortalKey:
    """The key of sealed copies: the staff's processes seal a sold contact with it, the portal opens it."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(_derived(secret, b"relais portal: sealed copies"))

    def seal(self, person_json: str, aad: str) -> bytes:
        """A copy for whoever knows what it was sealed for: ``aad`` names the sale (``order_line|12``)."""
        return _seal(self._cipher, person_json.encode(), f"portal|{aad}".encode())

    def open(self, box: bytes, aad: str) -> str:
        """What ``seal`` was given. Raises SealBroken when the box belongs to another sale or was changed."""
        return _open(self._cipher, box, f"portal|{aad}".encode()).decode()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)


def _wrapped(key_id: uuid.UUID) -> bytes:
    return f"data_key|wrapped|{key_id}".encode()


def _seal(cipher: AESGCM, plain: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + cipher.encrypt(nonce, plain, aad)


def _open(cipher: AESGCM, sealed: bytes, aad: bytes) -> bytes:
    nonce, text = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if sealed[:1] == VERSION and len(nonce) == NONCE_BYTES:
        try:
            return cipher.decrypt(nonce, text, aad)
        except InvalidTag:
            pass
    raise SealBroken
