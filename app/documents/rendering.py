"""Typst: a template of an add-on and data as JSON give a PDF/A-3b.

The template reads its data so: ``#let data = json(bytes(sys.inputs.data))``. It sees its own folder and nothing else:
no other file, no network, no font of the machine.
"""

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Compiler

#: What every document begins with: its title and author are never left to the template.
_FRAME = "#set document(title: sys.inputs.title, author: sys.inputs.author, date: auto)\n#include {template}\n"
#: An import from typst's public registry would be a download.
_PACKAGE = re.compile(r"\b(?:import|include)\s*\(?\s*\"@")

#: A compiler serves one thread at a time.
_one_at_a_time = Lock()


class DefectiveTemplate(RuntimeError):
    """A bug: a template reaches out of its folder or compiles with a warning (an unknown font, most often)."""


def render(template: Path, data: Mapping[str, Any], *, title: str, author: str, at: datetime) -> bytes:
    """The PDF/A-3b of ``template`` filled with ``data``, which JSON can write; ``at`` is its date in the file.

    The same input gives the same bytes, in any process, on any machine with the same locks. Raises ValueError for a
    naive ``at``, DefectiveTemplate, and typst's own error for a template that is wrong or a character that no font
    has (see ``fonts.unprintable``).
    """
    if at.tzinfo is None:
        raise ValueError("a naive datetime is not an instant")
    with _one_at_a_time:
        compiler = _compiler(template.parent.resolve(), os.getpid())
        document, warnings = compiler.compile_with_warnings(
            input=_FRAME.format(template=json.dumps(template.name)).encode(),
            sys_inputs={"data": _json(data), "title": title, "author": author},
            pdf_standards=["a-3b"],
            pdf_tags=False,
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    if warnings:
        raise DefectiveTemplate("; ".join(str(warning) for warning in warnings))
    assert isinstance(document, bytes)  # without an output path, a PDF is one string of bytes
    return document


@lru_cache(maxsize=16)
def _compiler(folder: Path, process: int) -> "Compiler":
    """The compiler of a folder, made once per process: a child of a fork does not have the threads of its parent's."""
    from typst import Compiler, Fonts  # noqa: PLC0415  # 40 MB that web workers never need

    for path in folder.rglob("*.typ"):
        if _PACKAGE.search(path.read_text(encoding="utf-8")):
            raise DefectiveTemplate(f"{path.name} imports a package from the network")
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
