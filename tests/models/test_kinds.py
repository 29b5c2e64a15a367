"""Each kind of field: what it reads, what it refuses with a sentence, what it shows, what it exchanges."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.formats import PARIS
from app.models.kinds import (
    ChoiceKind,
    Code,
    Count,
    Day,
    Email,
    Flag,
    Instant,
    InvalidValue,
    Json,
    Lines,
    LongText,
    MoneyKind,
    Phone,
    Rate,
    Ref,
    Refs,
    Siren,
    State,
    Text,
)
from tests.models.specimens import Size

NARROW, NBSP = "\u202f", "\u00a0"

READ = [
    (Text(10), "  Étienne ", "Étienne"),
    (Text(10), "E\u0301tienne", "Étienne"),
    (Text(10), "a\tb\r\nc", "a b c"),
    (Text(3), "é" * 3, "ééé"),
    (Code(5), "2A004", "2A004"),
    (LongText(20), "a\r\nb\rc\u2028d", "a\nb\nc\nd"),
    (Flag(), "oui", True),
    (Flag(), "1", True),
    (Flag(), "", False),
    (Flag(), "Non", False),
    (Count(), f"12{NARROW}345", 12_345),
    (Count(-5, 5), "-5", -5),
    (MoneyKind(), f"1{NARROW}234,56{NBSP}€", Decimal("1234.56")),
    (MoneyKind(), "49.9", Decimal("49.90")),
    (Rate(), "5,5 %", Decimal("5.50")),
    (MoneyKind(), "-0,00", Decimal("0.00")),
    (MoneyKind(), "9999999999,99", Decimal("9999999999.99")),
    (Day(), "21/11/2026", date(2026, 11, 21)),
    (Day(), "1.3.2026", date(2026, 3, 1)),
    (Day(), "29/02/2028", date(2028, 2, 29)),
    (Instant(), "21/11/2026 14:05", datetime(2026, 11, 21, 13, 5, tzinfo=UTC)),
    (Instant(), "21/07/2026 à 14h05", datetime(2026, 7, 21, 12, 5, tzinfo=UTC)),
    (Instant(), "25/10/2026 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    (Instant(), "29/03/2026 03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    (ChoiceKind(Size), "large", Size.LARGE),
    (State(Size), "small", Size.SMALL),
    (Phone(), "01 99 00 00 01", "+33199000001"),
    (Phone(), "+33 (0)6 39 98 00 01", "+33639980001"),
    (Phone(), "00 32 2 555 12 12", "+3225551212"),
    (Phone(), f"01{NBSP}99.00-00/01", "+33199000001"),
    (Email(), " Jean.Dupont@Example.ORG ", "jean.dupont@example.org"),
    (Email(), "nom@exämple.fr", "nom@xn--exmple-cua.fr"),
    (Siren(), f"942{NBSP}762 872", "942762872"),
    (Ref(), " 12 ", 12),
    (Refs(), "3, 1,3", [3, 1]),
]


@pytest.mark.parametrize(("kind", "typed", "expected"), READ)
def test_what_a_person_types_is_read(kind, typed, expected):
    assert kind.parse(typed) == expected


REFUSED = [
    (Text(10), "a\x00b"),
    (Text(10), "\ud800"),
    (Text(10), "\ufffd"),
    (Text(10), "a\u202eb"),
    (Text(10), "\x1b[31m"),
    (Text(10), "x" * 11),
    (Text(10), "x" * 10_000_000),
    (LongText(20_000), "é" * 10_000_000),
    (Flag(), "peut-être"),
    (Count(), ""),
    (Count(), "1,5"),
    (Count(), "١٢"),
    (Count(), "9" * 10_000_000),
    (Count(0, 12), "13"),
    (Count(0, 12), "-1"),
    (MoneyKind(), "1,005"),
    (MoneyKind(), "1.234,56"),
    (MoneyKind(), "dix"),
    (MoneyKind(), "1e3"),
    (MoneyKind(), "NaN"),
    (MoneyKind(), "Infinity"),
    (MoneyKind(), "٤٩"),
    (MoneyKind(), "10000000000"),
    (MoneyKind(), "9" * 1000),
    (Day(), "31/02/2026"),
    (Day(), "29/02/2026"),
    (Day(), "21/11/26"),
    (Day(), "2026-11-21"),
    (Day(), "00/01/2026"),
    (Day(), "٢١/11/2026"),
    (Day(), "01/01/0001"),
    (Day(), "01/01/9999"),
    (Instant(), "21/11/2026"),
    (Instant(), "21/11/2026 24:00"),
    (Instant(), "21/11/2026 12:60"),
    (Instant(), "31/02/2026 12:00"),
    (Instant(), "29/03/2026 02:30"),
    (Instant(), "x" * 1_000_000),
    (ChoiceKind(Size), "huge"),
    (ChoiceKind(Size), "Grand"),
    (Phone(), "01 99 00 00"),
    (Phone(), "01 99 00 00 01 02"),
    (Phone(), "01 99 AB 00 01"),
    (Phone(), "06 39 98 00 01 poste 3"),
    (Phone(), "+00 1"),
    (Phone(), "0000199000001"),
    (Phone(), "٠١٩٩٠٠٠٠٠١"),
    (Phone(), "0" * 1_000_000),
    (Email(), "nom@exemple"),
    (Email(), "é@exemple.fr"),
    (Email(), "a@b@c.fr"),
    (Email(), "nom..x@exemple.fr"),
    (Email(), "Nom <nom@exemple.fr>"),
    (Email(), "a" * 65 + "@exemple.fr"),
    (Email(), "nom@exemple.fr\nBcc: x@exemple.fr"),
    (Email(), "x" * 10_000_000),
    (Siren(), "94276287"),
    (Siren(), "9427628720"),
    (Siren(), "٩٤٢٧٦٢٨٧٢"),
    (Ref(), "0"),
    (Ref(), "-1"),
    (Ref(), "1.0"),
    (Ref(), "٣"),
    (Ref(), "9223372036854775808"),
    (Refs(), "1,x"),
    (Json(), "{}"),
]


@pytest.mark.parametrize(("kind", "typed"), REFUSED, ids=[f"{kind.name}-{typed[:20]!a}" for kind, typed in REFUSED])
def test_what_is_wrong_is_refused_with_a_french_sentence(kind, typed):
    with pytest.raises(InvalidValue) as refusal:
        kind.parse(typed)
    assert refusal.value.status == 422
    assert refusal.value.message.endswith(".")
    assert len(refusal.value.message) < 120


EXCHANGED = [
    (Text(10), "Étienne", "Étienne"),
    (Flag(), False, False),
    (Count(), 12, 12),
    (MoneyKind(), Decimal("49.90"), "49.90"),
    (MoneyKind(), Decimal("-0.50"), "-0.50"),
    (Day(), date(2026, 11, 21), "2026-11-21"),
    (Instant(), datetime(2026, 11, 21, 13, 5, tzinfo=UTC), "2026-11-21T13:05:00Z"),
    (ChoiceKind(Size), Size.LARGE, "large"),
    (Phone(), "+33199000001", "+33199000001"),
    (Email(), "nom@example.org", "nom@example.org"),
    (Siren(), "942762872", "942762872"),
    (Ref(), 7, 7),
    (Refs(), [1, 2], [1, 2]),
]


@pytest.mark.parametrize(("kind", "value", "plain"), EXCHANGED)
def test_what_is_exchanged_reads_back(kind, value, plain):
    assert kind.to_json(value) == plain
    assert kind.from_json(plain) == value


@pytest.mark.parametrize(("kind", "value", "plain"), EXCHANGED[:-2])
def test_what_is_shown_for_editing_reads_back(kind, value, plain):
    assert kind.parse(kind.edit(value)) == value


WRONG_JSON = [
    (Text(10), 12),
    (Text(10), "x\x00"),
    (Flag(), 1),
    (Flag(), "true"),
    (Count(), True),
    (Count(), 1.0),
    (Count(), 10**30),
    (MoneyKind(), 49.9),
    (MoneyKind(), "49,90"),
    (MoneyKind(), " 1"),
    (Day(), "21/11/2026"),
    (Day(), "20261121"),
    (Day(), "2026-W47-6"),
    (Day(), 20261121),
    (Instant(), "2026-11-21T13:05:00"),
    (Instant(), "0001-01-01T00:00:00+14:00"),
    (Instant(), "9999-12-31T23:59:59-14:00"),
    (Instant(), None),
    (ChoiceKind(Size), ["large"]),
    (Phone(), 199000001),
    (Ref(), "7"),
    (Ref(), True),
    (Ref(), 2**63),
    (Refs(), 7),
    (Refs(), [7, "8"]),
    (Lines(), {"label": "x"}),
    (Lines(), ["x"]),
    (Json(), {}),
]


@pytest.mark.parametrize(("kind", "sent"), WRONG_JSON)
def test_what_a_program_sends_wrong_is_refused(kind, sent):
    with pytest.raises(InvalidValue):
        kind.from_json(sent)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Flag(), True, "Oui"),
        (Flag(), False, "Non"),
        (Count(), 1_234_567, f"1{NARROW}234{NARROW}567"),
        (MoneyKind(), Decimal("-1234.50"), f"-1{NARROW}234,50{NBSP}€"),
        (Rate(), Decimal("20.00"), f"20{NBSP}%"),
        (Rate(), Decimal("8.50"), f"8,5{NBSP}%"),
        (Day(), date(2026, 3, 1), "01/03/2026"),
        (Instant(), datetime(2026, 7, 21, 22, 5, tzinfo=UTC), "22/07/2026 00:05"),
        (ChoiceKind(Size), Size.LARGE, "Grand"),
        (Phone(), "+33199000001", "01 99 00 00 01"),
        (Phone(), "+3225551212", "+3225551212"),
        (Siren(), "942762872", f"942{NBSP}762{NBSP}872"),
    ],
)
def test_values_are_written_for_people(kind, value, expected):
    assert kind.show(value) == expected


@pytest.mark.rule("CGV-0.3")
def test_a_siren_whose_key_is_wrong_is_saved_with_a_doubt():
    assert Siren().parse("942762872") == "942762872"
    assert "Kbis" in str(Siren().doubt("942762872"))
    assert Siren().doubt("732829320") is None


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [("0.99", False), ("1.00", True), ("1999.00", True), ("1999.01", False), ("1.005", False), ("0", False), ("-1", 0)],
)
def test_an_amount_keeps_within_its_bounds(typed, accepted):
    price = MoneyKind(Decimal("1.00"), Decimal("1999.00"))
    if accepted:
        assert price.parse(typed) == Decimal(typed)
    else:
        with pytest.raises(InvalidValue):
            price.parse(typed)


def test_the_hour_that_comes_twice_shows_as_it_was_typed():
    assert Instant().show(Instant().parse("25/10/2026 02:30")) == "25/10/2026 02:30"
    assert datetime(2026, 10, 25, 2, 30, tzinfo=PARIS).astimezone(UTC) == Instant().parse("25/10/2026 02:30")
