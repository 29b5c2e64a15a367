"""``python -m addons.payments.sandbox``: the provider of a demonstration, a process of ``relais serve``."""

import signal
import sys
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from addons.payments.sandbox.delivery import Delivery
from addons.payments.sandbox.signature import secret
from addons.payments.sandbox.store import Store
from addons.payments.sandbox.web import make_web
from app import logs
from app.settings import SettingsError, load_settings

HOST = "127.0.0.1"


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Addresses name payments: no line per request."""


def main() -> None:
    """Serve until SIGTERM or SIGINT. Exits with a sentence in production: this provider moves no money."""
    logs.configure()
    settings = load_settings()
    if not settings.demo:
        sys.exit("Le prestataire de paiement d’essai est réservé aux démonstrations.")
    key, address = secret(settings), f"http://{HOST}:{settings.sandbox_port}"
    store = Store(settings.var_dir / "sandbox.sqlite")
    delivery = Delivery(store, f"{settings.base_url}/webhooks/payments/sandbox", key)
    web = make_web(store, key, address)
    server = make_server(HOST, settings.sandbox_port, web, threaded=True, request_handler=_Silent)
    for number in (signal.SIGTERM, signal.SIGINT):
        # ``shutdown`` waits for the loop of this very thread.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    delivery.start()
    server.serve_forever()
    delivery.stop()
    server.server_close()
    store.close()


if __name__ == "__main__":
    try:
        main()
    except SettingsError as refusal:
        sys.exit(str(refusal))
