"""A throw-away add-on whose effects leave a mark, send mail, or fail, so that they can be counted."""

from app.addons import Addon

addon = Addon(name="probe", label="Sonde", package="tests.effects.probe")
