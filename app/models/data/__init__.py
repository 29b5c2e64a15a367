"""Reference data that comes with the code: CSV files by natural key, loaded at each upgrade, as often as wanted."""

from app.models.data.loading import load_addons, load_file
from app.models.data.reading import DataError

__all__ = ["DataError", "load_addons", "load_file"]
