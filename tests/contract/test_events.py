"""What is on Kafka today stays readable tomorrow, by our classes and by anybody's."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from cloudevents.core.formats.json import JSONFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.embedded.stack import SERVICES
from programs.documents.catalogue import all_events, events_in
from programs.services import service_of
from shared import events
from shared.kernel.contracts import CONTENT_TYPE, Event
from shared.service.recovery import nothing_to_take_up
from tests.contract.changing import changed
from tests.contract.compatibility import WIDENED, breaks

EVENTS = all_events()
HERE = Path(__file__).parent
GOLDEN = sorted((HERE / "golden").glob("*.json"))
SCHEMAS = sorted((HERE / "schemas").glob("*.json"))
FORBIDDEN = ("name", "phone", "mail", "birth", "address", "cin", "comment", "text", "note")


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_an_event_written_in_the_past_is_still_read(file: Path) -> None:
    written = json.loads(file.read_text())

    read = EVENTS[file.stem].from_cloudevent(written).to_cloudevent()

    assert {name: read[name] for name in written if name != "data"} == {k: v for k, v in written.items() if k != "data"}
    assert of_then(read["data"], written["data"]) == written["data"]


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_an_event_with_fields_of_tomorrow_is_read_today(file: Path) -> None:
    tomorrow = json.loads(file.read_text())
    tomorrow["data"]["a_field_of_tomorrow"] = {"any": "thing"}
    tomorrow["anextension"] = "of tomorrow"

    assert EVENTS[file.stem].from_cloudevent(tomorrow).id


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_any_cloudevents_sdk_reads_it(file: Path) -> None:
    message = KafkaMessage(headers={"content-type": CONTENT_TYPE.encode()}, key=b"k", value=file.read_bytes())

    event = from_structured_event(message, JSONFormat())

    assert (event.get_type(), event.get_specversion()) == (file.stem, "1.0")


@pytest.mark.parametrize("type_", EVENTS)
def test_every_event_has_a_golden_file_and_a_schema(type_: str) -> None:
    assert HERE / "golden" / f"{type_}.json" in GOLDEN
    assert HERE / "schemas" / f"{type_}.json" in SCHEMAS


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.stem)
def test_a_released_event_changes_only_by_optional_fields(file: Path) -> None:
    assert file.stem in EVENTS, "a released event is never taken away"
    assert breaks(json.loads(file.read_text()), schema(EVENTS[file.stem])) == []


@pytest.mark.parametrize("type_", EVENTS)
def test_no_event_has_a_field_for_a_name_or_a_contact(type_: str) -> None:
    fields = {part for field in EVENTS[type_].model_fields for part in field.split("_")}

    assert not fields & set(FORBIDDEN)
    assert "wording" not in fields or type_.split(".")[1] == "released", "words travel when somebody has read them"


OLD = {
    "properties": {"seats": {"type": "integer", "minimum": 1}, "region": {"type": "string"}},
    "required": ["seats"],
    "type": "object",
}
BREAKING = {
    "a field taken away": ("properties.region", None),
    "a field made required": ("required", ["seats", "region"]),
    "a required field made optional": ("required", []),
    "another type": ("properties.seats.type", "string"),
    "a wider bound": ("properties.seats.minimum", 0),
    "a new pattern": ("properties.region.pattern", "^MA"),
}


@pytest.mark.parametrize("change", BREAKING)
def test_the_gate_refuses(change: str) -> None:
    path, value = BREAKING[change]

    assert breaks(OLD, changed(OLD, path, value))


def test_the_gate_lets_an_optional_field_and_better_words_pass() -> None:
    new = changed(OLD, "properties.zone", {"type": "string"})

    assert breaks(OLD, changed(new, "properties.seats.description", "how many")) == []


@pytest.mark.parametrize(("old", "new"), WIDENED)
def test_a_widened_pattern_admits_what_the_old_one_did_and_stays_so(old: str, new: str) -> None:
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a machine that is busy
    @given(st.from_regex(old, fullmatch=True))
    def is_admitted(written: str) -> None:
        assert re.search(new, written)

    is_admitted()
    assert breaks({"pattern": new}, {"pattern": old})


def schema(event: type[Event]) -> dict[str, Any]:
    return event.model_json_schema()


def of_then(read: Any, written: Any) -> Any:
    """Return what is read of all that was written, at any depth; optional fields of later are left out."""
    if isinstance(written, dict):
        return {name: of_then(read[name], part) for name, part in written.items()}
    if isinstance(written, list):
        return [of_then(now, then) for now, then in zip(read, written, strict=True)]
    return read


def test_every_event_that_is_written_is_offered_to_all() -> None:
    """Catalogue, golden files and rules of the public look at what shared.events offers."""
    modules = [f"shared.events.{file.stem}" for file in Path(events.__file__).parent.glob("[!_]*.py")]
    written = {event for name in modules for event in events_in(import_module(name))}

    assert len(written) > 20
    assert {event.__name__ for event in written - set(EVENTS.values())} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_recovery_reads_all_that_its_service_says(service: str) -> None:
    recovery = service_of(service).recovery
    said = {event for event in EVENTS.values() if event.source == recovery.source}

    assert recovery.take_up is nothing_to_take_up or said <= set(recovery.events)
