"""What stands beside a list: its filter panel, its file for spreadsheets."""

import csv
import re


def rows(answer) -> list[list[str]]:
    return list(csv.reader(answer.get_data().decode("utf-8-sig").splitlines(), delimiter=";"))


def test_the_panel_offers_values_with_their_counts(site, studios):
    panel = site.get("/ateliers/filtres").get_data(as_text=True)
    assert re.search(r'href="/ateliers/\?state=new" data-swap>.*?<span>Nouveau</span><em>2</em>', panel)
    assert re.search(r"<span>Nîmes</span><em>2</em>", panel)
    assert "Code de l’alarme" not in panel


def test_a_facet_is_counted_without_its_own_filter(site, studios):
    panel = site.get("/ateliers/filtres", query_string={"state": "new"}).get_data(as_text=True)
    assert re.search(r'aria-current="true"><span class="box" aria-hidden="true">✓</span><span>Nouveau</span>', panel)
    assert re.search(r'href="/ateliers/\?state=new,open"', panel), "ticking another value adds it"
    assert re.search(r"<span>Ouvert</span><em>1</em>", panel)
    assert re.search(r"<span>Serrurerie</span><em>1</em>", panel), "the other facets follow the filter"


def test_dates_are_offered_by_period(site, studios):
    panel = site.get("/ateliers/filtres").get_data(as_text=True)
    assert re.search(r'href="/ateliers/\?seen_at_from=2026-11-21" data-swap>.*?Aujourd’hui', panel)
    assert re.search(r'href="/ateliers/\?seen_at_from=2026-01-01" data-swap>.*?Cette année', panel)


def test_the_file_holds_the_columns_of_the_list(site, studios):
    answer = site.get("/ateliers/export.csv", query_string={"state": "open"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ateliers-2026-11-21.csv"'
    titles, row = rows(answer)
    assert titles[:7] == ["Référence", "État", "Métier", "Nom", "Ville", "Téléphone", "Loyer HT"]
    assert row[:7] == ["A-2", "Ouvert", "Serrurerie", "Atelier", "Nîmes", "", "10,00"]


def test_a_reader_exports_only_what_he_reads(site, studios):
    answer = site.get("/ateliers/export.csv", headers={"X-Account": "reader"})
    assert rows(answer)[0] == ["Référence", "État", "Nom", "Loyer HT"]
