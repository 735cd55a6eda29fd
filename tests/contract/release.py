"""Writes the golden file and the schema of an event that has none yet: `python -m tests.contract.release`.

What has been released is never written again: a changed meaning is a new class and a new version.
"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

from programs.documents.catalogue import all_events
from shared.kernel.contracts import NIL

HERE = Path(__file__).parent
START = datetime(2017, 8, 23, 8, tzinfo=UTC)
LOCAL = datetime(2017, 8, 23, 9)  # noqa: DTZ001 - a wall-clock time has no zone
SAMPLES: dict[str, Any] = {
    "region": "MA-02",
    "code": "IDENTIFY",
    "donors": ["Finland"],
    "donor": "Finland",
    "fr": "Finlande",
    "ar": "فنلندا",
    "en": "Finland",
    "kind": "association",
    "sex": "woman",
    "first_timer": True,
    "erased": False,
    "received_on": date(2017, 9, 4),
    "due_on": date(2017, 9, 15),
    "done": False,
    "city": "Oujda",
    "zone": "Africa/Casablanca",
    "week": "2017-W34",
    "starts_local": LOCAL,
    "ends_local": LOCAL + timedelta(days=1, hours=7),
    "starts_at": START,
    "ends_at": START + timedelta(days=1, hours=7),
    "held_a_seat": True,
    "active": True,
    "role": "trainer",
    "digest": "0" * 64,
    "seal": "0" * 64,
    "service": "registration",
    "strong": True,
    "attribution": "full",
    "held_on": date(2017, 4, 12),
    "theme": "identification",
    "language": "fr",
    "wording": "Exemple de texte lu et publié.",
    "title_fr": "Techniques d'identification",
    "title_ar": "تقنيات التعرف",
    "venue": "Salle d'exemple",
    "city_ar": "وجدة",
    "venue_ar": "قاعة المثال",
    "expires_at": START - timedelta(days=2),
    "used_at": START,
    "template": "session.confirmed",
    "channel": "sms",
    "aggregateversion": 1,
    "time": START - timedelta(days=30),
    "incarnation": None,
    "correlationid": None,
    "causationid": None,
}
# Words that mean different things in different events.
OF_EVENT: dict[str, dict[str, Any]] = {
    "public.seats.counted.v1": {"registered": 15},
    "public.attendance.counted.v1": {"attended": 20},
    "offer.ended.v1": {"reason": "expired"},
    "session.cancelled.v1": {"reason": "venue"},
    "message.receipted.v1": {"state": "undelivered", "reason": "unknown-number"},
    "message.settled.v1": {"state": "sent", "reason": None},
    "account.granted.v1": {"kind": "person"},
    "data.requested.v1": {"kind": "copy"},
}
NUMBERS = {
    "links": 120,
    "count": 1,
    "seats": 25,
    "registered": 12,
    "waiting": 0,
    "seats_left": 13,
    "position": 1,
    "module_version": 1,
    "minutes": 90,
    "parts": 1,
    "usefulness": 5,
    "method": 4,
    "organisation": 4,
    "attended": 23,
}


def sample(name: str) -> Any:
    """Return a synthetic value for a field: ids are made from its name, so the files stay the same."""
    if name.endswith("_id") or name == "id":
        return uuid5(NIL, name)
    return SAMPLES[name] if name in SAMPLES else NUMBERS[name]


def part(*names: str) -> dict[str, Any]:
    """Return a synthetic value for each of the fields."""
    return {name: sample(name) for name in names}


def parts() -> dict[str, Any]:
    """Return the fields that have fields of their own."""
    times = ("starts_at", "ends_at")
    return {
        "blocks": [part("block_id", "module_id", "module_version", *times)],
        "before": part("city", "venue", "zone", "starts_local", "ends_local", *times),
        "needs": [part("need_id", "theme") | {"voiced_by": [sample("organisation_id")]}],
        "answers": [sample("need_id")],
        "donor_names": [part("donor", "fr", "ar", "en")],
        "marks": [part("participant_id", "minutes") | {"state": "present"}],
        "grants": [
            part("role", "region", "organisation_id", "ends_at", "look_id") | {"session_ids": [sample("session_id")]}
        ],
        "keys": [part("digest", "strong", "ends_at")],
        "rows": [{"table": "seats", "columns": {"state": "registered"}}],
    }


def fields(event: Any) -> dict[str, Any]:
    """Return a value for every field of an event."""
    known = parts() | OF_EVENT.get(event.type, {})
    return {name: known[name] if name in known else sample(name) for name in event.model_fields}


def main() -> None:
    """Write what is missing."""
    for type_, event in all_events().items():
        golden, schema = HERE / "golden" / f"{type_}.json", HERE / "schemas" / f"{type_}.json"
        if not golden.exists():
            written = event.model_validate(fields(event)).to_cloudevent()
            golden.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n")
        if not schema.exists():
            schema.write_text(json.dumps(event.model_json_schema(), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
