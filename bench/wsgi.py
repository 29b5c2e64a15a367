"""The application under measure: every add-on, and the bench's own."""

from app import create_app
from app.addons import discover
from bench.addon import addon

application = create_app(addons=(*discover(), addon))
