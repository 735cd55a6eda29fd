"""Kinds of message: nothing that one list has is missing in another."""

import re
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from services.notifications.queue import kinds
from services.notifications.queue.kinds import KINDS, LAPSED, RECORDS, Kind
from services.notifications.queue.timing import Occasion
from shared.events import MessageKind, MessageSettled
from tests.architecture.built import ROOT

TOLD = datetime(2017, 8, 1, 12, tzinfo=UTC)
NOTIFICATIONS = ROOT / "services" / "notifications"


def names_of(kind: Kind) -> set[str]:
    """Return by which constants of the module others name the record."""
    return {name for name, value in vars(kinds).items() if value is kind}


def uses(name: str) -> list[Path]:
    """Return the modules of notifications, beside that of the records, that name the constant."""
    files = [file for file in NOTIFICATIONS.rglob("*.py") if file.name != "kinds.py"]
    return [file for file in files if re.search(rf"\bkinds\.{name}\b", file.read_text(encoding="utf-8"))]


def test_every_kind_has_one_record_and_every_record_is_of_a_kind() -> None:
    assert sorted(kind.name for kind in RECORDS) == sorted(get_args(MessageKind))
    assert KINDS.keys() == set(get_args(MessageKind))


@pytest.mark.parametrize("name", get_args(MessageKind))
def test_every_kind_may_be_told_on_the_wire(name: MessageKind) -> None:
    (pattern,) = [it.pattern for it in MessageSettled.model_fields["template"].metadata if hasattr(it, "pattern")]

    assert re.search(pattern, name)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.name)
def test_every_kind_is_intended_by_somebody(kind: Kind) -> None:
    (name,) = names_of(kind)

    assert uses(name), f"nothing in services/notifications intends kinds.{name}"


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.name)
def test_a_kind_that_says_nothing_of_a_plan_has_an_end_that_no_plan_decides(kind: Kind) -> None:
    waits_for_a_plan = kind.useful_until(None, Occasion(TOLD)) is None

    assert not (waits_for_a_plan and kind.says_of_plan == "nothing")


@pytest.mark.parametrize("fact", [{"of_one_plan": True}, {"urgent": True}, {"calendar": "CANCEL"}], ids=str)
def test_a_kind_cannot_depend_on_a_plan_of_which_it_says_nothing(fact: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="says nothing"):
        replace(LAPSED, says_of_plan="nothing", **fact)


def test_every_question_of_a_kind_must_be_answered() -> None:
    assert [field.name for field in fields(Kind) if field.default is not MISSING] == []


@pytest.mark.parametrize("name", get_args(MessageKind))
def test_which_events_call_for_every_kind_is_told_without_the_services_too(name: MessageKind) -> None:
    assert f'"{name}"' in (ROOT / "tests" / "e2e" / "called_for.py").read_text(encoding="utf-8")
