"""Looks at another region: for three hours, to see and not to change, for a reason that its people are told."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.access.looks import domain
from services.access.people.domain import Asked
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.http.looks_seen import CALLED
from shared.i18n import say
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.refusals import Refusal
from tests.integration.access.browsing import Browser, kept_secret
from tests.integration.access.given import administrator, somebody

OUJDA = Asked("coordinator", "Exemple", region="MA-02")
TANGER = Asked("coordinator", "Exemple", region="MA-01")
REASON = "Une participante de chez nous y est inscrite"
New = Callable[[], Browser]


async def signed_in(database: Database, browser: Browser, email: str, asked: Asked) -> UUID:
    account_id = await somebody(database, email, asked)
    await browser.sign_in(email)
    return account_id


async def test_a_look_shows_the_region_for_three_hours_and_changes_nothing(database: Database, browser: New) -> None:
    here = browser()
    await signed_in(database, here, "oujda@example.org", OUJDA)
    await here.open("/access/looks")
    assert CALLED in here.client.cookies, "the list was seen: what ended before is told no more"
    answer = await here.send("/access/looks", region="MA-01", reason=REASON)
    digest = digest_of(kept_secret(here))

    caller = await caller_by(database, digest)
    assert answer.headers["location"] == "/access/looks?done=looking"
    assert caller is not None
    assert caller.reach("participant.read").regions == {"MA-01", "MA-02"}
    assert caller.reach("participant.change").regions == {"MA-02"}
    later = caller.at(machine_now() + timedelta(hours=3, seconds=1))
    assert later.reach("participant.read").regions == {"MA-02"}


async def test_what_is_seen_in_a_look_names_it_and_its_reason_stands_with_the_account(
    database: Database, browser: New
) -> None:
    looking, auditing = browser(), browser()
    account_id = await signed_in(database, looking, "oujda@example.org", OUJDA)
    await looking.open("/access/looks")
    await looking.send("/access/looks", region="MA-01", reason=REASON)
    await administrator(database, auditing)

    caller = await caller_by(database, digest_of(kept_secret(looking)))
    assert caller is not None
    *seen, look = caller.reach("participant.read").in_short().split()
    page = (await auditing.open(f"/access/people/{account_id}")).text
    row = page.partition(f'id="grant-{look.removeprefix("look:")}"')[2].partition("</tr>")[0]

    assert seen == ["MA-01", "MA-02"]
    assert look.startswith("look:")
    assert REASON in row
    assert caller.reach("participant.change").in_short() == "MA-02", (
        "where nothing is reached by the look, it is not named"
    )


async def test_the_region_is_told_who_looked_and_why_and_no_other_is(database: Database, browser: New) -> None:
    looking, there, elsewhere, all_seeing = browser(), browser(), browser(), browser()
    await signed_in(database, looking, "oujda@example.org", OUJDA)
    await looking.open("/access/looks")
    await looking.send("/access/looks", region="MA-01", reason=REASON)
    await signed_in(database, there, "tanger@example.org", TANGER)
    await signed_in(database, elsewhere, "fes@example.org", Asked("coordinator", "Exemple", region="MA-03"))
    await administrator(database, all_seeing)

    told = [REASON in (await it.open("/access/looks")).text for it in (there, elsewhere, all_seeing)]

    assert told == [True, False, True]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"region": "MA-99", "reason": REASON}, domain.LookRegionUnknown()),
        ({"region": "MA-02", "reason": REASON}, domain.RegionYours()),
        ({"region": "MA-01", "reason": "curieux"}, domain.ReasonShort(shortest=10)),
    ],
)
async def test_no_look_without_a_region_and_a_reason(
    database: Database, browser: New, typed: dict[str, str], refusal: Refusal
) -> None:
    here = browser()
    await signed_in(database, here, "oujda@example.org", OUJDA)
    await here.open("/access/looks")

    answer = await here.send("/access/looks", **typed)

    assert answer.status_code == 422
    assert say(refusal.message(), "en", **refusal.values) in answer.text
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.reach("participant.read").regions == {"MA-02"}


async def test_who_looks_can_not_be_given_the_role(database: Database) -> None:
    with pytest.raises(Exception, match="No person can be given this role"):
        await somebody(database, "x@example.org", Asked(domain.ROLE, "Exemple", region="MA-01"))
