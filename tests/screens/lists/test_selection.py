"""Acting on several records at once."""

import re

from app.access.identity import System, acting_as
from app.database import session
from tests.screens.demo.models import State, Studio

LIST = "/ateliers/"
ACTIONS = "/ateliers/actions"


def state_of(id: int) -> State:
    with acting_as(System("test")):
        found = session.get_one(Studio, id).state
        session.remove()
    return found


def test_rows_say_what_each_state_allows(site, studios):
    page = site.get(LIST).get_data(as_text=True)
    assert re.search(rf'value="{studios["A-1"]}" data-able="open close"', page)
    assert re.search(rf'value="{studios["A-4"]}" data-able=""', page)
    assert 'data-one="Fermer : {n} atelier" data-many="Fermer : {n} ateliers"' in page


def test_one_action_moves_every_record_ticked(site, studios):
    ids = [studios["A-1"], studios["A-3"]]
    answer = site.post(ACTIONS, data={"transition": "open", "id": ids, "query": "state=new"})
    assert answer.status_code == 303
    assert answer.location == "/ateliers/?state=new"
    assert [state_of(id) for id in ids] == [State.OPEN, State.OPEN]
    assert "Ouvrir : 2 ateliers." in site.get(LIST).get_data(as_text=True)


def test_one_refusal_leaves_every_record_as_it_was(site, studios):
    ids = [studios["A-1"], studios["A-2"]]
    site.post(ACTIONS, data={"transition": "close", "id": ids})
    assert [state_of(id) for id in ids] == [State.NEW, State.OPEN]
    page = site.get(LIST).get_data(as_text=True)
    assert "Cet atelier emploie encore quelqu’un. Aucune fiche n’a été modifiée." in page


def test_a_reader_has_no_box_to_tick_and_may_not_post(site, studios):
    reader = {"X-Account": "reader"}
    assert 'class="tick"' not in site.get(LIST, headers=reader).get_data(as_text=True)
    answer = site.post(ACTIONS, data={"transition": "open", "id": studios["A-1"]}, headers=reader)
    assert answer.status_code == 403
    assert state_of(studios["A-1"]) is State.NEW


def test_an_unknown_action_or_nothing_ticked_is_not_found(site, studios):
    assert site.post(ACTIONS, data={"transition": "explode", "id": studios["A-1"]}).status_code == 404
    assert site.post(ACTIONS, data={"transition": "open"}).status_code == 404


def test_a_get_changes_nothing(site, studios):
    assert site.get(ACTIONS, query_string={"transition": "open", "id": studios["A-1"]}).status_code == 405


def test_the_way_back_stays_on_the_list(site, studios):
    data = {"transition": "open", "id": studios["A-1"], "query": "//example.org/\r\nSet-Cookie: a=b"}
    answer = site.post(ACTIONS, data=data)
    assert answer.location.startswith("/ateliers/")
    assert "Set-Cookie: a" not in str(answer.headers)
