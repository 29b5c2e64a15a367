"""What add-ons declare becomes screens, or refuses to start with every reason."""

from types import ModuleType

import pytest
from flask import Flask
from flask_babel import Babel

from app.access.grants import Audience
from app.addons import Addon
from app.screens.compilation import BadScreens, compile_screens, slug
from app.screens.declaration import Lines, Saved, Screen, Section, extend
from tests.screens.demo.models import Place, Studio


class Written(Addon):
    """An add-on whose ``views`` were written by the test."""

    def part(self, name: str) -> ModuleType | None:
        module = ModuleType(f"written.{self.name}.views")
        for key, value in self.views.items():
            if isinstance(value, type):
                value.__module__ = module.__name__
            setattr(module, key, value)
        return module


def addon(name: str, **views) -> Addon:
    made = Written(name, name)
    object.__setattr__(made, "views", views)
    return made


@pytest.fixture(autouse=True)
def french():
    app = Flask("test")
    Babel(app, default_locale="fr")
    with app.app_context():
        yield


def screen(model=Studio, **declared):
    class Made(Screen, model=model):
        columns = ("reference",) if model is Studio else ("name",)

    for name, value in declared.items():
        setattr(Made, name, value)
    return Made


def test_the_address_is_the_french_plural():
    class Work(Studio):
        names = type(Studio.names)("œuvre d’été", "œuvres d’été")

    assert slug(Place) == "villes"
    assert slug(Work) == "oeuvres-d-ete"


def test_another_add_on_adds_columns_where_it_says():
    base = screen(columns=("reference", "name"))
    more = extend(base, after="reference", columns=("state",), saved=(Saved("Urgents", urgent=True),))
    compiled, *_ = compile_screens([addon("one", Base=base), addon("two", more=more)])
    assert compiled.columns == ("reference", "state", "name")
    assert [saved.label for saved in compiled.saved] == ["Urgents"]
    alone, *_ = compile_screens([addon("one", Base=base)])
    assert alone.columns == ("reference", "name"), "an extension holds only while its add-on is switched on"


def test_two_add_ons_may_name_their_screens_alike():
    compiled = compile_screens([addon("one", A=screen()), addon("two", A=screen(Place))])
    assert [item.endpoint for item in compiled] == ["one_Made", "two_Made"]


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({"columns": ()}, "aucune colonne"),
        ({"columns": ("reference",) * 10}, "10 colonnes, 9 au plus"),
        ({"columns": ("colour",)}, "le champ « colour » n’existe pas"),
        ({"sort": "-colour"}, "le champ « colour » n’existe pas"),
        ({"saved": (Saved("Tab", colour_from=1),)}, "le champ « colour » n’existe pas"),
        ({"sections": (Section("Bloc", "colour"),)}, "le champ « colour » n’existe pas"),
        ({"sections": (Section("Bloc", Lines("name", ("x",))),)}, "« name » n’a pas de lignes"),
    ],
    ids=["no column", "too many", "column", "sort", "tab", "section", "lines"],
)
def test_a_bad_screen_refuses_to_start(declared, reason):
    with pytest.raises(BadScreens, match=reason):
        compile_screens([addon("one", A=screen(**declared))])


def test_two_screens_may_not_share_an_address():
    with pytest.raises(BadScreens, match="/ateliers est prise"):
        compile_screens([addon("one", A=screen()), addon("two", B=screen())])


def test_free_text_of_the_company_is_not_shown_to_professionals():
    with pytest.raises(BadScreens, match="ne se montre pas à ce public"):
        compile_screens([addon("one", A=screen(columns=("reference", "remark"), audience=Audience.PORTAL))])


def test_every_problem_is_told_at_once():
    with pytest.raises(BadScreens) as caught:
        compile_screens([addon("one", A=screen(columns=("x", "y"), sort="z"))])
    assert str(caught.value).count("n’existe pas") == 3
