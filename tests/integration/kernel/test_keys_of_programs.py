"""Keys of programs: each opens until its end, what its role says, and by the way of programs alone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.events.access import Grant
from shared.kernel.database import Database
from tests.accounts import header, let_in
from tests.integration.built import EVERYTHING
from tests.integration.kernel import asking
from tests.integration.kernel.asking import words

HOUR = timedelta(hours=1)
EVERY, FIGURES = Grant(role=EVERYTHING), Grant(role="figures")
KEYS: dict[str, tuple[Grant, dict[str, Any], int]] = {
    "good": (EVERY, {"kind": "program"}, 201),
    "past its end": (EVERY, {"kind": "program", "ends_in": -timedelta(seconds=1)}, 401),
    "for something else": (FIGURES, {"kind": "program"}, 403),
    "of a person": (EVERY, {"kind": "person"}, 401),
}


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_opens_until_its_end_and_what_its_role_says(
    new_database: Callable[..., Awaitable[Database]], key: str
) -> None:
    grant, told, status = KEYS[key]
    database = await new_database(asking.service())
    secret = await let_in(database, grant, **told)

    answer = await asking.client(asking.app_on(database), authorization=f"Bearer {secret}").post(
        "/things", json=words()
    )

    assert answer.status_code == status
    assert len(await asking.effects(database)) == (status == 201)


async def test_a_key_of_a_program_in_a_cookie_opens_nothing(new_database: Callable[..., Awaitable[Database]]) -> None:
    database = await new_database(asking.service())
    secret = await let_in(database, EVERY, kind="program")
    app = asking.app_on(database)
    in_cookie = {**header(app.state.settings, secret), "sec-fetch-site": "same-origin"}

    answer = await asking.client(app, **in_cookie).post("/things", json=words())

    assert answer.status_code == 401
    assert await asking.effects(database) == []
