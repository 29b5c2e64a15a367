from decimal import Decimal

from tests.screens.trial.models import Skill


def test_the_form_asks_what_the_account_may_type_and_nothing_else(site):
    page = site.get("/ateliers/nouveau").text
    assert 'name="reference"' in page
    assert 'name="secret"' not in page
    assert 'name="state"' not in page


def test_the_form_starts_with_the_defaults(site):
    page = site.get("/ateliers/nouveau").text
    assert 'name="staff" required value="1"' in page
    assert 'value="small" required checked' in page


def test_a_related_table_is_never_a_full_list(site, town):
    page = site.get("/ateliers/nouveau").text
    assert 'data-look-up="/recherche/trial.town"' in page
    assert "Lyon" not in page


def test_a_record_is_created_then_shown(site, typed):
    answer = site.post("/ateliers/nouveau", data=typed)
    assert answer.status_code == 303, answer.text
    page = site.get(answer.location).text
    assert "Fiche « AT-9 – Atelier neuf » créée." in page
    assert "Serrurerie" in page
    assert "Lyon" in page


def test_one_can_go_on_with_another_record(site, typed):
    answer = site.post("/ateliers/nouveau", data=typed | {"_another": "1"})
    assert answer.location == "/ateliers/nouveau"


def test_what_is_typed_in_french_is_understood(site, typed, found):
    more = {"rent_ht": "1 234,5", "phone": "01 99 00 00 01", "opened_on": "5/1/2026", "seen_at": "05/01/2026 14:05"}
    assert site.post("/ateliers/nouveau", data=typed | more | {"urgent": "1"}).status_code == 303
    made = found("AT-9")
    assert made.rent_ht == Decimal("1234.50")
    assert made.phone == "+33199000001"
    assert made.opened_on.isoformat() == "2026-01-05"
    assert made.seen_at.isoformat() == "2026-01-05T13:05:00+00:00"
    assert made.urgent


def test_several_links_are_chosen_at_once(site, stock, typed, found):
    skills = stock(Skill(name="Coffres"), Skill(name="Rideaux"))
    site.post("/ateliers/nouveau", data=typed | {"skills": skills})
    assert {skill.id for skill in found("AT-9").skills} == set(skills)


def test_lines_are_saved_in_the_order_shown(site, typed, found):
    lines = {
        "visits-0-day": "02/03/2026",
        "visits-0-minutes": "20",
        "visits-3-day": "01/03/2026",
        "visits-3-minutes": "45",
    }
    assert site.post("/ateliers/nouveau", data=typed | lines).status_code == 303
    assert [(visit.position, visit.minutes) for visit in found("AT-9").visits] == [(1, 20), (2, 45)]


def test_without_javascript_a_button_adds_a_line_and_keeps_what_is_typed(site, typed):
    lines = {"visits-0-day": "pas encore", "visits-0-minutes": "20"}
    page = site.post("/ateliers/nouveau", data=typed | lines | {"_line": "add:visits"})
    assert page.status_code == 200
    assert 'value="pas encore"' in page.text
    assert 'name="visits-1-day"' in page.text
    assert 'value="AT-9"' in page.text


def test_without_javascript_a_button_removes_and_moves_lines(site, typed):
    lines = {f"visits-{rank}-day": f"0{rank + 1}/03/2026" for rank in range(3)}
    page = site.post("/ateliers/nouveau", data=typed | lines | {"_line": "remove:visits:0"}).text
    assert "01/03/2026" not in page
    assert 'name="visits-2-day"' not in page
    page = site.post("/ateliers/nouveau", data=typed | lines | {"_line": "up:visits:2"}).text
    assert page.index("01/03/2026") < page.index("03/03/2026") < page.index("02/03/2026")


def test_a_wrong_siren_key_is_saved_with_a_warning(site, typed):
    answer = site.post("/ateliers/nouveau", data=typed | {"siren": "123 456 789"})
    assert answer.status_code == 303
    page = site.get(answer.location).text
    assert "toast-warning" in page
    assert page.count("SIREN") >= 2
    assert 'class="doubt"' in page


def test_who_may_not_create_is_refused_the_form(site):
    assert site.get("/ateliers/nouveau", headers={"X-Account": "reader"}).status_code == 403
    assert site.post("/ateliers/nouveau", headers={"X-Account": "reader"}).status_code == 403
