"""A throw-away add-on: studios of invented places, with every kind of field a list shows."""

from app.addons import Addon

addon = Addon(name="demo", label="Démonstration", package="tests.screens.demo")
