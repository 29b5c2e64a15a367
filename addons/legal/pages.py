"""The public pages of the terms: the version in force and every earlier one, without login (CGV-22.3)."""

from flask import Blueprint, render_template, request
from sqlalchemy import select

from addons.base.models import Operator, Site
from addons.legal import wording
from addons.legal.models import LegalVersion, VersionState
from addons.legal.services import published, terms_in_force
from app.access.requests import public
from app.access.system import as_system
from app.database import session
from app.errors import NotFound

terms = Blueprint("terms", __name__, template_folder="templates")


@terms.get("/cgv/")
@public
def in_force() -> str:
    """The terms in force; between several companies, the list of those that have some."""
    with as_system("textes publics"):
        operator = _operator()
        if operator is None:
            return render_template("legal/companies.html", operators=_selling())
        return _page(operator, terms_in_force(operator.id))


@terms.get("/cgv/<int(max=2147483647):number>")
@public
def numbered(number: int) -> str:
    """One published version, whatever became of it. Raises NotFound."""
    with as_system("textes publics"):
        operator = _operator()
        found = [each for each in published(operator.id) if each.number == number] if operator else []
        if operator is None or not found:
            raise NotFound
        return _page(operator, found[0])


def _page(operator: Operator, version: LegalVersion) -> str:
    return render_template(
        "legal/terms.html",
        operator=operator,
        version=version,
        blocks=list(wording.blocks(version.body)),
        others=[each for each in published(operator.id) if each is not version],
        chosen=request.args.get("entreprise"),
        replaced=version.state is VersionState.SUPERSEDED,
    )


def _operator() -> Operator | None:
    """Whose terms are asked: ``?entreprise=<code>``, else those of the site of this host, else of the only seller.

    Raises NotFound for an unknown code.
    """
    if code := request.args.get("entreprise"):
        named = session().scalar(select(Operator).where(Operator.code == code))
        if named is None:
            raise NotFound
        return named
    host = request.host.partition(":")[0].lower().removeprefix("www.")
    site = session().scalar(select(Site).where(Site.host == host))
    if site is not None:
        of_site: Operator = site.operator
        return of_site
    selling = _selling()
    return selling[0] if len(selling) == 1 else None


def _selling() -> list[Operator]:
    """Companies that published terms, by name."""
    having = select(LegalVersion.id).where(
        LegalVersion.operator_id == Operator.id, LegalVersion.state != VersionState.DRAFT
    )
    return list(session().scalars(select(Operator).where(having.exists()).order_by(Operator.brand_name_key)))


PAGES = [terms]
