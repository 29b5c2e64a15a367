"""A throw-away add-on: workshops of invented towns, with every way of typing, lines, states and a check."""

from app.addons import Addon

addon = Addon(name="trial", label="Essai", package="tests.screens.trial")
