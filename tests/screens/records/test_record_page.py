import re
from datetime import date

import pytest

from tests.screens.trial.models import Repair, State, Town, Trade, Visit, Workshop

READER = {"X-Account": "reader"}


@pytest.fixture
def lilas(stock, town):
    """A workshop with something in every section, open."""
    (id,) = stock(
        Workshop(
            reference="AT-7",
            name="Atelier des Lilas",
            trade=Trade.LOCKS,
            phone="+33199000001",
            mail="lilas@example.org",
            secret="trésor",
            siren="123456789",
            town_id=town,
            remarks="Sonner.\n<script>alert(1)</script>",
            state=State.OPEN,
            visits=[Visit(day=date(2026, 3, 1), town_id=town, minutes=45)],
        )
    )
    return id


def test_the_page_reads_as_people_write(site, lilas):
    page = site.get(f"/ateliers/{lilas}").text
    assert "<h1>AT-7 – Atelier des Lilas</h1>" in page
    assert '<span class="dot dot-green">Ouvert</span>' in page
    assert '<a class="plain figures" href="tel:+33199000001">01 99 00 00 01</a>' in page
    assert '<a class="plain" href="mailto:lilas@example.org">lilas@example.org</a>' in page
    assert "01/03/2026" in page
    assert "Lyon" in page


def test_what_was_typed_is_never_markup(site, lilas):
    page = site.get(f"/ateliers/{lilas}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_field_that_was_not_granted_is_absent(site, lilas):
    assert "trésor" not in site.get(f"/ateliers/{lilas}").text
    page = site.get(f"/ateliers/{lilas}", headers=READER).text
    for hidden in ("trésor", "01 99 00 00 01", "lilas@example.org", "Passages", "123"):
        assert hidden not in re.sub(r"[0-9a-f]{12,}", "", page.split('<div class="record">')[1])


def test_a_related_record_that_may_not_be_read_shows_nothing(site, stock):
    hidden = Town(name="Cachée", postal_code="00000")
    stock(hidden)
    (id,) = stock(Workshop(reference="AT-8", name="Ailleurs", trade=Trade.LOCKS, town=hidden))
    assert "Cachée" not in site.get(f"/ateliers/{id}").text


def test_who_may_only_read_sees_no_button(site, lilas):
    page = site.get(f"/ateliers/{lilas}", headers=READER).text
    for word in ("Modifier", "Suspendre", "Supprimer", "Noter"):
        assert f">{word}<" not in re.sub(r"<svg.*?</svg>", "", page)


def test_who_may_not_read_at_all_is_refused(site, lilas):
    assert site.get(f"/ateliers/{lilas}", headers={"X-Account": "stranger"}).status_code == 403


def test_a_wrong_key_stays_visible(site, lilas):
    assert 'class="doubt"' in site.get(f"/ateliers/{lilas}").text


def test_counters_lead_to_the_filtered_list(site, stock, lilas):
    stock(*(Repair(label=label, workshop_id=lilas) for label in ("Volet", "Porte")))
    page = site.get(f"/ateliers/{lilas}").text
    assert re.search(
        rf'<a class="counter" href="/reparations/\?workshop={lilas}">.*<b class="figures">2</b> réparations', page
    )
    assert "Volet" in site.get(f"/reparations/?workshop={lilas}").text


def test_the_page_costs_few_statements(site, lilas, count_queries):
    site.get(f"/ateliers/{lilas}")
    with count_queries() as queries:
        assert site.get(f"/ateliers/{lilas}").status_code == 200
    assert len(queries) <= 6, queries.sent


class TestTimeline:
    def test_it_tells_who_changed_what(self, site, workshop):
        changed = {"_version": "1", "reference": "AT-1", "name": "Les Roses", "trade": "locks", "size": "small"}
        site.post(f"/ateliers/{workshop}/modifier", data=changed | {"staff": "1"})
        page = site.get(f"/ateliers/{workshop}").text
        assert "<b>Ana Comptoir</b>" in page
        assert "<s>Plomberie</s>" in page
        assert "<b>Serrurerie</b>" in page
        assert "à l’instant</time>" in page

    def test_a_note_is_added_and_shown(self, site, workshop):
        assert site.post(f"/ateliers/{workshop}/note", data={"text": "Rappeler."}).status_code == 303
        assert '<p class="entry-note">Rappeler.</p>' in site.get(f"/ateliers/{workshop}").text

    def test_htmx_gets_the_timeline_alone(self, site, workshop):
        part = site.post(f"/ateliers/{workshop}/note", data={"text": "Rappeler."}, headers={"HX-Request": "true"}).text
        assert "Rappeler." in part
        assert "<html" not in part

    def test_an_empty_note_changes_nothing(self, site, workshop):
        site.post(f"/ateliers/{workshop}/note", data={"text": "  "})
        assert "entry-note" not in site.get(f"/ateliers/{workshop}").text

    def test_a_note_too_long_is_refused(self, site, workshop):
        answer = site.post(f"/ateliers/{workshop}/note", data={"text": "x" * 6000})
        assert answer.status_code == 422
        assert "caractères au plus" in answer.text

    def test_older_entries_come_page_by_page(self, site, workshop):
        for number in range(25):
            site.post(f"/ateliers/{workshop}/note", data={"text": f"note {number};"})
        page = site.get(f"/ateliers/{workshop}").text
        assert "note 24;" in page
        assert "note 3;" not in page
        older = re.search(r'hx-get="(/ateliers/\d+/historique\?avant=\d+)"', page)[1]
        part = site.get(older, headers={"HX-Request": "true"}).text
        assert "note 3;" in part
        assert "note 24;" not in part

    def test_who_may_not_write_may_not_note(self, site, workshop):
        assert site.post(f"/ateliers/{workshop}/note", data={"text": "x"}, headers=READER).status_code == 403


class TestTransitions:
    def test_one_that_asks_nothing_is_a_plain_button(self, site, workshop):
        page = site.get(f"/ateliers/{workshop}").text
        assert f'action="/ateliers/{workshop}/action/open"' in page
        answer = site.post(f"/ateliers/{workshop}/action/open")
        assert answer.status_code == 303
        page = site.get(answer.location).text
        assert "Ouvrir : « AT-1 – Atelier des Lilas » est à l’état Ouvert." in page

    def test_only_those_of_the_state_and_of_the_role_are_offered(self, site, workshop):
        page = site.get(f"/ateliers/{workshop}").text
        assert "action/suspend" not in page
        assert "action/refuse" not in page

    def test_one_without_right_is_refused(self, site, workshop):
        assert site.post(f"/ateliers/{workshop}/action/refuse").status_code == 403
        assert site.post(f"/ateliers/{workshop}/action/open", headers=READER).status_code == 403

    def test_an_unknown_one_is_not_found(self, site, workshop):
        assert site.post(f"/ateliers/{workshop}/action/explode").status_code == 404

    def test_its_dialog_asks_its_parameters(self, site, lilas):
        page = site.get(f"/ateliers/{lilas}/action/suspend")
        assert "<html" in page.text
        assert 'name="motive"' in page.text
        assert 'data-look-up="/recherche/trial.town"' in page.text
        part = site.get(f"/ateliers/{lilas}/action/suspend", headers={"HX-Request": "true"}).text
        assert "<html" not in part
        assert 'name="until"' in part

    def test_what_is_typed_stays_when_it_is_wrong(self, site, lilas):
        typed = {"motive": "Trop de retards", "until": "31/02/2026"}
        answer = site.post(f"/ateliers/{lilas}/action/suspend", data=typed)
        assert answer.status_code == 422
        assert "Trop de retards</textarea>" in answer.text
        assert 'value="31/02/2026"' in answer.text
        assert "n’existe pas" in answer.text

    def test_a_refusal_of_the_service_stands_beside_its_field(self, site, lilas):
        answer = site.post(f"/ateliers/{lilas}/action/suspend", data={"motive": "rien"})
        assert answer.status_code == 422
        assert re.search(r'id="f-motive-error">Un atelier suspendu', answer.text)

    def test_htmx_is_sent_to_the_record(self, site, lilas):
        answer = site.post(
            f"/ateliers/{lilas}/action/suspend", data={"motive": "Retards"}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 204
        assert answer.headers["HX-Redirect"] == f"/ateliers/{lilas}"

    def test_a_second_click_is_refused_with_the_present_state(self, site, workshop):
        site.post(f"/ateliers/{workshop}/action/open")
        answer = site.post(f"/ateliers/{workshop}/action/open")
        assert answer.status_code == 409
        assert "la fiche est à l’état « Ouvert »" in answer.text

    def test_one_that_cannot_be_undone_asks_first(self, site, lilas):
        assert "ne pourra plus être rouvert" in site.get(f"/ateliers/{lilas}/action/close").text


class TestDeletion:
    def test_it_is_confirmed_then_told(self, site, workshop, found):
        assert "définitive" in site.get(f"/ateliers/{workshop}/supprimer").text
        answer = site.post(f"/ateliers/{workshop}/supprimer")
        assert answer.status_code == 303
        assert "Fiche « AT-1 – Atelier des Lilas » supprimée." in site.get(answer.location).text
        assert found("AT-1") is None

    def test_a_record_in_use_stays(self, site, stock, workshop, found):
        stock(Repair(label="Volet", workshop_id=workshop))
        answer = site.post(f"/ateliers/{workshop}/supprimer")
        assert answer.status_code == 409
        assert "d’autres fiches utilisent celle-ci" in answer.text
        assert found("AT-1") is not None

    def test_who_may_not_delete_is_refused(self, site, workshop):
        assert site.post(f"/ateliers/{workshop}/supprimer", headers=READER).status_code == 403
