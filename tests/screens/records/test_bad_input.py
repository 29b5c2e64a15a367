"""A French sentence beside the field, everything typed kept, a 4xx status; never SQL nor an exception's text (I.4)."""

import re

import pytest

from tests.screens.trial.models import Town, Workshop
from tests.support.people import enter

LEAKS = re.compile(r"psycopg|sqlalchemy|Traceback|SELECT |INSERT |duplicate key|violates")


def refused(page, field: str) -> str:
    """The sentence beside ``field``; checks that nothing technical shows and that the rest was kept."""
    assert not LEAKS.search(page.text)
    assert 'value="Atelier neuf"' in page.text
    sentence = re.search(rf'<p class="error" id="f-{field}-error">(.*?)</p>', page.text)
    assert sentence, page.text
    return sentence[1]


@pytest.mark.parametrize(
    ("field", "typed_value", "sentence"),
    [
        ("siren", "12345678", "9 chiffres"),
        ("siren", "1234567890", "9 chiffres"),
        ("phone", "12", "10 chiffres"),
        ("mail", "nulle part", "Adresse e-mail attendue"),
        ("opened_on", "31/02/2026", "n’existe pas"),
        ("opened_on", "2026-02-01", "jj/mm/aaaa"),
        ("seen_at", "01/02/2026 25:00", "de 00:00 à 23:59"),
        ("rent_ht", "12,345", "deux décimales"),
        ("rent_ht", "1e5", "Montant attendu"),
        ("staff", "-1", "entre 0 et 500"),
        ("staff", "99999999999999999999", "Nombre entier attendu"),
        ("trade", "baker", "Choisissez une valeur de la liste"),
        ("town", "999999", "n’existe pas ou plus"),
        ("town", "Lyon", "Choisissez une fiche de la liste"),
        ("skills", "999999", "n’existe pas ou plus"),
        ("remarks", "avec un \x00 nul", "caractères illisibles"),
        ("postal_code", "690001", "5 caractères au plus"),
        ("postal_code", "13001", "Ce code postal n’est pas celui de Lyon."),
    ],
)
def test_a_wrong_value_is_told_beside_its_field_and_kept(site, typed, field, typed_value, sentence):
    page = site.post("/ateliers/nouveau", data=typed | {field: typed_value})
    assert page.status_code == 422
    assert sentence in refused(page, field)
    if field not in {"trade", "town", "skills"}:
        assert typed_value.replace("\x00", "") in page.text.replace("\x00", "")


def test_an_empty_required_field_is_told(site, typed):
    page = site.post("/ateliers/nouveau", data=typed | {"reference": " "})
    assert page.status_code == 422
    assert "obligatoire" in refused(page, "reference")


def test_several_mistakes_are_listed_with_links_on_top(site, typed):
    page = site.post("/ateliers/nouveau", data=typed | {"siren": "1", "phone": "1"}).text
    assert "2 champs à corriger" in page
    assert '<a href="#f-siren">SIREN</a>' in page
    assert '<a href="#f-phone">Téléphone</a>' in page
    assert 'aria-invalid="true" aria-describedby="f-siren-error" autofocus' in page


def test_a_single_mistake_needs_no_list(site, typed):
    assert "champ à corriger" not in site.post("/ateliers/nouveau", data=typed | {"siren": "1"}).text


def test_a_mistake_in_a_line_is_told_beside_its_cell(site, typed):
    lines = {"visits-0-day": "31/02/2026", "visits-0-minutes": "30", "visits-1-day": "", "visits-1-minutes": "9999"}
    page = site.post("/ateliers/nouveau", data=typed | lines)
    assert page.status_code == 422
    assert "n’existe pas" in refused(page, "visits-0-day")
    assert "obligatoire" in refused(page, "visits-1-day")
    assert "Passages, ligne 2, Minutes" in page.text


def test_an_unknown_record_in_a_line_is_told_beside_its_cell(site, typed):
    lines = {"visits-0-day": "01/02/2026", "visits-0-minutes": "30", "visits-0-town": "999999"}
    page = site.post("/ateliers/nouveau", data=typed | lines)
    assert page.status_code == 422
    assert "n’existe pas ou plus" in refused(page, "visits-0-town")


def test_bytes_that_are_not_utf8_are_told_beside_the_field(site):
    body = b"reference=AT-9&name=Atelier+neuf&trade=locks&size=small&staff=1&remarks=caf%E9"
    page = site.post("/ateliers/nouveau", data=body, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 422
    assert "caractères illisibles" in refused(page, "remarks")


def test_bytes_that_are_not_utf8_in_a_multipart_form_are_told_too(site):
    values = {b"reference": b"AT-9", b"name": b"Atelier neuf", b"trade": b"locks", b"size": b"small", b"staff": b"1"}
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in (values | {b"remarks": b"caf\xe9"}).items()
    ]
    page = site.post(
        "/ateliers/nouveau", data=b"".join(parts) + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert page.status_code == 422
    assert "caractères illisibles" in refused(page, "remarks")


def test_ten_megabytes_of_text_are_refused_beside_the_field(site, typed):
    page = site.post("/ateliers/nouveau", data=typed | {"remarks": "x" * 10_000_000})
    assert page.status_code == 422
    assert "caractères au plus" in refused(page, "remarks")


def test_more_than_a_form_can_hold_is_refused_with_a_page(site, typed):
    page = site.post("/ateliers/nouveau", data=typed | {"remarks": "x" * 17_000_000})
    assert page.status_code == 413
    assert "raccourcissez le texte" in page.text


def test_a_value_taken_meanwhile_is_told_beside_the_field(site, stock, typed):
    stock(Workshop(reference="AT-9", name="Premier", trade="locks"))
    page = site.post("/ateliers/nouveau", data=typed)
    assert page.status_code == 409
    assert "déjà utilisée" in refused(page, "reference")


def test_a_related_record_deleted_meanwhile_is_told_beside_the_field(site, db, trial_app, typed, town):
    from app.access.identity import System, acting_as
    from app.database import commit, session

    with trial_app.app_context(), acting_as(System("test")):
        session.delete(session.get(Town, town))
        commit()
        session.remove()
    page = site.post("/ateliers/nouveau", data=typed)
    assert page.status_code == 422
    assert "n’existe pas ou plus" in refused(page, "town")


@pytest.mark.parametrize("address", ["/ateliers/999999", "/ateliers/999999/modifier", "/ateliers/" + "9" * 30])
def test_a_record_that_does_not_exist_is_not_found(site, address):
    assert site.get(address).status_code == 404


@pytest.mark.parametrize("query", ["colour=red", "sort=secret", "secret=x", "state=unknown", "after=%00", "group=name"])
def test_a_filter_or_sort_that_does_not_exist_is_refused(site, query):
    page = site.get(f"/ateliers/?{query}")
    assert page.status_code == 400
    assert "Ce filtre ou ce tri n’existe pas" in page.text


def test_a_form_without_its_token_changes_nothing(site, trial_app, workshop, typed, found):
    client = trial_app.test_client()
    enter(client, "clerk")
    for token in ("", "forged", "IjEi.aaaa.bbbb"):
        page = client.post("/ateliers/nouveau", data=typed | {"csrf_token": token})
        assert page.status_code == 400
        assert "Ce formulaire a expiré" in page.text
    assert found("AT-9") is None


@pytest.mark.parametrize("path", ["note"])
def test_an_address_that_changes_something_does_not_open(site, workshop, path):
    page = site.get(f"/ateliers/{workshop}/{path}")
    assert page.status_code == 405
    assert page.headers["Allow"] == "OPTIONS, POST" or "POST" in page.headers["Allow"]
    assert "utilisez le bouton" in page.text


def test_opening_a_dialog_changes_nothing(site, workshop, found):

    for path in ("action/open", "supprimer"):
        assert site.get(f"/ateliers/{workshop}/{path}").status_code == 200
    assert found("AT-1").state.code == "draft"
