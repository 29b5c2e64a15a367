"""A throw-away add-on: folders that belong to a person, with pages; labels nobody was granted."""

from app.addons import Addon

addon = Addon(name="filing", label="Classement", package="tests.access.filing")
