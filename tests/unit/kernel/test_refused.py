"""Who is not let in is told what to do, in words that the log lets through."""

import asyncpg
import pytest

from shared.service.login_failures import DATABASE, KAFKA, refusal_of
from tests.lines import withheld

URL = "postgresql+asyncpg://registration:made-up@postgres:5432/registration"
REFUSING = [kind() for kind in KAFKA] + [asyncpg.PostgresError.new({"C": state}) for state in DATABASE]


@pytest.mark.parametrize("error", REFUSING, ids=lambda error: type(error).__name__)
def test_every_refusal_can_be_read_in_the_log(error: Exception) -> None:
    refusal = refusal_of(error, URL)

    assert refusal is not None
    assert withheld({"where": refusal.where, "reason": refusal.reason}) == []
    assert "made-up" not in refusal.where + refusal.reason
