"""What every answer tells the browser: run and load nothing that is not ours, be framed by nobody, keep nothing."""

import secrets

from flask import Flask, Response, g

_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Flask, *, demo: bool) -> None:
    """Put the headers on every answer of ``app``; HSTS too, but in a demonstration, which is served without TLS."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def _headers(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = _POLICY.format(nonce=csp_nonce())
        for name, value in _ALWAYS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", "no-store")
        if not demo:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return answer


def csp_nonce() -> str:
    """The nonce of this answer, drawn once per request; every ``<script>`` carries it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)
