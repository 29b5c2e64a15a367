"""Labels of the records a form points at: one statement per model, whatever the number of fields and lines."""

from collections import defaultdict

from app.models.base import Base
from app.records.lookup import name_links
from app.screens.forms.record_form import RecordForm


def label_links(form: RecordForm) -> None:
    """Fill the labels of every link of ``form`` that the acting person may read; the others show nothing."""
    wanted: dict[type[Base], set[int]] = defaultdict(set)
    for field in form.links():
        assert field.target is not None
        wanted[field.target].update(field.ids)
    found = {model: name_links(model, ids) for model, ids in wanted.items()}
    for field in form.links():
        assert field.target is not None
        field.labels = {id: link.label for id, link in found[field.target].items() if link.label is not None}
