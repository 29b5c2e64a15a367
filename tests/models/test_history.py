"""What happened to a record is told once, with its author and its reason, in the transaction that did it."""

import pytest
from sqlalchemy import select

from app.access.grants import Audience
from app.access.identity import Account, acting_as
from app.database import commit
from app.models.history import because, note
from app.models.history.table import history_entry
from app.models.kinds import InvalidValue
from app.records.history import entries
from tests.models.specimens import Borough, Forge, Licence, Talent, Tool, close_workshop

FIELDS = ("name", "phone", "memo", "rent_ht", "town", "branch", "state", "skills", "tools")
CAMILLE = Account(7, "camille", "Camille", "Agent", "camille@example.org", frozenset(), Audience.STAFF)


def told(workshop, fields=FIELDS, **page):
    return entries(Forge, workshop.id, fields, **page)


def shown(entry):
    return {change.name: (change.old, change.new) for change in entry.changes}


def rows(db, model):
    return db.connection().execute(select(history_entry).where(history_entry.c.model == model)).all()


def test_a_creation_is_told_without_repeating_the_record(workshop):
    (created,) = told(workshop)
    assert (created.event, created.changes) == ("create", ())
    assert (created.actor, created.actor_id, created.reason) == ("Système", None, "test")


def test_a_change_says_what_was_and_what_is(db, workshop):
    paris = Borough(code="75056", name="Paris")
    db.add(paris)
    workshop.name = "Atelier"
    workshop.town = paris
    commit()
    assert shown(told(workshop)[0]) == {"name": ("L’Œuvre d’Étienne", "Atelier"), "town": ("Nîmes", "Paris")}


def test_a_linked_record_is_named_through_its_own_links(db, workshop):
    licence = Licence(number="L-1", workshop=workshop)
    db.add(licence)
    commit()
    licence.workshop = Forge(name="Forge", town=workshop.town)
    commit()
    (latest, _created) = entries(Licence, licence.id, ("workshop",))
    assert shown(latest) == {"workshop": ("L’Œuvre d’Étienne – Nîmes", "Forge – Nîmes")}


def test_the_author_is_the_acting_person(workshop):
    with acting_as(CAMILLE):
        note(workshop, "vu")
        commit()
    latest = told(workshop)[0]
    assert (latest.actor_id, latest.actor, latest.reason) == (7, "Camille Agent", None)


def test_a_personal_value_leaves_only_a_sealed_mark(db, workshop):
    workshop.phone = "+33199000002"
    workshop.memo = "Mme Martin rappelle"
    commit()
    latest = told(workshop)[0]
    assert {(change.name, change.old, change.new, change.sealed) for change in latest.changes} == {
        ("phone", None, None, True),
        ("memo", None, None, True),
    }
    row = rows(db, "specimen.workshop")[-1]
    assert "990000" not in str(row.changes)
    assert "Martin" not in str(row.changes)
    before, after = row.changes["phone"]["sealed"]
    workshop.phone = "+33199000001"
    commit()
    assert rows(db, "specimen.workshop")[-1].changes["phone"]["sealed"] == [after, before]


def test_an_expired_value_is_still_known_when_replaced(db, workshop):
    db.expire(workshop)
    workshop.name = "Neuf"
    commit()
    assert shown(told(workshop)[0]) == {"name": ("L’Œuvre d’Étienne", "Neuf")}


def test_saving_without_change_tells_nothing(db, workshop):
    workshop.name = str(workshop.name)
    workshop.town = workshop.town
    commit()
    assert len(told(workshop)) == 1


def test_links_and_lines_are_told_on_the_record_that_holds_them(db, workshop):
    workshop.skills.append(Talent(code="fer", label="Ferronnerie"))
    workshop.skills.remove(workshop.skills[0])
    workshop.tools[0].label = "Rabot long"
    workshop.tools.append(Tool(label="Scie", made_in=workshop.town))
    commit()
    latest = told(workshop)[0]
    assert sorted((change.name, change.old or "", change.new or "") for change in latest.changes) == [
        ("skills", "Travail du bois", "Ferronnerie"),
        ("tools", "", "Outil : Scie · Fabriqué à : Nîmes"),
        ("tools", "Outil : Rabot", "Outil : Rabot long"),
    ]
    assert rows(db, "specimen.tool") == []


def test_a_removed_line_is_told_with_what_it_held(db, workshop):
    workshop.tools.clear()
    commit()
    assert shown(told(workshop)[0]) == {"tools": ("Outil : Rabot", None)}


def test_a_link_added_without_reading_the_others_is_told(db, workshop, count_queries):
    db.expire(workshop, ["skills"])
    skill = Talent(code="cuir", label="Cuir")
    workshop.skills.append(skill)
    commit()
    assert shown(told(workshop)[0]) == {"skills": (None, "Cuir")}


def test_a_one_to_one_record_has_its_own_history(db, workshop):
    workshop.licence = Licence(number="L-1")
    commit()
    assert [row.event for row in rows(db, "specimen.licence")] == ["create"]


def test_a_deletion_is_told_once_with_the_values_that_went(db, workshop):
    workshop_id = workshop.id
    db.delete(workshop)
    commit()
    latest = rows(db, "specimen.workshop")[-1]
    assert (latest.event, latest.record_id) == ("delete", workshop_id)
    assert latest.changes["name"] == ["L’Œuvre d’Étienne", None]
    assert "tools" not in latest.changes


def test_a_transition_is_told_with_its_name_and_reason(db, workshop):
    workshop.open()
    commit()
    close_workshop(workshop, "Départ en retraite")
    workshop.rent_ht = None
    commit()
    closed, opened, _created = told(workshop)
    assert (opened.event, str(opened.label), shown(opened)) == (
        "transition",
        "Ouvrir",
        {"state": ("Brouillon", "Ouvert")},
    )
    assert (str(closed.label), closed.reason) == ("Fermer", "Départ en retraite")


def test_two_transitions_of_one_transaction_are_both_told(db, workshop):
    workshop.open()
    close_workshop(workshop, "Fini")
    workshop.name = "Ancien atelier"
    commit()
    closed, opened, _created = told(workshop)
    assert shown(opened) == {"state": ("Brouillon", "Ouvert")}
    assert shown(closed) == {"state": ("Ouvert", "Fermé"), "name": ("L’Œuvre d’Étienne", "Ancien atelier")}


def test_the_reason_ends_with_its_transaction(db, workshop):
    because("  Correction demandée  ")
    workshop.name = "Un"
    commit()
    workshop.name = "Deux"
    commit()
    assert [entry.reason for entry in told(workshop)[:2]] == ["test", "Correction demandée"]


def test_several_saves_of_one_transaction_make_one_entry(db, workshop):
    workshop.name = "Un"
    db.flush()
    workshop.name = "Deux"
    db.flush()
    commit()
    assert [shown(entry) for entry in told(workshop)] == [{"name": ("L’Œuvre d’Étienne", "Deux")}, {}]


def test_what_a_savepoint_undoes_is_not_told(db, workshop):
    savepoint = db.begin_nested()
    workshop.name = "Perdu"
    note(workshop, "perdue aussi")
    db.flush()
    savepoint.rollback()
    with db.begin_nested():
        workshop.name = "Gardé"
    commit()
    assert [shown(entry) for entry in told(workshop)] == [{"name": ("L’Œuvre d’Étienne", "Gardé")}, {}]


def test_what_a_rollback_undoes_is_not_told(db, workshop):
    note(workshop, "jamais écrite")
    db.rollback()
    workshop.name = "Après"
    commit()
    assert [entry.event for entry in told(workshop)] == ["write", "create"]


def test_a_note_is_kept_as_it_was_typed(db, workshop):
    note(workshop, "  Rappeler lundi\r\nmatin ")
    commit()
    assert told(workshop)[0].note == "Rappeler lundi\nmatin"


def test_a_note_too_long_is_refused(db, workshop):
    with pytest.raises(InvalidValue):
        note(workshop, "x" * 5_001)


def test_fields_one_may_not_read_are_left_out(db, workshop):
    workshop.name = "Un"
    workshop.phone = None
    commit()
    assert shown(told(workshop, {"phone"})[0]) == {"phone": (None, None)}
    assert told(workshop, ())[0].changes == ()


def test_history_is_read_page_by_page(db, workshop):
    for rank in range(4):
        workshop.name = f"Nom {rank}"
        commit()
    first = told(workshop, limit=2)
    second = told(workshop, limit=10, before=first[-1].id)
    assert [shown(entry)["name"][1] for entry in first] == ["Nom 3", "Nom 2"]
    assert len(second) == 3


def test_recording_loads_nothing_and_writes_once(db, system, count_queries):
    towns = [Borough(code=str(rank), name=f"Ville {rank}") for rank in range(20)]
    db.add_all(towns)
    db.flush()
    db.connection()
    with count_queries() as queries:
        for town in towns:
            town.population = 12
        commit()
    verbs = [statement.split()[0] for statement in queries.sent]
    assert [verb for verb in verbs if verb not in {"SAVEPOINT", "RELEASE"}] == ["UPDATE", "INSERT"]


def test_reading_a_page_costs_the_same_whatever_its_length(db, workshop, count_queries):
    def cost():
        with count_queries() as queries:
            told(workshop)
        return len(queries)

    workshop.town = Borough(code="75056", name="Paris")
    commit()
    once = cost()
    for rank in range(10):
        workshop.town = Borough(code=str(rank), name=f"Ville {rank}")
        commit()
    assert cost() == once
