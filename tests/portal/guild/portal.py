from flask import Blueprint, flash, redirect, render_template_string, request, url_for
from sqlalchemy import select

from app.database import session
from app.portal import desk
from app.portal.navigation import add_entry
from tests.portal.guild.models import GuildJob

pages = Blueprint("guild_pages", __name__, url_prefix="/ouvrages")
PAGES = [pages]

add_entry("Ouvrages", "guild_pages.listed", icon="bolt", order=10)
add_entry("Mot de passe", "portal_pages.ask_password", icon="lock", order=20)

PAGE = """{% extends "portal/base.html" %}{% block content %}<h1>Ouvrages</h1>
<ul hx-get="{{ url_for('guild_pages.part') }}" hx-trigger="every 10s">
{% for job in jobs %}<li class="card">{{ job.reference }} {{ job.price_ht }} {{ job.town.name if job.town }}
<form method="post" action="{{ url_for('guild_pages.take', id=job.id) }}">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><button class="btn btn-primary">Prendre</button>
</form></li>{% endfor %}</ul>{% endblock %}"""


@pages.get("/")
def listed():
    return render_template_string(PAGE, title="Ouvrages", jobs=_jobs())


@pages.get("/partie")
def part():
    return ", ".join(job.reference for job in _jobs())


@pages.post("/<int:id>/prendre")
def take(id):
    told = desk.ask("guild.claim", job_id=id, wish=request.form.get("wish"))
    flash(f"Pris : {told['claim']}", "success")
    return redirect(url_for("guild_pages.listed"), 303)


def _jobs():
    return session.scalars(select(GuildJob).order_by(GuildJob.reference)).all()
