"""A throw-away add-on whose table is shaped like requests, joined to a zone and a professional."""

from app.addons import Addon

addon = Addon(name="bench", label="Mesures", package="bench.addon")
