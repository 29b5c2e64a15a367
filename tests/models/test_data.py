"""Reference data: loaded by natural key, as often as wanted, without undoing what people decided."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app.models.data import DataError, load_addons, load_file
from app.models.words import matches
from tests.models.specimens import Borough, Forge, Size, Talent

TOWNS = """code,name,capital.code,population,founded_on,twinned,size
30007,Alès,30189,44000,,0,small
30189,Nîmes,,148000,01/01/1900,1,large
"""


@pytest.fixture
def file(tmp_path, db, system):
    def write(text, folder="data", name="town"):
        path = tmp_path / folder / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def load(path, model=Borough):
    return load_file(model, path, f"specimen/{path.parent.name}/{path.name}")


def town(db, code):
    return db.scalars(select(Borough).where(Borough.code == code).execution_options(populate_existing=True)).one()


def test_a_file_fills_its_model_links_defaults_and_words_included(db, file):
    assert load(file(TOWNS))
    ales, nimes = town(db, "30007"), town(db, "30189")
    assert ales.capital is nimes, "a row may point at one that comes after it"
    assert (nimes.population, nimes.founded_on, nimes.twinned, nimes.size) == (
        148_000,
        date(1900, 1, 1),
        True,
        Size.LARGE,
    )
    assert ales.name_key == "ales"
    assert db.scalars(select(Borough.code).where(matches(Borough, "alè", {"name", "code"}))).all() == ["30007"]


def test_a_column_left_out_takes_its_default(db, file):
    load(file("code,name\n75056,Paris\n"))
    assert (town(db, "75056").size, town(db, "75056").twinned) == (Size.SMALL, False)


def test_loading_twice_changes_nothing(db, file, count_queries):
    load(file(TOWNS))
    first = town(db, "30189").id
    with count_queries() as queries:
        assert not load(file(TOWNS))
    assert len(queries) == 1
    assert load(file(TOWNS + "\n")), "another file is read again"
    assert town(db, "30189").id == first
    assert db.scalar(select(func.count()).select_from(Borough).where(Borough.code.in_(["30007", "30189"]))) == 2


def test_data_of_the_code_is_overwritten_when_its_file_changes(db, file):
    load(file(TOWNS))
    load(file(TOWNS.replace("Nîmes", "Nemausus").replace("148000", "")))
    assert (town(db, "30189").name, town(db, "30189").population) == ("Nemausus", None)
    assert town(db, "30189").name_key == "nemausus"


def test_a_default_is_inserted_once_and_keeps_what_people_made_of_it(db, file):
    load(file(TOWNS, "defaults"))
    town(db, "30189").name = "Nîmes-la-Romaine"
    db.delete(town(db, "30007"))
    db.flush()
    assert load(file(TOWNS + "75056,Paris,,,,,\n", "defaults"))
    assert town(db, "30189").name == "Nîmes-la-Romaine"
    assert town(db, "75056").name == "Paris"
    assert db.scalars(select(Borough).where(Borough.code == "30007")).all() == []


def test_many_links_are_written_in_one_cell(db, file):
    load(file("code,label\nbois,Bois\nfer,Fer\n", name="skill"), Talent)
    load(file(TOWNS))
    load(file("name,town.code,skills.code\nAtelier,30189,bois fer\nForge,30189,\n", name="workshop"), Forge)
    workshop = db.scalars(select(Forge).where(Forge.name == "Atelier")).one()
    assert {skill.code for skill in workshop.skills} == {"bois", "fer"}
    assert (workshop.town.name, workshop.state.code, workshop.version) == ("Nîmes", "draft", 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code,nom\n1,x\n", "la colonne « nom » n’existe pas"),
        ("code,name.x\n1,x\n", "la colonne « name.x » n’existe pas"),
        ("code,capital\n1,2\n", "la colonne « capital » n’existe pas"),
        ("name\nx\n", "la colonne « code » de la clé manque"),
        ("code,name\n1,x\n1,y\n", "ligne 3, la clé 1 est déjà dans le fichier"),
        ("code,name,population\n1,x,beaucoup\n", "ligne 2, population : Nombre entier attendu"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(file, text, reason):
    with pytest.raises(DataError, match=reason):
        load(file(text))


def test_an_unknown_link_is_named(file):
    with pytest.raises(DataError, match=r"ligne 2, town\.code : « 99999 » est inconnu"):
        load(file("name,town.code\nAtelier,99999\n", name="workshop"), Forge)


def test_a_parent_nobody_is_stops_the_load(file):
    with pytest.raises(LookupError, match="parent inconnu"):
        load(file("code,name,capital.code\n1,x,2\n"))


def test_an_add_on_loads_its_files_in_the_order_of_their_links(db, file, tmp_path):
    file("name,town.code\nAtelier,30189\n", name="workshop")
    file(TOWNS)
    addon = SimpleNamespace(name="specimen", folder=tmp_path)
    assert load_addons([addon]) == ["specimen/data/town.csv", "specimen/data/workshop.csv"]
    assert load_addons([addon]) == []


def test_a_file_without_model_is_named(file, tmp_path):
    file("a\n1\n", name="nothing")
    with pytest.raises(DataError, match="aucun modèle n’a la table specimen_nothing"):
        load_addons([SimpleNamespace(name="specimen", folder=tmp_path)])


def test_tens_of_thousands_of_rows_take_a_handful_of_statements(db, file, count_queries):
    path = file("code,name\n" + "".join(f"{rank:05d},Ville-{rank}\n" for rank in range(35_000)))
    with count_queries() as queries:
        load(path)
    assert len(queries) < 10
    assert db.scalar(select(func.count()).select_from(Borough)) >= 35_000
