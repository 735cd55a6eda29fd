"""Everything that can be done on registration's pages, each deed once."""

from dataclasses import replace
from uuid import UUID

from tests.integration.audited.people import ASKED, ORGANISATION, RATINGS, WORDS, full_session, two_sheets
from tests.integration.audited.walk import Walk
from tests.integration.registration.given import register
from tests.integration.registration.given_console import somebody
from tests.integration.registration.test_calls import settle
from tests.integration.registration.test_data_requests import all_answer

SOUGHT = {"sought": "Exemple"}
DECLINES = {"purpose": "messages", "given": "false", "language": "fr", "channel": "spoken"}


async def do_everything(walk: Walk) -> None:
    """Walk along every form before a session begins, and send it."""
    await _searches(walk)
    await _people(walk)
    await _seats(replace(walk, ids=dict(walk.ids)))
    await _voices(walk)
    await _lists(walk)
    await _own_data(walk)


async def _searches(walk: Walk) -> None:
    session = "/sessions/{session_id}"
    for path in (f"{session}/find", f"{session}/add", f"{session}/blocks/{{block_id}}/find", "/participants"):
        await walk.press(f"POST {path}", **SOUGHT)
    await walk.press("POST /organisations/voiced/{need_id}/choose", **SOUGHT)


async def _people(walk: Walk) -> None:
    await walk.press("POST /organisations/new", "/organisations/new", **ORGANISATION | {"name": "Exemple de la page"})
    await walk.press("POST /organisations/{organisation_id}", "/organisations/{organisation_id}", name="Exemple changé")
    newcomer = somebody(walk.ids["organisation_id"])
    await walk.press("POST /sessions/{session_id}/newcomers", "/sessions/{session_id}/add", **newcomer)
    another = newcomer | {"given_name": "Page", "phone": "06 61 00 00 02"}
    made = await walk.press("POST /participants/new", "/participants/new", **another)
    walk.ids["participant_id"] = made.headers["location"].partition("?")[0].rpartition("/")[2]
    edit = "/participants/{participant_id}/edit"
    await walk.press(f"POST {edit}", edit, given_name="Changée")
    await walk.press("POST /participants/{participant_id}/consents", **DECLINES)
    await walk.press("POST /participants/{participant_id}/contact-is-right", channel="sms")
    await walk.press("POST /sessions/{session_id}/registrations", participant_id=walk.ids["participant_id"])


async def _seats(walk: Walk) -> None:
    takers, seat = await full_session(walk), "/registrations/{registration_id}"
    session_id = UUID(walk.ids["session_id"])
    taken = [(await register(walk.database, session_id, who))[0] for who in takers]
    await settle(walk.database, session_id, takers[0], sms=("failed", "sms-bad-number"))
    acts = [(0, "called"), (0, "withdraw"), (1, "accept"), (1, "withdraw"), (2, "decline"), (0, "put-back")]
    for number, act in acts:
        walk.ids["registration_id"] = str(taken[number])
        await walk.press(f"POST {seat}/{act}", f"{seat}/{act}" if act in {"withdraw", "decline"} else "")


async def _voices(walk: Walk) -> None:
    words, said = "POST /sessions/{session_id}/recommendations", "/recommendations/{recommendation_id}"
    for acts in (["release", "withdraw"], ["remove"]):
        walk.ids["recommendation_id"] = await walk.do("POST /api/v1/sessions/{session_id}/recommendations", WORDS)
        for act in acts:
            await walk.press(f"POST {said}/{act}", f"{said}/{act}")
    await walk.press(words, "/sessions/{session_id}/voices", **WORDS)


async def _lists(walk: Walk) -> None:
    list_ = "/imports/{import_id}"
    made = await walk.ask("POST /imports", **two_sheets("C", "D"))
    walk.ids["import_id"] = sent = made.headers["location"].rpartition("/")[2]
    await walk.press(f"POST {list_}/columns", list_)
    for act in ("choices", "answers"):
        await walk.press(f"POST {list_}/{act}")
    other = await walk.press(f"POST {list_}/sheets", name="Sheet2")
    walk.ids["import_id"] = other.headers["location"].rpartition("/")[2]
    await walk.press(f"POST {list_}/drop", list_)
    walk.ids["import_id"] = sent
    await walk.press(f"POST {list_}/confirm", list_)


async def _own_data(walk: Walk) -> None:
    for kind, act in (("copy", "hand-over"), ("erasure", "erase")):
        form = "/participants/{participant_id}/requests/new"
        filed = await walk.press(f"POST {form}", form, kind=kind, **ASKED)
        walk.ids["request_id"] = filed.headers["location"].rpartition("/")[2]
        await all_answer(walk.database, walk.ids["request_id"], UUID(walk.ids["participant_id"]))
        await walk.press(f"POST /requests/{{request_id}}/{act}")


async def hold_a_session(walk: Walk) -> None:
    """Mark somebody, type in what somebody wrote on paper, close the sheet."""
    marks = {"marks__0__participant_id": walk.ids["participant_id"], "marks__0__state": "present"}
    await walk.press("POST /sessions/{session_id}/blocks/{block_id}/attendance", **marks)
    ratings = {name: str(value) for name, value in RATINGS.items()}
    paper = {"participant_id": walk.ids["participant_id"], **ratings}
    await walk.press("POST /sessions/{session_id}/feedback", "/sessions/{session_id}/voices", **paper)
    await walk.press("POST /sessions/{session_id}/attendance/close", "/sessions/{session_id}/attendance/close")
