"""``relais verify``: what was changed behind the triggers' back is found, and the first invoice is named."""

import pytest
from sqlalchemy import text

from addons.base.models import OperatorState
from addons.invoicing.chain import SERIES, digest
from addons.invoicing.models import SeriesCode
from addons.invoicing.proof import verify
from addons.invoicing.tasks import InvoiceIssued, write_document
from app.database import commit
from app.models.numbering import continue_after
from tests.support.site_process import environment, relais


@pytest.fixture
def tamper(db):
    """``tamper("update …")``: what the owner of the tables may do once the triggers are switched off."""

    def do(statement: str) -> None:
        connection = db.connection()
        connection.execute(text("set constraints all immediate"))
        for switch in ("disable", "enable"):
            for table in ("invoicing_invoice", "invoicing_line", "invoicing_document"):
                connection.execute(text(f"alter table {table} {switch} trigger user"))
            if switch == "disable":
                connection.execute(text(statement))

    return do


@pytest.fixture
def three(invoice):
    """Three specimens with their documents."""
    made = [invoice(price) for price in ("1.00", "2.00", "3.00")]
    for each in made:
        write_document(InvoiceIssued(each.id))
    commit()
    return made


def sentences() -> list[str]:
    return str(verify()).splitlines()


def test_unbroken_chains_are_told_with_their_heads(operator, three, invoice):
    operator.state = OperatorState.CONFIRMED
    final = invoice()
    assert verify().sound
    assert sentences() == [
        f"Factures intactes (Essai, FA2026) : 1. Dernière empreinte : {final.hash}.",
        f"Factures intactes (Essai, SP2026) : 3. Dernière empreinte : {three[-1].hash}.",
    ]


def test_a_company_that_sold_nothing_is_sound(db, system):
    assert verify().sound
    assert sentences() == ["Factures : aucune."]


@pytest.mark.parametrize(
    "change",
    [
        "update invoicing_invoice set total_ht = total_ht + 1, total_ttc = total_ttc + 1 where rank = 2",
        "update invoicing_invoice set issued_on = issued_on - 1 where rank = 2",
        'update invoicing_invoice set buyer = buyer || \'{"name": "Autre"}\' where rank = 2',
        "update invoicing_invoice set mentions = '{}' where rank = 2",
        "update invoicing_invoice set hash = repeat('0', 64) where rank = 2",
        "update invoicing_line set label = 'Travaux' where invoice_id in"
        " (select id from invoicing_invoice where rank = 2)",
        "delete from invoicing_line where invoice_id in (select id from invoicing_invoice where rank = 2)",
    ],
)
def test_the_first_changed_invoice_is_named(three, tamper, change):
    tamper(change)
    assert not verify().sound
    assert sentences() == [
        "Factures rompues (Essai, SP2026) : la facture SP2026-000002 ou ses lignes ont été modifiées."
    ]


def test_an_invoice_hashed_again_no_longer_leads_to_the_next(three, tamper, db):
    second = three[1]
    with db.no_autoflush:
        second.total_ht, second.total_ttc = second.total_ht + 1, second.total_ttc + 1
        forged = digest(second)
    db.expire(second)
    change = f"total_ht = total_ht + 1, total_ttc = total_ttc + 1, hash = '{forged}'"
    tamper(f"update invoicing_invoice set {change} where rank = 2")
    assert sentences() == ["Factures rompues (Essai, SP2026) : la facture SP2026-000003 ne suit pas la précédente."]


@pytest.mark.parametrize(
    ("rank", "why"),
    [
        (1, "la facture SP2026-000002 ne suit pas la précédente"),
        (2, "le rang 2 manque, avant la facture SP2026-000003"),
        (3, "la dernière devrait porter le rang 3"),
    ],
)
def test_a_removed_invoice_is_missed(three, tamper, rank, why):
    gone = f"(select id from invoicing_invoice where rank = {rank})"
    tamper(f"delete from invoicing_document where invoice_id in {gone}")
    tamper(f"delete from invoicing_line where invoice_id in {gone}")
    tamper(f"delete from invoicing_invoice where rank = {rank}")
    assert sentences()[0] == f"Factures rompues (Essai, SP2026) : {why}."


def test_a_paid_order_without_invoice_is_told(sell):
    order, _payment = sell("1.00")
    commit()
    assert sentences() == ["Factures : aucune.", f"Commande payée sans facture : {order.reference}."]


def test_a_document_that_is_no_longer_the_stored_one_is_told(three, tamper):
    tamper("update invoicing_document set content = 'autre' where invoice_id = (select min(id) from invoicing_invoice)")
    assert sentences()[-1] == "Document qui n’est plus celui qui fut produit : facture SP2026-000001."


def test_a_series_that_goes_on_from_another_system_has_no_gap(operator, invoice):
    continue_after(SERIES[SeriesCode.SPECIMEN], 41, year=2026, operator_id=operator.id)
    invoice(), invoice()
    assert verify().sound


@pytest.mark.real_roles
def test_relais_verify_asks_the_invoices_too(committed):
    committed(2)
    told = relais(environment(committed.site.settings), "verify")
    assert "Factures intactes (Essai, SP2026) : 2." in told.stdout, told.stderr
    with committed.site.engines["owner"].begin() as connection:
        connection.execute(text("alter table invoicing_line disable trigger user"))
        connection.execute(text("update invoicing_line set label = 'Travaux'"))
    told = relais(environment(committed.site.settings), "verify")
    assert told.returncode == 1
    assert "Factures rompues (Essai, SP2026) : la facture SP2026-000001" in told.stdout
