"""A throw-away add-on: studios of invented places, with every kind of field a list shows."""

from app.addons import Addon

addon = Addon(name="studios", label="Démonstration", package="tests.screens.demo")
