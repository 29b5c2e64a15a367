"""The structural battery: what every add-on passes for being one, from its declarations alone."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import grimp
import pytest
from sqlalchemy import LargeBinary, Table, Uuid, delete, func, select
from sqlalchemy import inspect as mapped

from app import load
from app.access.grants import Restrict
from app.addons import Addon, by_name, discover, ordered
from app.i18n import LazyString
from app.models.base import Base
from app.models.choices import Choice
from app.models.data import load_addons
from app.models.data.loading import loaded_data
from app.models.description import describe, state_field
from app.models.fields import Field
from app.models.owned import OPERATORS, Owned
from app.models.workflow import SYSTEM_ONLY, Transition, transitions

ADDONS = ordered(discover())
NAMES = by_name(ADDONS)

README = ("**Purpose.**", "**States.**", "**Rules served.**", "**Signals.**", "**Who may do what.**")

each_addon = pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    load(ADDONS, ("models", "privacy", "roles", "access", "parameters", "services", "views"))


def models_of(addon: Addon) -> list[type[Base]]:
    """The models the add-on declares, through every abstract base of theirs."""
    addon.part("models")
    return [
        mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(f"{addon.package}.")
    ]


def tables_of(addon: Addon) -> list[Table]:
    """Its tables, those of its many-to-many links included."""
    addon.part("models")
    return [table for table in Base.metadata.tables.values() if table.name.startswith(f"{addon.name}_")]


def closure(addon: Addon) -> set[str]:
    """The add-on and all it depends on, however far."""
    return {addon.name} | {name for parent in addon.depends for name in closure(NAMES[parent])}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("addons", cache_dir=None)


@each_addon
def test_the_manifest_names_its_folder(addon):
    assert addon.folder.name == addon.name
    assert addon.label
    assert addon.summary


@each_addon
def test_it_imports_only_what_it_depends_on(addon):
    imported = {
        target.split(".")[1]
        for module in graph().modules
        if module.startswith(f"{addon.package}.") or module == addon.package
        for target in graph().find_modules_directly_imported_by(module)
        if target.count(".")
    }
    assert imported <= closure(addon)


@each_addon
def test_its_readme_tells_what_it_is_for(addon):
    text = (addon.folder / "README.md").read_text(encoding="utf-8")
    assert [title for title in README if title not in text] == []


@each_addon
def test_its_tables_bear_its_name(addon):
    assert [model for model in models_of(addon) if not model.__tablename__.startswith(f"{addon.name}_")] == []


@each_addon
def test_its_models_say_what_they_are_called(addon):
    for model in models_of(addon):
        assert model.__doc__, model
        assert isinstance(model.names.singular, LazyString), model
        assert isinstance(model.names.plural, LazyString), model
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", model.resource), model
        assert [name for name in model.title if name not in {*describe(model), "id"}] == [], model


def test_no_two_models_share_an_address_in_the_api():
    resources = [model.resource for addon in ADDONS for model in models_of(addon)]
    assert sorted(resources) == sorted(set(resources))


@each_addon
def test_every_field_has_a_french_label_and_a_declaration(addon):
    for model in models_of(addon):
        for name, item in describe(model).items():
            assert isinstance(item.field.label, LazyString), (model, name)
            assert item.field.help == "" or isinstance(item.field.help, LazyString), (model, name)
            if item.field.kind.name in {"text", "long_text", "phone", "email", "siren", "json"}:
                assert item.field.personal is not None, (model, name)


@each_addon
def test_every_column_is_described_or_derived(addon):
    """A bare column would show nowhere and be declared to nobody; a stored file is at least declared."""
    for model in models_of(addon):
        for prop in mapped(model).column_attrs:
            column = prop.columns[0]
            known = isinstance(column.info.get("field"), Field) or {"sort_key_of", "search_words"} & column.info.keys()
            declared = isinstance(column.type, (LargeBinary, Uuid)) and column.info.get("personal") is not None
            assert known or declared or prop.key in {"id", "version"}, (model, prop.key)


@each_addon
def test_its_choices_have_labels(addon):
    for model in models_of(addon):
        for item in describe(model).values():
            choices = getattr(item.field.kind, "choices", ())
            assert all(isinstance(member.label, LazyString) for member in choices)
            assert [member.code for member in choices if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", member.code)] == []


@each_addon
def test_every_model_is_granted_to_somebody(addon):
    granted = {rule.model for each in ADDONS for rule in getattr(each.part("access"), "ACCESS", ())}
    assert [model for model in models_of(addon) if model not in granted] == []


@each_addon
def test_grants_name_words_somebody_uses(addon):
    """On a model of an add-on; the kernel has words of its own for what it holds."""
    usual = {"read", "create", "write", "delete"}
    for rule in getattr(addon.part("access"), "ACCESS", ()):
        if not isinstance(rule, Restrict) and not rule.model.__module__.startswith("app."):
            used = usual | {transition.may for transition in transitions(rule.model).values()} - {SYSTEM_ONLY}
            assert rule.words <= used, (rule.role.code, rule.model, rule.words - used)


@each_addon
def test_every_foreign_key_is_indexed(addon):
    def leads(table: Table, column: str) -> bool:
        indexes = [list(index.columns) for index in table.indexes]
        unique = [list(found.columns) for found in table.constraints if hasattr(found, "columns")]
        keys = [list(table.primary_key.columns)]
        return any(columns and columns[0].name == column for columns in (*indexes, *unique, *keys))

    for table in tables_of(addon):
        missing = [column.name for column in table.columns if column.foreign_keys and not leads(table, column.name)]
        assert missing == [], table.name


@each_addon
def test_business_tables_have_an_operator(addon):
    """All but the map, the trades, their needs and what says who an operator is."""
    shared = {"base_operator", "base_trade", "base_staff_profile", "leads_need", "payments_provider_event"}
    shared |= {f"zones_{name}" for name in ("region", "department", "commune", "postal_code")}
    for model in models_of(addon):
        assert issubclass(model, Owned) != (model.__tablename__ in shared), model
    assert OPERATORS in Base.metadata.tables


def workflows(addon: Addon) -> Iterator[tuple[type[Base], Any, list[Transition]]]:
    for model in models_of(addon):
        if (field := state_field(model)) is not None:
            yield model, field, list(transitions(model).values())


@each_addon
def test_every_state_can_be_reached(addon):
    for model, field, declared in workflows(addon):
        states: type[Choice] = field.field.kind.choices
        reached = {field.attribute.property.columns[0].default.arg}
        while more := {t.to for t in declared if t.sources & reached} - reached:
            reached |= more
        assert set(states) - reached == set(), model


@each_addon
def test_every_transition_says_what_it_does(addon):
    for model, field, declared in workflows(addon):
        for transition in declared:
            assert transition.sources <= set(field.field.kind.choices), (model, transition.name)
            assert transition.to in field.field.kind.choices, (model, transition.name)
            assert isinstance(transition.label, LazyString), (model, transition.name)
            assert transition.method.__doc__, (model, transition.name)
            assert [p.name for p in transition.parameters if not isinstance(p.asked.label, LazyString)] == []


@each_addon
def test_every_refusal_is_a_french_sentence(addon):
    errors = addon.part("errors")
    for name, error in vars(errors).items() if errors else ():
        if isinstance(error, type) and error.__module__ == errors.__name__:
            assert isinstance(error.sentence, LazyString), name
            assert str(error.sentence).endswith((".", " »", ").")), name
            assert error.rule, name


@each_addon
def test_data_files_name_a_model_and_its_fields(addon):
    models = {model.__tablename__: model for model in models_of(addon)}
    for path in sorted(addon.folder.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        model = models[f"{addon.name}_{path.stem}"]
        fields = {**describe(model)}
        assert [column for column in header if column.partition(".")[0] not in fields] == [], path
        assert model.natural_key, path


@each_addon
def test_screens_show_what_exists_and_nothing_twice(addon):
    views = addon.part("views")
    for screen in vars(views).values() if views else ():
        if isinstance(screen, type) and getattr(screen, "__module__", "") == f"{addon.package}.views":
            shown = [getattr(item, "name", item) for section in screen.sections for item in section.items]
            assert len(shown) == len(set(shown)), screen
            assert set(shown) <= describe(screen.model).keys(), screen


@each_addon
def test_every_rule_its_readme_serves_is_proved_by_a_test(addon):
    text = (addon.folder / "README.md").read_text(encoding="utf-8")
    served = set(re.findall(r"\b(?:CGV|PC)-\d+\.\d+\b", text.partition("**Rules served.**")[2].partition("\n\n")[0]))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (addon.folder / "tests").rglob("test_*.py"))
    assert served - set(re.findall(r'mark\.rule\("([^"]+)"\)', tests)) == set()


def rows_in(db) -> dict[str, int]:
    """How many rows each table of the add-ons holds."""
    return {
        table.name: db.scalar(select(func.count()).select_from(table)) for addon in ADDONS for table in tables_of(addon)
    }


def test_data_files_load_twice_with_the_same_result(db, system):
    load_addons(ADDONS)
    first = rows_in(db)
    assert load_addons(ADDONS) == []
    assert rows_in(db) == first
    wanted = {"region": 18, "department": 109, "commune": 34_969 + 45, "postal_code": 35_539}
    assert {name: first[f"zones_{name}"] for name in wanted} == wanted


def test_a_file_nobody_remembers_loads_again_without_a_double(db, system):
    """What was deleted from memory, not from the tables: an upgrade of a restored database. Small files suffice."""
    load_addons(ADDONS)
    first = rows_in(db)
    small = [path for addon in ADDONS for path in addon.folder.glob("*/*.csv") if path.stat().st_size < 100_000]
    assert small
    for path in small:
        source = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
        db.execute(delete(loaded_data).where(loaded_data.c.source.startswith(source)))
    assert len(load_addons(ADDONS)) == len(small)
    assert rows_in(db) == first
