"""How a request is read: sizes, bytes that are not UTF-8, and which kind of answer the asker expects."""

from typing import IO, TypeAlias
from urllib.parse import parse_qsl

from flask import Flask, Request, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

#: A text far too long is still read, so that its form can refuse it beside the field and keep the rest; more than this
#: is answered 413 and nothing is kept.
LARGEST_BODY = 16_000_000

Parsed: TypeAlias = "tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]"


class _Parser(FormDataParser):
    """Werkzeug leaves ``%E9`` as typed text when it is not UTF-8; here it becomes U+FFFD, which every kind refuses."""

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Parsed:
        text = stream.read().decode(errors="replace")
        return stream, self.cls(parse_qsl(text, keep_blank_values=True, errors="replace")), self.cls()


class RelaisRequest(Request):
    """The request of every page: Flask's, with our way of reading forms."""

    form_data_parser_class = _Parser


def install(app: Flask) -> None:
    """Read every request this way."""
    app.request_class = RelaisRequest
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY


def wants_json() -> bool:
    """Whether a program asks: the API answers JSON, whatever goes wrong."""
    return request.path.startswith("/api/")


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers
