"""Who is told what in spite of wanting no messages."""

from typing import get_args

import pytest

from services.registration.contacts.domain import Purpose, is_silenced

TOLD_IN_ANY_CASE = {"session.changed", "session.cancelled"}


@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_who_wants_no_messages_is_told_what_becomes_of_the_session_they_have_a_seat_in(purpose: Purpose) -> None:
    assert is_silenced(purpose, opted_out=True, holds_a_seat=True) == (purpose not in TOLD_IN_ANY_CASE)
    assert is_silenced(purpose, opted_out=True, holds_a_seat=False)


@pytest.mark.parametrize("purpose", get_args(Purpose))
@pytest.mark.parametrize("holds_a_seat", [False, True])
def test_nobody_else_is_silenced(purpose: Purpose, *, holds_a_seat: bool) -> None:
    assert not is_silenced(purpose, opted_out=False, holds_a_seat=holds_a_seat)
