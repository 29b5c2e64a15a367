"""Invented templates, one recipient whose reach the test decides, and the hands that carry messages out."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from jinja2 import DictLoader
from sqlalchemy import select

from addons.base.models import Site
from addons.notifications.addresses import Reach, addresses
from addons.notifications.models import Channel, Message, Nature
from addons.notifications.sms import SmsStore
from addons.notifications.templates import Template
from app import database
from app.database import session
from app.effects.delivery import claim, deliver
from app.effects.models import OutboxRow
from app.kernel import kernel_of

LEASE = timedelta(seconds=30)
TEXTS = {
    "offer.sms.txt": "Demande à {{ town }}, {{ price_ht|money }} HT. {{ portal_url }}",
    "offer.email.txt": "Objet : Demande à {{ town }}\n\nNouvelle demande à {{ town }} pour {{ price_ht|money }} HT.\n",
    "invoice.email.txt": "Objet : Facture {{ number }}\n\nVotre facture {{ number }} est prête.\n",
    "advice.sms.txt": "{{ operator.brand_name }} : coupez l’eau au compteur en attendant.",
    "secret.email.txt": "Objet : Coordonnées\n\n{{ who }}\n",
}
#: What the tests decide: how the recipient is reached, whether subjects are still true, whether they are urgent.
WORLD: dict[str, object] = {}

OFFER = Template(
    "trial.offer", Nature.OFFER, (Channel.SMS, Channel.EMAIL), still=lambda subject, recipient: WORLD["still"]
)
INVOICE = Template("trial.invoice", Nature.CONTRACT, (Channel.EMAIL,))
ADVICE = Template("trial.advice", Nature.SERVICE, (Channel.SMS,), urgent=lambda subject, recipient: WORLD["urgent"])
SECRET = Template(
    "trial.secret", Nature.CONTRACT, (Channel.EMAIL,), values=lambda subject, recipient: {"who": WORLD["who"]}
)
FACTS = {"town": "Nîmes", "number": "FA2026-000001"}


@addresses("base_site")
def reach_site(site: Site) -> Reach:
    return WORLD["reach"]


@pytest.fixture(autouse=True)
def world():
    reach = Reach("camille@example.org", "+33639980011", label="PRO-000042")
    WORLD.update(reach=reach, still=True, urgent=False, who="personne")
    yield WORLD
    WORLD.clear()


@pytest.fixture
def reached(world):
    """``reached(phone=None)``: change how the recipient is reached."""

    def change(**how):
        world["reach"] = replace(world["reach"], **how)

    return change


@pytest.fixture
def trial(app, db, system, clock):
    """The application, whose mail knows the texts above, with an empty store of SMS."""
    texts = app.extensions["relais.mail"].templates.loader.mapping
    texts["trial"] = DictLoader(TEXTS)
    shutil.rmtree(kernel_of(app).settings.var_dir / "sms", ignore_errors=True)
    yield app
    del texts["trial"]


@pytest.fixture
def office(trial):
    """Inside the application."""
    with trial.app_context():
        yield trial


@pytest.fixture
def texts(office):
    """What the embedded store took."""
    return SmsStore(kernel_of(office).settings.var_dir / "sms")


@pytest.fixture
def recipient(office, operator, stored):
    """Somebody of the operator."""
    return stored(Site, host="destinataire.example.org", values={"label": "Destinataire", "operator": operator})


@pytest.fixture
def carry_out(office):
    """Commit, then claim what is due and carry it out here; returns how many effects were claimed."""

    def run() -> int:
        database.commit()
        taken = claim(100, LEASE)
        for row_id in taken:
            deliver(row_id, LEASE)
        return len(taken)

    return run


@pytest.fixture
def messages(office):
    """Every message as it is now, oldest first."""

    def read() -> list[Message]:
        session.expire_all()
        return list(session.scalars(select(Message).order_by(Message.id)))

    return read


@pytest.fixture
def rows(office):
    """Every effect as it is now."""

    def read() -> list[OutboxRow]:
        session.expire_all()
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    return read
