"""Logs that tell where an error happened and never what it was about: messages of exceptions quote the data."""

import logging
import traceback
from collections.abc import Iterator

from flask import g, has_request_context


class PlacesOnly(logging.Filter):
    """Replaces the text of an exception by its class and the lines of code it went through, and adds the request id."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the record is kept, rewritten."""
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = "\n".join(_places(record.exc_info[1]))
            record.exc_info = None
        if has_request_context() and "request_id" in g and not hasattr(record, "request_id"):
            record.request_id = g.request_id
            record.msg = f"[{g.request_id}] {record.msg}"
        return True


def _places(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _places(cause)
        yield "puis"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}"
