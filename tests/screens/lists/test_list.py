"""The page of a list, as a person reads it."""

import re

import pytest

from tests.screens.demo.models import State, Studio

LIST = "/ateliers/"


def text(answer) -> str:
    return answer.get_data(as_text=True)


def references(answer) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)', text(answer))


def test_a_declared_screen_has_a_list_at_its_french_address(site, studios):
    page = site.get(LIST)
    assert page.status_code == 200
    assert "<h1>Ateliers</h1>" in text(page)
    assert sorted(references(page)) == ["A-1", "A-2", "A-3", "A-4", "A-5"]
    assert "5 ateliers" in text(page)


def test_each_kind_of_value_is_written_for_people(site, studios):
    page = text(site.get(LIST))
    assert '<td class="number">1\u202f234,50\u00a0€</td>' in page
    assert '<span class="dot dot-green">Ouvert</span>' in page
    assert '<td class="figures">01 99 00 00 01</td>' in page
    assert '<td class="figures">29/02/2024</td>' in page
    assert '<span title="21/11/2026 11:48">il y a 12\u00a0min</span>' in page
    assert '<td class="void">—</td>' in page


def test_what_people_typed_is_never_read_as_html(site, studios):
    page = text(site.get(LIST))
    assert "L’atelier &lt;b&gt;d’Étienne&lt;/b&gt;" in page
    assert "<b>d’Étienne" not in page


@pytest.mark.parametrize(
    ("number", "sentence"), [(0, "0 atelier<"), (1, "1 atelier<"), (2, "2 ateliers<")], ids=["none", "one", "two"]
)
def test_the_count_agrees_with_french_plurals(site, stock, number, sentence):
    stock(*(Studio(reference=f"P-{rank}", name="x") for rank in range(number)))
    assert f'<span class="total">{sentence}' in text(site.get(LIST))


def test_an_empty_list_says_why_and_what_to_do(site):
    page = text(site.get(LIST))
    assert "Rien ici pour l’instant" in page
    assert 'href="/ateliers/nouveau"' in page


def test_a_search_without_result_offers_to_forget_it(site, studios):
    page = text(site.get(LIST, query_string={"q": "zzzz"}))
    assert "Aucun résultat" in page
    assert "Effacer les filtres" in page


def test_the_address_reproduces_the_screen(site, studios):
    page = site.get(LIST, query_string={"state": "new", "trade": "locks", "sort": "reference"})
    assert references(page) == ["A-1"]
    assert '<span>Serrurerie</span><a href="/ateliers/?state=new&amp;sort=reference"' in text(page)
    assert 'aria-sort="ascending"' in text(page)


def test_a_linked_record_is_named_in_its_chip(site, studios, stock):
    town = re.search(r"/villes/(\d+)\">Nîmes", text(site.get(LIST)))[1]
    page = site.get(LIST, query_string={"town": town})
    assert sorted(references(page)) == ["A-1", "A-2"]
    assert "<i>Ville</i><span>Nîmes</span>" in text(page)


def test_a_range_is_told_in_words(site, studios):
    page = site.get(LIST, query_string={"seen_at_from": "21/11/2026"})
    assert references(page) == ["A-3"]
    assert "à partir de 21/11/2026" in text(page)


def test_a_tab_is_current_when_the_list_is_exactly_what_it_declares(site, studios):
    page = text(site.get(LIST, query_string={"state": "open", "trade": "locks"}))
    assert re.search(r'aria-current="page">Serrurerie ouverte<', page)
    assert not re.search(r'aria-current="page">Tous<', page)


def test_sorting_twice_turns_the_order_round(site, studios):
    page = text(site.get(LIST, query_string={"sort": "reference"}))
    assert 'href="/ateliers/?sort=-reference" data-swap>Référence' in page
    assert references(site.get(LIST, query_string={"sort": "-reference"}))[0] == "A-5"


def test_pages_follow_each_other_both_ways(site, studios):
    first = site.get(LIST, query_string={"sort": "reference", "limit": 2})
    assert references(first) == ["A-1", "A-2"]
    following = re.search(r'href="([^"]+)" data-swap rel="next"', text(first))[1].replace("&amp;", "&")
    second = site.get(following)
    assert references(second) == ["A-3", "A-4"]
    before = re.search(r'href="([^"]+)" data-swap rel="prev"', text(second))[1].replace("&amp;", "&")
    assert references(site.get(before)) == ["A-1", "A-2"]


def test_groups_count_and_sum(site, studios):
    page = text(site.get(LIST, query_string={"group": "trade"}))
    assert "Loyer HT (somme)" in page
    assert re.search(r'href="/ateliers/\?trade=locks" data-swap>Serrurerie</a></th><td class="number">2</td>', page)
    assert "1\u202f244,50\u00a0€" in page
    assert "Non renseigné" in page


def test_htmx_gets_the_part_that_changes_and_its_address(site, studios):
    part = site.get(LIST, query_string={"q": "A-1", "sort": ""}, headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert references(part) == ["A-1"]
    assert part.headers["HX-Push-Url"] == "/ateliers/?q=A-1"


def test_going_back_in_the_browser_gets_the_whole_page(site, studios):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in text(site.get(LIST, headers=headers))


@pytest.mark.parametrize("wrong", ["colour=red", "sort=colour", "group=phone", "state=lost", "after=xyz", "limit=9999"])
def test_what_the_list_does_not_know_is_refused_in_french(site, wrong):
    answer = site.get(f"{LIST}?{wrong}")
    assert answer.status_code == 400
    assert "Ce filtre ou ce tri n’existe pas" in text(answer)


def test_a_hidden_field_neither_shows_nor_filters_nor_sorts(site, studios):
    reader = {"X-Account": "reader"}
    page = text(site.get(LIST, headers=reader))
    assert "Loyer HT" in page
    assert "Téléphone" not in page
    assert "Serrurerie ouverte" not in page, "a tab on a hidden field"
    for attempt in ("trade=locks", "sort=seen_at", "group=trade", "town=1"):
        assert site.get(f"{LIST}?{attempt}", headers=reader).status_code == 400


def test_nobody_opens_a_list_without_a_grant(site):
    assert site.get(LIST, headers={"X-Account": "stranger"}).status_code == 403


def test_the_side_bar_only_leads_where_one_may_go(site):
    reader = text(site.get("/", headers={"X-Account": "reader"}))
    assert 'href="/ateliers/"' in reader
    assert 'href="/villes/"' not in reader
    stranger = text(site.get("/", headers={"X-Account": "stranger"}))
    assert "Aucun écran pour l’instant" in stranger


def test_a_list_costs_three_queries_whatever_its_side_bar(site, stock, count_queries):
    stock(*(Studio(reference=f"Q-{rank}", name="x", state=State.NEW) for rank in range(50)))
    sorted_list = f"{LIST}?sort=reference"
    site.get(sorted_list)
    with count_queries() as queries:
        assert site.get(sorted_list).status_code == 200
    assert len(queries) == 3, ("who asks, the rows, their number", queries.sent)


def test_a_page_that_is_alone_does_not_count(site, studios, count_queries):
    with count_queries() as queries:
        site.get(LIST, query_string={"state": "new", "sort": "reference"})
    assert len(queries) == 2, ("who asks, the rows", queries.sent)
