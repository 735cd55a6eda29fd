"""Rules of closing a sheet: blocks, the end of the session, and nobody without a mark."""

from datetime import UTC, datetime, timedelta

import pytest

from services.registration.attendance import domain

ENDS_AT = datetime(2017, 8, 24, 16, tzinfo=UTC)


def test_a_sheet_can_be_closed_from_the_moment_the_session_ends() -> None:
    domain.check_can_close(ENDS_AT, blocks=4, missing=0, now=ENDS_AT)
    with pytest.raises(domain.AttendanceTooEarly):
        domain.check_can_close(ENDS_AT, blocks=4, missing=0, now=ENDS_AT - timedelta(microseconds=1))


@pytest.mark.parametrize("ends_at", [ENDS_AT, None])
def test_a_session_without_blocks_has_nothing_to_close_whenever_it_ends(ends_at: datetime | None) -> None:
    with pytest.raises(domain.BlocksNotPlanned):
        domain.check_can_close(ends_at, blocks=0, missing=0, now=ENDS_AT)


def test_marks_that_are_missing_are_counted() -> None:
    with pytest.raises(domain.MarksMissing) as caught:
        domain.check_can_close(ENDS_AT, blocks=4, missing=3, now=ENDS_AT)

    assert caught.value.values == {"missing": 3}
