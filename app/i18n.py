"""French first: how a sentence of the code is marked for translation; ``app.languages`` chooses the language."""

from collections.abc import Callable
from typing import TypeAlias

import flask_babel
from flask_babel import LazyString, lazy_gettext, lazy_ngettext, lazy_pgettext

#: What declarations take: a msgid marked lazily, or a plain string that needs no translation.
Label: TypeAlias = LazyString | str

gettext: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
pgettext: Callable[..., str] = flask_babel.pgettext
_ = gettext
_l = lazy_gettext

__all__ = [
    "Label",
    "LazyString",
    "_",
    "_l",
    "gettext",
    "lazy_gettext",
    "lazy_ngettext",
    "lazy_pgettext",
    "ngettext",
    "pgettext",
]
