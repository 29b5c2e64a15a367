"""The template of the panel: pricing serves no page of its own."""

from flask import Blueprint

PAGES = [Blueprint("pricing", __name__, template_folder="templates")]
