"""The map of France as the data files hold it: counted, without holes."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(name: str, code: str) -> dict[str, str]:
    return next(row for row in rows(name) if row["code"] == code)


def test_there_are_18_regions_and_101_departments():
    assert Counter(row["area"] for row in rows("region")) == {"metro": 13, "drom": 5}
    assert Counter(row["area"] for row in rows("department")) == {"metro": 96, "drom": 5, "com": 8}


def test_there_are_34969_communes_of_which_34964_have_postal_codes():
    communes = [row for row in rows("commune") if row["kind"] == "commune"]
    assert len(communes) == 34_969
    assert sum(bool(row["postal_codes"]) for row in communes) == 34_964


def test_paris_lyon_and_marseille_have_their_arrondissements():
    inside = Counter(row["parent.code"] for row in rows("commune") if row["kind"] == "arrondissement")
    assert inside == {"75056": 20, "69123": 9, "13055": 16}


def test_codes_are_unique_and_every_link_leads_somewhere():
    communes = {row["code"] for row in rows("commune")}
    departments = {row["code"] for row in rows("department")}
    regions = {row["code"] for row in rows("region")}
    assert len(communes) == len(rows("commune")) == 35_014
    assert {row["department.code"] for row in rows("commune")} <= departments
    assert {row["region.code"] for row in rows("department")} - {""} == regions
    assert {row["commune.code"] for row in rows("postal_code")} <= communes


def test_the_postal_codes_of_a_commune_are_its_pairs():
    pairs = [(code, row["code"]) for row in rows("commune") for code in row["postal_codes"].split()]
    assert sorted(pairs) == sorted((row["code"], row["commune.code"]) for row in rows("postal_code"))
    assert len(pairs) == len(set(pairs)) == 35_539


@pytest.mark.rule("CGV-3.13")
@pytest.mark.parametrize(
    ("commune", "department"), [("2A004", "2A"), ("2B033", "2B"), ("97105", "971"), ("97411", "974"), ("30189", "30")]
)
def test_corsica_and_overseas_belong_to_their_departments(commune, department):
    assert named("commune", commune)["department.code"] == department


def test_names_bear_the_typographic_apostrophe():
    assert named("department", "21")["name"] == "Côte-d’Or"
    assert not any("'" in row["name"] for name in ("region", "department", "commune") for row in rows(name))
