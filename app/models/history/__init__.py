"""What happened to a record: created, changed, moved to another state, deleted, noted; by whom, when and why."""

from app.models.history.drafts import because, note
from app.models.history.recording import install

__all__ = ["because", "install", "note"]
