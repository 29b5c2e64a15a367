"""Every refusal and every failure, told in French: a page for people, a toast for htmx, JSON for programs."""

import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app import request_reader
from app.errors import DomainError
from app.exception_log import PlacesOnly
from app.i18n import Label, _l
from app.kernel import Kernel
from app.request_reader import wants_fragment, wants_json

REQUEST_ID = "X-Request-ID"


@dataclass(frozen=True, slots=True)
class Explained:
    """What a status means and what to do about it."""

    title: Label
    sentence: Label
    advice: Label


_BACK = _l("Revenez à la page précédente, rechargez-la puis recommencez.")

EXPLAINED = {
    400: Explained(_l("Demande incomprise"), _l("Cette demande est incomplète ou mal écrite."), _BACK),
    401: Explained(
        _l("Connexion nécessaire"), _l("Votre session est terminée."), _l("Connectez-vous puis recommencez.")
    ),
    403: Explained(
        _l("Accès refusé"),
        _l("Votre rôle ne permet pas cette action."),
        _l("Si vous en avez besoin, demandez ce droit à un administrateur."),
    ),
    404: Explained(
        _l("Page introuvable"),
        _l("Cette page ou cette fiche n’existe pas ou plus."),
        _l("Vérifiez l’adresse, ou cherchez la fiche dans sa liste."),
    ),
    405: Explained(
        _l("Action impossible par ce lien"),
        _l("Cette adresse ne s’ouvre pas directement."),
        _l("Ouvrez la fiche et utilisez le bouton de l’action."),
    ),
    409: Explained(
        _l("Action impossible maintenant"),
        _l("La fiche a changé entre-temps."),
        _l("Rouvrez la fiche pour voir où elle en est."),
    ),
    413: Explained(
        _l("Envoi trop volumineux"),
        _l("Le contenu envoyé dépasse la taille acceptée."),
        _l("Revenez à la page précédente et raccourcissez le texte."),
    ),
    422: Explained(_l("Opération refusée"), _l("Certaines valeurs sont à corriger."), _BACK),
    429: Explained(
        _l("Trop de tentatives"),
        _l("Trop de demandes en peu de temps."),
        _l("Patientez quelques minutes avant de recommencer."),
    ),
    500: Explained(
        _l("Une erreur est survenue"),
        _l("L’action n’a pas été faite. L’erreur est enregistrée."),
        _l("Recommencez ; si l’erreur revient, donnez la référence ci-dessous à votre support."),
    ),
    503: Explained(
        _l("Service indisponible"),
        _l("Relais ne peut pas répondre pour le moment."),
        _l("Attendez une minute puis rechargez la page. Rien de ce qui était enregistré n’est perdu."),
    ),
}

_EXPIRED_FORM = _l("Ce formulaire a expiré ou ne vient pas de Relais : il n’a pas été enregistré.")


def install(app: Flask, kernel: Kernel) -> None:
    """Answer every error of ``app`` this way, give each request an id, keep exception texts out of the log."""
    request_reader.install(app)
    app.before_request(_name_request)
    app.after_request(_tell_id)
    app.logger.addFilter(PlacesOnly())
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, lambda error: answer(400, "csrf_failed", str(_EXPIRED_FORM)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_down)


def _name_request() -> None:
    """Take the id a proxy gave, else draw one."""
    given = request.headers.get(REQUEST_ID, "")
    g.request_id = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else secrets.token_hex(8)


def _tell_id(response: Response) -> Response:
    response.headers[REQUEST_ID] = g.get("request_id", "")
    return response


def _refused(error: DomainError) -> Response:
    return answer(error.status, error.code, error.message, dict(error.fields), error.rule)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    if code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    response = answer(code, re.sub(r"\W+", "_", error.name).lower())
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _database_down(error: OperationalError) -> Response:
    current_app.logger.error("base de données injoignable", exc_info=error)
    response = answer(503, "unavailable")
    response.headers["Retry-After"] = "30"
    return response


def answer(
    status: int, code: str, sentence: str = "", fields: dict[str, str] | None = None, rule: str | None = None
) -> Response:
    """The answer that tells ``status`` to whoever asked. ``sentence`` replaces the usual one of that status."""
    explained = EXPLAINED.get(status) or EXPLAINED[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400]
    message = sentence or str(explained.sentence)
    if wants_json():
        return _with_status(jsonify(code=code, message=message, fields=fields or {}, rule=rule), status)
    if wants_fragment():
        toast = render_template("errors/toast.html", message=message, explained=explained)
        return _with_status(make_response(toast), status)
    # The frame of a page needs sessions and rules; what just broke may be one of them.
    template = "errors/broken.html" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "errors/refused.html"
    page = render_template(
        template, status=status, title=explained.title, explained=explained, message=message, rule=rule
    )
    return _with_status(make_response(page), status)


def _with_status(response: Response, status: int) -> Response:
    response.status_code = status
    return response
