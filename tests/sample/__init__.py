"""A throw-away add-on: every kind of field, a hidden column, two roles that do not see the same."""

from app.addons import Addon

addon = Addon(name="sample", label="Essai", package="tests.sample")
