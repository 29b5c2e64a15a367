"""The document of an invoice: written once after the commit, the same to the byte wherever it is written again."""

import hashlib
import io
import json
import subprocess
import sys
from datetime import timedelta

import pikepdf
import pytest
from pikepdf.pdfa import validate_written
from sqlalchemy import func, select

from addons.base.models import OperatorState
from addons.invoicing.errors import DocumentNotReady
from addons.invoicing.models import Invoice, InvoiceDocument
from addons.invoicing.rendering import TEMPLATE, contents, pdf
from addons.invoicing.services import document_of
from addons.invoicing.tasks import InvoiceIssued, write_document
from app.database import commit
from app.effects.delivery import claim, deliver
from app.effects.models import OutboxRow, Progress
from app.errors import NotFound
from app.formats import NARROW, NBSP

#: This checker refuses what its own list of descriptions lacks, the extension schemas that PDF/A allows included.
NOT_KNOWN = "ISO_19005_3:6.6.2.3.1-1"
LEASE = timedelta(seconds=30)


@pytest.fixture
def carry_out(app, db, system):
    """Carry out every task that is due."""

    def run() -> int:
        taken = claim(100, LEASE)
        for row_id in taken:
            deliver(row_id, LEASE)
        return len(taken)

    return run


def test_the_document_is_written_once_the_invoice_is_committed(invoice, db, carry_out):
    invoice_id = invoice().id
    with pytest.raises(DocumentNotReady):
        document_of(invoice_id)
    carry_out()
    found = document_of(invoice_id)
    assert found.sha256 == hashlib.sha256(found.content).hexdigest()
    assert found.size == len(found.content)
    kind = select(OutboxRow).where(OutboxRow.kind == InvoiceIssued.kind)
    assert [row.state for row in db.scalars(kind)] == [Progress.DONE]


def test_written_again_it_is_the_same_row(invoice, db):
    made = invoice()
    for _ in range(2):
        write_document(InvoiceIssued(made.id))
        commit()
    assert db.scalar(select(func.count()).select_from(InvoiceDocument)) == 1


def test_nobody_has_the_document_of_no_invoice(db, system):
    with pytest.raises(NotFound):
        document_of(1)


SECOND_PROCESS = """
import hashlib, json, sys
from datetime import datetime
from pathlib import Path
from app.documents.rendering import render
given = json.load(sys.stdin)
at = datetime.fromisoformat(given.pop("at"))
print(hashlib.sha256(render(Path(given.pop("template")), given["data"], title=given["title"], author=given["author"],
                            at=at)).hexdigest())
"""


def test_another_process_writes_the_same_bytes(invoice):
    made = invoice("49.99", "35.15")
    given = {
        "template": str(TEMPLATE),
        "data": contents(made),
        "title": f"Facture {made.number}",
        "author": made.seller["name"],
        "at": made.issued_at.isoformat(),
    }
    command = [sys.executable, "-c", SECOND_PROCESS]
    told = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    assert told.stdout.strip() == hashlib.sha256(pdf(made)).hexdigest()


@pytest.fixture
def opened(invoice):
    """The document of a two-line invoice, open."""
    with pikepdf.open(io.BytesIO(pdf(invoice("49.99", "35.15")))) as found:
        yield found


def test_it_says_it_is_a_pdf_a_3b_and_is_one(invoice):
    content = pdf(invoice())
    with pikepdf.open(io.BytesIO(content)) as found, found.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert (metadata["dc:title"], list(metadata["dc:creator"])) == ("Facture SP2026-000001", ["Essai et Cie"])
    found = validate_written(io.BytesIO(content), "3b").violations
    assert [each for each in found if each.rule != NOT_KNOWN] == []


def test_its_fonts_are_inside(opened):
    fonts = [font for page in opened.pages for font in page.Resources.Font.values()]
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys()), font.BaseFont
        assert "Libertinus" in str(font.BaseFont) or "DejaVu" in str(font.BaseFont)


def words(invoice: Invoice) -> str:
    """What is printed, with plain spaces."""
    return json.dumps(contents(invoice), ensure_ascii=False).replace(NBSP, " ").replace(NARROW, " ")


@pytest.mark.rule("CGV-6.16")
def test_it_prints_what_the_law_asks(operator, invoice):
    operator.state = OperatorState.CONFIRMED
    made = invoice("49.99", "35.15")
    told = json.loads(words(made))
    assert (told["number"], told["specimen"], told["issued_on"], told["supplied_on"]) == (
        "FA2026-000001", False, "21/11/2026", "21/11/2026",
    )  # fmt: skip
    assert told["seller"]["identity"] == (
        "SASU au capital de 1 000,00 € · SIREN 732 829 320 · RCS Nîmes · TVA FR44732829320"
    )
    assert (told["seller"]["street"], told["buyer"]["name"], told["buyer"]["siren"]) == (
        "1 rue de l’Essai", "Plomberie des Arènes", "404 833 048",
    )  # fmt: skip
    assert (told["total_ht"], told["rate"], told["vat_amount"], told["total_ttc"]) == (
        "85,14 €", "20,00 %", "17,03 €", "102,17 €",
    )  # fmt: skip
    assert [line["amount_ht"] for line in told["lines"]] == ["49,99 €", "35,15 €"]
    assert (told["paid"], told["left_to_pay"]) == ("Payée le 21/11/2026 · Carte bancaire", "0,00 €")
    assert told["terms"] == "CGV n° 1 du 21/11/2026"
    printed = words(made)
    for mention in ("Facture acquittée", "prestation de services", "Pas d’escompte", "L441-10", "40 €"):
        assert mention in printed


def test_a_specimen_says_so(invoice):
    assert contents(invoice())["specimen"] is True
