"""Who is told what in spite of wanting no messages."""

from typing import get_args

import pytest
from jinja2 import Environment
from jinja2.nodes import Assign, Name, Pair

from services.registration.contacts.domain import AUDIENCES, is_silenced
from shared.events import MessageKind
from tests.architecture.built import ROOT

TOLD_IN_ANY_CASE = {"session.changed", "session.cancelled"}


@pytest.mark.parametrize("purpose", get_args(MessageKind))
def test_who_wants_no_messages_is_told_what_becomes_of_their_session(purpose: MessageKind) -> None:
    assert is_silenced(purpose, opted_out=True, holds_a_seat=True) == (purpose not in TOLD_IN_ANY_CASE)
    assert is_silenced(purpose, opted_out=True, holds_a_seat=False)


@pytest.mark.parametrize("purpose", get_args(MessageKind))
@pytest.mark.parametrize("holds_a_seat", [False, True])
def test_nobody_else_is_silenced(purpose: MessageKind, *, holds_a_seat: bool) -> None:
    assert not is_silenced(purpose, opted_out=False, holds_a_seat=holds_a_seat)


def test_it_is_known_of_every_kind_of_message_who_is_called_for() -> None:
    assert AUDIENCES.keys() == set(get_args(MessageKind))


def test_every_kind_of_message_has_a_name_on_pages() -> None:
    assert named_on_pages() == set(get_args(MessageKind))


def named_on_pages() -> set[str]:
    """Return which kinds labels.html has a name for."""
    source = (ROOT / "services/registration/templates/labels.html").read_text(encoding="utf-8")
    parsed = Environment(autoescape=True).parse(source)
    assigned = {it.target.name: it.node for it in parsed.find_all(Assign) if isinstance(it.target, Name)}
    return {pair.key.as_const() for pair in assigned["templates"].find_all(Pair)}
