"""Every status in French with what to do and a reference, in three forms: page, toast, JSON; never a technical text."""

import logging

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from app.errors import DomainError

SECRET = "06 39 98 00 00"


class Refused(DomainError):
    sentence = "Refus de %(name)s."
    rule = "CGV-7.11"
    status = 409


def broken():
    raise RuntimeError(SECRET)


def database_down():
    raise OperationalError(f"SELECT '{SECRET}'", {}, RuntimeError(SECRET))


def refused():
    raise Refused(name="l’essai")


@pytest.fixture(scope="module")
def failing(trial_app):
    """The application with addresses that fail, below ``/essai/`` and ``/api/essai/``."""
    views = {"broken": broken, "down": database_down, "refused": refused}
    trial_app._got_first_request = False
    for status in (400, 401, 403, 404, 405, 409, 413, 418, 422, 429):
        views[str(status)] = lambda status=status: abort(status)
    for name, view in views.items():
        for prefix in ("/essai/", "/api/essai/"):
            trial_app.add_url_rule(f"{prefix}{name}", f"{prefix}{name}", view)
    return trial_app


@pytest.fixture
def visitor(failing, site):
    failing.testing = False
    yield site
    failing.testing = True


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422, 429])
def test_each_refusal_has_a_page_that_says_what_to_do(visitor, status):
    page = visitor.get(f"/essai/{status}")
    assert page.status_code == status
    assert "<h1>" in page.text
    assert page.headers["X-Request-ID"] in page.text
    for english in ("Bad Request", "Not Found", "Forbidden", "Conflict", "Too Many", "Large", "teapot"):
        assert english not in page.text


def test_a_status_nobody_expected_is_told_too(visitor):
    page = visitor.get("/essai/418")
    assert page.status_code == 418
    assert "teapot" not in page.text


@pytest.mark.parametrize(("name", "status"), [("broken", 500), ("down", 503)])
def test_a_failure_tells_its_reference_and_nothing_else(visitor, name, status):
    page = visitor.get(f"/essai/{name}")
    assert page.status_code == status
    assert page.headers["X-Request-ID"] in page.text
    assert SECRET not in page.text
    assert "Error" not in page.text


@pytest.mark.parametrize("name", ["broken", "down"])
def test_the_log_says_where_it_failed_and_not_about_whom(visitor, caplog, name):
    with caplog.at_level(logging.ERROR):
        reference = visitor.get(f"/essai/{name}").headers["X-Request-ID"]
    assert reference in caplog.text
    assert "test_error_pages.py" in caplog.text
    assert SECRET not in caplog.text


def test_the_api_answers_json(visitor):
    answer = visitor.get("/api/essai/refused")
    assert answer.status_code == 409
    assert answer.json == {"code": "refused", "message": "Refus de l’essai.", "fields": {}, "rule": "CGV-7.11"}
    assert visitor.get("/api/essai/broken").json["code"] == "internal_server_error"
    assert visitor.get("/api/nowhere").json["code"] == "not_found"


def test_htmx_gets_a_toast(visitor):
    part = visitor.get("/essai/refused", headers={"HX-Request": "true"})
    assert part.status_code == 409
    assert "toast-danger" in part.text
    assert "Refus de l’essai." in part.text
    assert "<html" not in part.text


def test_a_refusal_names_its_rule(visitor):
    assert "Règle : CGV-7.11" in visitor.get("/essai/refused").text


def test_an_id_given_by_the_proxy_is_kept_and_a_forged_one_is_not(visitor):
    assert visitor.get("/essai/404", headers={"X-Request-ID": "abcdef12"}).headers["X-Request-ID"] == "abcdef12"
    forged = visitor.get("/essai/404", headers={"X-Request-ID": "<script>"}).headers["X-Request-ID"]
    assert "<" not in forged
