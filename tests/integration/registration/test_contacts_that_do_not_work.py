"""Contacts that do not work: nothing is sent there until they are changed, or somebody says that they are right."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.contacts.actions import not_working
from services.registration.contacts.forms import contact
from services.registration.delivery import actions
from services.registration.delivery.domain import Settled, to_do
from services.registration.faults import storage as faults
from services.registration.people.actions import change_participant
from services.registration.people.storage import Organisation, Participant
from shared.events import Channel, MessageReceipted, MessageSettled
from shared.kernel.database import Database, run
from tests.facts import TOLD_AT
from tests.integration.registration.given import people
from tests.integration.registration.given_console import browser, seen

SHOWN = tuple[str | None, str | None, list[Channel]]


async def told(
    database: Database,
    who: UUID,
    channel: Channel,
    reason: str,
    state: str = "undelivered",
    *,
    after: timedelta = timedelta(),
) -> None:
    """Hear what became of a message to somebody."""
    about = {"message_id": uuid4(), "participant_id": who, "session_id": uuid4(), "template": "session.confirmed"}
    envelope = {"id": uuid4(), "time": TOLD_AT + after, "aggregateversion": 1}
    fact = about | envelope | {"channel": channel, "state": state, "reason": reason}
    async with database.sessions.begin() as db:
        if state == "failed":
            await actions.note(db, MessageSettled.model_validate(fact))
        else:
            await actions.note_receipt(db, MessageReceipted.model_validate(fact))


async def given(database: Database, who: UUID) -> SHOWN:
    """Return mail, telephone and what is withheld, as a message to somebody gets them."""
    async with database.sessions() as db:
        person = await db.get_one(Participant, who)
        own = await db.get_one(Organisation, person.organisation_id)
        faulty = await not_working(db, [(person, own, True)])
        shown = contact("session.confirmed", person, own, holds_a_seat=True, faulty=faulty)
    return shown.email, shown.phone, shown.not_working


async def reachable(database: Database) -> tuple[UUID, str, str]:
    """Return somebody with mail and telephone."""
    (who,) = await people(database, 1)
    async with database.sessions.begin() as db:
        mail = f"{who.hex[:8]}@example.org"
        await run(db, "update participant set email = :mail where id = :id", mail=mail, id=who)
    email, phone, _ = await given(database, who)
    assert email
    assert phone
    return who, email, phone


async def test_a_wrong_number_is_withheld_and_mail_goes_on(database: Database) -> None:
    who, email, _ = await reachable(database)

    await told(database, who, "sms", "unknown-number")

    assert await given(database, who) == (email, None, ["sms"])


async def test_a_number_that_a_gateway_refuses_for_good_is_withheld(database: Database) -> None:
    who, email, _ = await reachable(database)

    await told(database, who, "sms", "sms-bad-number", state="failed")

    assert await given(database, who) == (email, None, ["sms"])


@pytest.mark.parametrize("reason", ["telephone-off", "mailbox-full", "gateway-refused", "untold"])
async def test_what_may_pass_withholds_nothing(database: Database, reason: str) -> None:
    who, email, phone = await reachable(database)

    await told(database, who, "sms", reason)

    assert await given(database, who) == (email, phone, [])


async def test_another_number_is_used_at_once_and_the_old_one_stays_withheld(database: Database) -> None:
    who, email, phone = await reachable(database)
    await told(database, who, "sms", "unknown-number")

    await change(database, who, "+212600009999")
    assert await given(database, who) == (email, "+212600009999", [])
    await change(database, who, phone)

    assert await given(database, who) == (email, None, ["sms"])


async def test_whoever_says_that_an_address_is_right_has_it_used_again(database: Database) -> None:
    who, email, phone = await reachable(database)
    await told(database, who, "email", "unknown-address")
    assert await given(database, who) == (None, phone, ["email"])

    async with database.sessions.begin() as db:
        await faults.mend(db, who, "email")

    assert await given(database, who) == (email, phone, [])


async def test_the_persons_page_says_what_to_do_and_has_a_button_for_whoever_knows_better(database: Database) -> None:
    who, email, phone = await reachable(database)
    await told(database, who, "sms", "unknown-number")

    async with browser(database) as client:
        page = await client.get(f"/participants/{who}")
        await client.post(f"/participants/{who}/contact-is-right", data={"channel": "sms"})
        after = await client.get(f"/participants/{who}")

    assert "Numéro erroné : demander le bon" in seen(page)
    assert 'contact-is-right" class="act"' in page.text
    assert 'name="channel" value="sms"' in page.text
    assert "Numéro erroné" not in seen(after)
    assert await given(database, who) == (email, phone, [])


async def test_what_names_no_way_saves_nothing_and_does_not_say_so(database: Database) -> None:
    who, email, _ = await reachable(database)
    await told(database, who, "sms", "unknown-number")

    async with browser(database) as client:
        answer = await client.post(f"/participants/{who}/contact-is-right", data={"channel": "pigeon"})

    assert str(answer.url).endswith(f"/participants/{who}")
    assert await given(database, who) == (email, None, ["sms"])


async def test_an_address_of_the_organisation_says_nothing_of_the_persons_own(database: Database) -> None:
    who, *_ = await reachable(database)
    async with database.sessions.begin() as db:
        await run(db, "update participant set route = 'relay' where id = :id", id=who)

    await told(database, who, "sms", "unknown-number")

    async with database.sessions() as db:
        assert await kept(db, who) == []


async def left_before(database: Database, who: UUID) -> MessageReceipted:
    """Let a message leave an hour ago, and return the receipt that says, an hour from now, that its number is wrong."""
    now = database.clock.now()
    about = {"message_id": uuid4(), "participant_id": who, "session_id": uuid4(), "template": "session.confirmed"}
    common = {**about, "channel": "sms", "id": uuid4()}
    sent = common | {"time": now - timedelta(hours=1), "aggregateversion": 1, "state": "sent"}
    async with database.sessions.begin() as db:
        await actions.note(db, MessageSettled.model_validate(sent))
    lost = {"time": now + timedelta(hours=1), "state": "undelivered", "reason": "unknown-number"}
    return MessageReceipted.model_validate(common | {"aggregateversion": 2} | lost)


async def test_what_left_before_a_number_was_mended_says_nothing_of_the_new_one(database: Database) -> None:
    who, email, _ = await reachable(database)
    late = await left_before(database, who)

    async with database.sessions.begin() as db:
        await change_participant(db, who, {"phone": "+212600009999"})
    async with database.sessions.begin() as db:
        await actions.note_receipt(db, late)

    assert await given(database, who) == (email, "+212600009999", [])


async def test_what_left_before_a_number_was_said_to_be_right_does_not_withhold_it_again(database: Database) -> None:
    who, email, phone = await reachable(database)
    late = await left_before(database, who)
    await told(database, who, "sms", "unknown-number")
    assert await given(database, who) == (email, None, ["sms"])

    async with database.sessions.begin() as db:
        await faults.mend(db, who, "sms")
    async with database.sessions.begin() as db:
        await actions.note_receipt(db, late)

    assert await given(database, who) == (email, phone, [])


async def test_what_leaves_after_that_and_finds_nobody_withholds_it_again(database: Database) -> None:
    who, email, _ = await reachable(database)
    await told(database, who, "sms", "unknown-number")
    async with database.sessions.begin() as db:
        await faults.mend(db, who, "sms")

    await told(database, who, "sms", "unknown-number", after=timedelta(days=3_000))

    assert await given(database, who) == (email, None, ["sms"])


async def kept(db: AsyncSession, who: UUID) -> list[faults.Fault]:
    return await faults.faults(db, [who])


async def change(database: Database, who: UUID, phone: str) -> None:
    async with database.sessions.begin() as db:
        await run(db, "update participant set phone = :phone where id = :id", phone=phone, id=who)


@pytest.mark.parametrize(
    ("state", "delivery", "reason", "wanted"),
    [
        ("sent", "undelivered", "unknown-number", "wrong-number"),
        ("sent", "undelivered", "what nobody knows", "call"),
        ("sent", "delivered", "delivered", None),
        ("sent", "delivered", "complaint", "complaint"),
        ("sent", None, None, None),
    ],
)
def test_each_reason_has_something_to_do(
    state: str, delivery: str | None, reason: str | None, wanted: str | None
) -> None:
    message = Settled(uuid4(), "session.confirmed", "sms", state, None, TOLD_AT, delivery, reason)

    assert to_do(message) == wanted
