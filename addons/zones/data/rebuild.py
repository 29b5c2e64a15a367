"""Rebuild the CSV files of this folder from the npm package ``@etalab/decoupage-administratif``.

Run by hand when INSEE publishes a new edition: ``python addons/zones/data/rebuild.py <unpacked package>``.
"""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KINDS = {"commune-actuelle": "commune", "arrondissement-municipal": "arrondissement"}

Entry = Mapping[str, Any]


def main(package: Path) -> None:
    """Write the four files, without the delegated and associated communes: they are no longer communes."""
    regions = [entry for entry in _read(package, "regions") if entry["zone"] != "com"]
    communes = [entry for entry in _read(package, "communes") if entry["type"] in KINDS]
    # Arrondissements point at their commune, so communes come first.
    communes.sort(key=lambda entry: (entry["type"] != "commune-actuelle", entry["code"]))
    known = {region["code"] for region in regions}
    _write("region", ("code", "name", "area"), ((entry["code"], _name(entry), entry["zone"]) for entry in regions))
    _write(
        "department",
        ("code", "name", "area", "region.code"),
        (
            (entry["code"], _name(entry), entry["zone"], entry["region"] if entry["region"] in known else "")
            for entry in _read(package, "departements")
        ),
    )
    _write(
        "commune",
        ("code", "name", "kind", "department.code", "parent.code", "population", "postal_codes"),
        (_commune(entry) for entry in communes),
    )
    _write(
        "postal_code",
        ("code", "commune.code"),
        ((code, entry["code"]) for entry in communes for code in entry.get("codesPostaux", ())),
    )


def _commune(entry: Entry) -> Sequence[Any]:
    return (
        entry["code"],
        _name(entry),
        KINDS[entry["type"]],
        entry["departement"],
        entry.get("commune", ""),
        entry.get("population", ""),
        " ".join(entry.get("codesPostaux", ())),
    )


def _name(entry: Entry) -> str:
    """The name with the typographic apostrophe that screens use everywhere."""
    return str(entry["nom"]).replace("'", "’")


def _read(package: Path, name: str) -> list[Entry]:
    entries: list[Entry] = json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return entries


def _write(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
