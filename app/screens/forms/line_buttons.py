"""Lines without JavaScript: adding, removing and moving a line are submit buttons that show the form again."""

import re

from werkzeug.datastructures import MultiDict

from app.screens.forms.record_form import LinesField, RecordForm

#: Name of these buttons; their value reads ``add:coverage``, ``remove:coverage:2``, ``up:coverage:2``.
BUTTON = "_line"


def press(form: RecordForm, typed: MultiDict[str, str]) -> bool:
    """Do what the pressed line button asks. Returns False when none was pressed, or none that the form has."""
    match = re.fullmatch(r"(add|remove|up|down):(\w+)(?::(\d{1,4}))?", typed.get(BUTTON, ""))
    if match is None or match[2] not in form or not isinstance(form[match[2]], LinesField):
        return False
    lines: LinesField = form[match[2]]
    index = int(match[3] or 0)
    if match[1] == "add":
        lines.add()
    elif match[1] == "remove":
        lines.remove(index)
    else:
        lines.move(index, -1 if match[1] == "up" else 1)
    return True
