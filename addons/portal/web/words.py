"""How amounts, hours and articles are written on a phone."""

from datetime import datetime

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import PARIS, format_day, format_money, format_phone, format_rate, format_siren


def install(pages: Blueprint) -> None:
    """Give every template of the portal these filters."""
    pages.add_app_template_filter(format_money, "money")
    pages.add_app_template_filter(format_day, "day")
    pages.add_app_template_filter(format_phone, "phone")
    pages.add_app_template_filter(hour)
    pages.add_app_template_filter(since)
    pages.add_app_template_filter(format_rate, "rate")
    pages.add_app_template_filter(article)
    pages.add_app_template_filter(format_siren, "siren")


def hour(at: datetime) -> str:
    """``20:58``, in Europe/Paris."""
    return f"{at.astimezone(PARIS):%H:%M}"


def since(minutes: int) -> str:
    """How long ago, in the largest unit that says enough."""
    if minutes < 1:
        return _("à l’instant")
    if minutes < 60:
        return ngettext("il y a %(num)d min", "il y a %(num)d min", minutes)
    return ngettext("il y a %(num)d h", "il y a %(num)d h", minutes // 60)


def article(rule: str) -> str:
    """``CGV-3.8`` reads «Article 3 des conditions générales»; anything else stays as it is."""
    text, _dash, number = rule.partition("-")
    return _("Article %(number)s des conditions générales", number=number.partition(".")[0]) if text == "CGV" else rule
