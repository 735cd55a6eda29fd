"""The AsyncAPI documents are AsyncAPI 3, whole, and true of the golden files."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from programs.documents.asyncapi import document
from programs.documents.catalogue import HEARING, all_events, speakers
from tests.contract.changing import changed
from tests.contract.draft7 import faults

HERE = Path(__file__).parent
ASYNCAPI: dict[str, Any] = json.loads((HERE / "asyncapi" / "asyncapi-3.0.0.json").read_text(encoding="utf-8"))
WRONG = {
    "no version": ("asyncapi", None),
    "another version": ("asyncapi", "2.6.0"),
    "no title": ("info.title", None),
    "an action there is not": ("operations.send-scheduling/sessions.action", "shout"),
    "an operation on no channel": ("operations.send-scheduling/sessions.channel", None),
    "a field of ours beside theirs": ("channels.scheduling/sessions.keeper", "us"),
    "partitions that are none": ("channels.scheduling/sessions.bindings.kafka.partitions", 0),
    "a schema of no type there is": ("components.messages.session/planned/v1.payload.type", "thing"),
}


@pytest.mark.parametrize("service", HEARING)
def test_a_document_is_what_asyncapi_asks_for(service: str) -> None:
    assert list(faults(document(service), ASYNCAPI)) == []


@pytest.mark.parametrize("wrong", WRONG)
def test_a_planted_fault_in_a_document_is_seen(wrong: str) -> None:
    path, value = WRONG[wrong]

    assert list(faults(changed(document("scheduling"), path, value), ASYNCAPI))


@pytest.mark.parametrize("service", HEARING)
def test_every_example_is_what_its_schema_asks_for(service: str) -> None:
    messages = document(service)["components"]["messages"]

    found = {name: list(faults(it["examples"][0]["payload"], it["payload"])) for name, it in messages.items()}

    assert found
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_an_example_without_a_field_is_seen() -> None:
    message = document("reporting")["components"]["messages"]["public.seats.counted.v1"]
    told = copy.deepcopy(message["examples"][0]["payload"])

    del told["data"]["registered"]

    assert list(faults(told, message["payload"])) == ["/data: required ['session_id', 'region', 'registered']"]


@pytest.mark.parametrize("service", HEARING)
def test_a_document_names_what_is_said_and_heard_and_references_lead_somewhere(service: str) -> None:
    told = document(service)
    said = {type_ for type_, event in all_events().items() if service in speakers(event)}

    assert named(told, "send") == said
    assert named(told, "receive") == set(HEARING[service].by_type)
    assert [it for it in references(told) if not leads_somewhere(told, it)] == []


def named(told: dict[str, Any], action: str) -> set[str]:
    operations = [it for it in told["operations"].values() if it["action"] == action]
    return {message["$ref"].rpartition("/")[2] for it in operations for message in it["messages"]}


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for it in part for found in references(it)]
    if not isinstance(part, dict):
        return []
    return [part["$ref"]] if "$ref" in part else [found for it in part.values() for found in references(it)]


def leads_somewhere(place: Any, reference: str) -> bool:
    for name in reference.removeprefix("#/").split("/"):
        place = place.get(name, {})
    return bool(place)


def test_every_event_is_in_the_document_of_who_says_it_on_one_channel_per_topic() -> None:
    for type_, event in all_events().items():
        channel = document(speakers(event)[0])["channels"][event.topic]
        assert channel["address"] == event.topic
        assert type_ in channel["messages"]
