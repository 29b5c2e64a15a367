"""A stored document as a web answer."""

from hashlib import sha256

from flask import Response


class Altered(RuntimeError):
    """A stored document is no longer the one that was stored: nobody is handed another in its place."""


def pdf(content: bytes, *, name: str, digest: str) -> Response:
    """The document to download as ``<name>.pdf``, byte for byte what was stored. Raises Altered.

    ``name`` holds letters, digits and hyphens: a number, never a person's name.
    """
    if sha256(content).hexdigest() != digest:
        raise Altered(name)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
