"""Each request: no session left over, who acts, whether the form is ours. Closed unless a view is ``@public``."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, redirect, request
from flask_wtf import CSRFProtect

from app.access.grants import Audience
from app.access.identification import identify
from app.access.identity import act_as, current
from app.access.login_sessions import ABSOLUTE, Opened
from app.access.refusals import SignInRequired
from app.database import session
from app.errors import Forbidden
from app.kernel import kernel_of

View = TypeVar("View", bound=Callable[..., Any])

LOGIN = "/connexion"
SAFE = ("GET", "HEAD", "OPTIONS")
API = "/api/"
_COOKIE = "relais.cookie"
_csrf = CSRFProtect()


def public(view: View) -> View:
    """Serve a view to anybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def for_programs(view: View) -> View:
    """Serve a view to programs that prove themselves in the request: no session, no form, and no browser's cookie."""
    view.is_for_programs = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Identify every request of ``app``, refuse forged ones, and end its sessions with it."""
    kernel = kernel_of(app)
    settings, of_staff = kernel.settings, kernel.audience is Audience.STAFF
    # Cookies do not know ports: two installations on one machine would sign each other out.
    suffix = f"_{settings.web_port if of_staff else settings.portal_port}" if settings.demo else ""
    app.extensions[_COOKIE] = ("relais_login" if of_staff else "relais_portal") + suffix
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=("relais_form" if of_staff else "relais_portal_form") + suffix,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.demo,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    _csrf.init_app(app)
    app.before_request(_begin)
    app.teardown_request(_end)
    app.after_request(_keep_private)


def remember(response: Response, opened: Opened) -> Response:
    """Give the browser the token of its session."""
    secure = not kernel_of().settings.demo
    name = current_app.extensions[_COOKIE]
    response.set_cookie(name, opened.token, max_age=ABSOLUTE, httponly=True, samesite="Lax", secure=secure)
    return response


def forget(response: Response) -> Response:
    """Have the browser forget its token."""
    response.delete_cookie(current_app.extensions[_COOKIE], httponly=True, samesite="Lax")
    return response


def safe_next(path: str | None) -> str:
    """The page to show after signing in: a path of ours, or the home page."""
    inside = path is not None and path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if inside and path else "/"


def _begin() -> Response | None:
    session.remove()
    if _is("for_programs"):
        g.acted_before = act_as(None)
        if request.cookies:
            raise Forbidden
        return None
    kernel = kernel_of()
    bearer = _bearer()
    cookie = request.cookies.get(current_app.extensions[_COOKIE])
    token = bearer or cookie
    g.acted_before = act_as(identify(token, kernel.rules, kernel.audience) if token else None)
    if request.method not in SAFE and not bearer and (cookie or not request.path.startswith(API)):
        _csrf.protect()
    return None if current() is not None or _is_public() else _ask_to_sign_in()


def _bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_public() -> bool:
    """Static files, unknown addresses (they answer 404) and views that say so."""
    if request.endpoint is None:
        return True
    return request.endpoint.rpartition(".")[2] == "static" or _is("public")


def _is(mark: str) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, f"is_{mark}", False))


def _ask_to_sign_in() -> Response:
    if request.path.startswith(API) or request.method not in SAFE:
        raise SignInRequired
    wanted = request.full_path.rstrip("?")
    response: Response = redirect(f"{LOGIN}?{urlencode({'next': wanted})}" if wanted != "/" else LOGIN)  # type: ignore[assignment]
    if "HX-Request" in request.headers:  # htmx would put the login page inside the present one
        response = Response(status=401, headers={"HX-Redirect": LOGIN})
    return response


def _end(error: BaseException | None) -> None:
    session.remove()
    if "acted_before" in g:
        act_as(g.pop("acted_before"))


def _keep_private(response: Response) -> Response:
    """What a signed-in person saw is nobody else's: no shared cache, nothing left after logout."""
    if request.endpoint is not None and request.endpoint.rpartition(".")[2] != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
