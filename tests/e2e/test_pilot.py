"""The main job: the pilot of 2017 by one command, told alike by figures, events, messages and the log itself."""

from collections import Counter
from typing import Any

from tests.e2e import oracle
from tests.e2e.pilot import Pilot
from tests.log_reader import order_breaks

SPLITS = ("registered", "waiting", "withdrawn", "unique_people")


def counts(place: dict[str, Any]) -> dict[str, Any]:
    """Return a place of figures.json in the oracle's words."""
    by_sex = Counter({sex: number for sex, number in place["by_sex"].items() if number})
    return {"completed": place["sessions"]["completed"], **{name: place[name] for name in SPLITS}, "by_sex": by_sex}


async def test_figures_agree_with_a_fold_of_the_log(pilot: Pilot) -> None:
    figures = pilot.results()["figures"]

    told = {it["region"]: counts(it) for it in figures["regions"]} | {"total": counts(figures["total"])}

    assert told == oracle.figures(await pilot.log())


async def test_the_pilot_is_what_it_was(pilot: Pilot) -> None:
    figures = {it["region"]: it for it in pilot.results()["figures"]["regions"]}

    assert {code: (it["registered"], it["waiting"], it["withdrawn"]) for code, it in figures.items()} == {
        "MA-01": (25, 0, 0),
        "MA-02": (25, 1, 2),
    }


async def test_public_events_agree_with_a_fold_of_the_log(pilot: Pilot) -> None:
    events = pilot.results()["events"]

    told = sorted(
        (e["subject"], e["aggregateversion"], e["data"].get("registered"), e["data"].get("waiting")) for e in events
    )

    assert told == oracle.public(await pilot.log())
    assert order_breaks(events) == []


async def test_public_events_name_nobody_and_tell_no_hour_before_the_end(pilot: Pilot) -> None:
    log = await pilot.log()
    internal = {e["id"] for e in log} | {e["data"]["participant_id"] for e in log if "participant_id" in e["data"]}

    for event in pilot.results()["events"]:
        assert not internal & set(_texts(event))
        assert ("starts_at" in event["data"]) is (event["type"] == "public.session.completed.v1")


async def test_the_mailbox_got_what_the_log_calls_for_and_nothing_twice(pilot: Pilot) -> None:
    messages, ledger = pilot.results()["messages"], pilot.ledger()

    assert Counter(message["template"] for message in messages) == oracle.messages(await pilot.log())
    assert len({line["message_id"] for line in ledger}) == len(ledger) == len(messages)
    assert await pilot.message_states() == Counter(sent=len(messages))


async def test_played_again_it_finds_its_data_and_changes_nothing(pilot: Pilot) -> None:
    before = pilot.results()
    assert await pilot.stop() == 0

    await pilot.start()
    await pilot.played()

    assert pilot.results() == before


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    return [str(value)]
