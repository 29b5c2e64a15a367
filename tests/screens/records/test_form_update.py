import pytest

from tests.screens.trial.models import Visit, Workshop


@pytest.fixture
def changed():
    """What the form of the workshop holds, the name being changed."""
    return {
        "_version": "1",
        "reference": "AT-1",
        "name": "Atelier des Roses",
        "trade": "plumbing",
        "size": "small",
        "staff": "1",
    }


def test_the_form_holds_the_record(site, workshop):
    page = site.get(f"/ateliers/{workshop}/modifier").text
    assert 'value="Atelier des Lilas"' in page
    assert '<option value="plumbing" selected>Plomberie</option>' in page
    assert 'name="_version" value="1"' in page


def test_a_change_is_saved_and_told(site, workshop, changed):
    answer = site.post(f"/ateliers/{workshop}/modifier", data=changed)
    assert answer.status_code == 303, answer.text
    page = site.get(answer.location).text
    assert "Fiche « AT-1 – Atelier des Roses » enregistrée." in page
    assert "<s>Atelier des Lilas</s>" in page


def test_emptying_a_field_empties_it(site, stock, changed, found):
    (id,) = stock(Workshop(reference="AT-1", name="Atelier des Lilas", trade="plumbing", remarks="Sonner."))
    assert site.post(f"/ateliers/{id}/modifier", data=changed | {"remarks": ""}).status_code == 303
    assert found("AT-1").remarks is None


def test_a_field_that_was_not_granted_is_left_alone(site, stock, changed, found):
    (id,) = stock(Workshop(reference="AT-1", name="Atelier des Lilas", trade="plumbing", secret="caché"))
    assert site.post(f"/ateliers/{id}/modifier", data=changed | {"secret": "volé"}).status_code == 303
    assert found("AT-1").secret == "caché"


def test_lines_are_changed_added_and_removed_together(site, stock, changed, found):
    import datetime

    day = datetime.date(2026, 3, 1)
    visits = [Visit(day=day, minutes=10, position=1), Visit(day=day, minutes=20, position=2)]
    (id,) = stock(Workshop(reference="AT-1", name="Atelier", trade="plumbing", visits=visits))
    kept = found("AT-1").visits[1].id
    lines = {
        "visits-0-id": str(kept),
        "visits-0-day": "02/03/2026",
        "visits-0-minutes": "25",
        "visits-1-day": "03/03/2026",
        "visits-1-minutes": "30",
    }
    assert site.post(f"/ateliers/{id}/modifier", data=changed | lines).status_code == 303
    saved = found("AT-1").visits
    assert [(visit.minutes, visit.position) for visit in saved] == [(25, 1), (30, 2)]
    assert saved[0].id == kept


def test_a_line_of_another_record_is_refused(site, stock, workshop, changed):
    import datetime

    other = Workshop(reference="AT-2", name="Autre", trade="locks", visits=[Visit(day=datetime.date(2026, 3, 1))])
    stock(other)
    lines = {"visits-0-id": "1", "visits-0-day": "02/03/2026", "visits-0-minutes": "25"}
    answer = site.post(f"/ateliers/{workshop}/modifier", data=changed | lines)
    assert answer.status_code == 422
    assert "n’existe pas ou plus" in answer.text


class TestWhenTwoPeopleSave:
    @pytest.fixture
    def stale(self, site, workshop, changed):
        """The page after somebody else changed the name and the staff first."""
        first = changed | {"name": "Atelier des Pivoines", "staff": "12"}
        assert (
            site.post(f"/ateliers/{workshop}/modifier", data=first, headers={"X-Account": "other"}).status_code == 303
        )
        return site.post(f"/ateliers/{workshop}/modifier", data=changed | {"remarks": "Tapé longuement."})

    def test_the_second_learns_who_changed_what(self, stale):
        assert stale.status_code == 409
        assert "Luc Second" in stale.text
        assert "Effectif, Nom" in stale.text or "Nom, Effectif" in stale.text

    def test_everything_typed_is_kept_beside_the_present_values(self, stale):
        assert 'value="Atelier des Roses"' in stale.text
        assert "Tapé longuement." in stale.text
        assert "Valeur enregistrée entre-temps : Atelier des Pivoines" in stale.text
        assert "Valeur enregistrée entre-temps : 12" in stale.text

    def test_saving_again_works_on_the_present_version(self, site, stale, workshop, changed, found):
        assert 'name="_version" value="2"' in stale.text
        assert site.post(f"/ateliers/{workshop}/modifier", data=changed | {"_version": "2"}).status_code == 303
        assert found("AT-1").name == "Atelier des Roses"

    def test_a_form_without_version_is_stale(self, site, workshop, changed):
        del changed["_version"]
        assert site.post(f"/ateliers/{workshop}/modifier", data=changed).status_code == 409


def test_who_may_only_read_is_refused(site, workshop, changed):
    for answer in (
        site.get(f"/ateliers/{workshop}/modifier", headers={"X-Account": "reader"}),
        site.post(f"/ateliers/{workshop}/modifier", data=changed, headers={"X-Account": "reader"}),
    ):
        assert answer.status_code == 403
