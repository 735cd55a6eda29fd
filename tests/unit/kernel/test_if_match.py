"""Which state a program expects: one of those in its list, written as RFC 9110 (5.6.1, 13.1.1) allows."""

import pytest
from fastapi import Response
from pydantic import BaseModel

from shared.http.preconditions import Expected, NotAsExpected

SECRET = "made-up"  # noqa: S105 - of a test


class Thing(BaseModel):
    """What is changed."""

    word: str = "now"


def tag_of(thing: Thing) -> str:
    answer = Response()
    Expected(SECRET, None).tell(answer, thing)
    return answer.headers["etag"]


@pytest.mark.parametrize("said", ["{}", '"other",{}', '"other", {}', '{}\t, "other"', "*", " * "])
def test_the_state_that_was_read_is_expected(said: str) -> None:
    Expected(SECRET, said.format(tag_of(Thing()))).check(Thing())


@pytest.mark.parametrize("said", ["{}", "W/{}", '"other"', "", "now"])
def test_another_state_is_refused(said: str) -> None:
    expected = Expected(SECRET, said.format(tag_of(Thing(word="before"))))

    with pytest.raises(NotAsExpected):
        expected.check(Thing())
