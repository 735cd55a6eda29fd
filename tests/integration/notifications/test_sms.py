"""SMS through an HTTP gateway: taken once, asked for after every doubt, ambiguous never [design §5, F51]."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.kernel.clock import machine_now
from tests import facts
from tests.containers import free_port
from tests.integration.notifications.conftest import SOON_S, Post
from tests.integration.notifications.news import cancelled, rescheduled
from tests.integration.notifications.outer_world import Mailbox
from tests.integration.notifications.phones import DROP, HANG, Phones, phones_ring
from tests.running import eventually

BEGUN = "update intents set state = 'sending', claimed_by = :by, claimed_at = :at where channel = 'sms'"


async def test_a_registration_becomes_one_sms_and_one_mail(post: Post, mailbox: Mailbox, phones: Phones) -> None:
    await post.hear(post.registered())

    await post.send_all()
    await post.send_all("sms")

    (sms,) = phones.rung
    assert (sms["to"], sms["language"], sms["template"]) == ("+212600000001", "fr", "session.confirmed")
    when = "du mercredi 09/08/2017 à 09 h 00 au jeudi 10/08 à 17 h 00 (heure du Maroc)"
    assert sms["text"].startswith(f"Place confirmée : {when}, Salle Atlas, Oujda")
    assert len(mailbox.lines()) == 1


async def test_the_parts_are_counted_before_the_sms_leaves_and_kept(post: Post, phones: Phones) -> None:
    post.registration.language = "ar"
    await post.hear(post.registered())

    await post.send_all("sms")

    (row,) = await post.rows("select id, parts from intents where channel = 'sms'")
    assert [(sms["reference"], sms["parts"]) for sms in phones.rung] == [(str(row.id), row.parts)]
    assert row.parts == 2


async def test_somebody_whose_number_does_not_work_gets_no_sms_for_that_reason(post: Post, phones: Phones) -> None:
    post.registration.phone, post.registration.not_working = None, ["sms"]
    await post.hear(post.registered())

    await post.send_all("sms")

    assert await post.states("sms") == [("suppressed", "address-not-working")]
    assert phones.rung == []


async def test_somebody_without_a_phone_gets_no_sms_and_the_reason_is_kept(post: Post, phones: Phones) -> None:
    post.registration.phone = None
    await post.hear(post.registered())

    await post.send_all("sms")

    assert await post.states("sms") == [("suppressed", "no-address")]
    assert phones.rung == []


async def test_without_a_gateway_no_sms_waits_for_one(post: Post) -> None:
    post.sms_url = ""
    await post.hear(post.registered())

    await post.send_all("sms")

    assert await post.states("sms") == [("suppressed", "no-gateway")]
    assert post.registration.asked == []


async def test_who_wants_no_messages_is_told_of_changes_and_cancellations_alone(
    post: Post, mailbox: Mailbox, phones: Phones
) -> None:
    post.registration.opted_out = True
    await post.hear(post.registered())
    await post.send_all()
    await post.send_all("sms")
    assert await post.states() == await post.states("sms") == [("suppressed", "opted-out")]

    for news in (rescheduled(post.planned(), post.now, venue="Salle B"), cancelled(post.session, post.now)):
        await post.hear(news)
        await post.send_all()
        await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung] == ["session.changed", "session.cancelled"]
    assert [line["template"] for line in mailbox.lines()] == ["session.changed", "session.cancelled"]


async def test_who_wants_no_messages_and_holds_no_seat_is_told_nothing_at_all(
    post: Post, mailbox: Mailbox, phones: Phones
) -> None:
    post.registration.opted_out, post.registration.holds_a_seat = True, False
    await post.hear(facts.waitlisted(post.session, uuid4(), 1, at=post.now))

    for news in (rescheduled(post.planned(), post.now, venue="Salle B"), cancelled(post.session, post.now)):
        await post.hear(news)
        await post.send_all()
        await post.send_all("sms")

    assert await post.states() == await post.states("sms") == [("suppressed", "opted-out")] * 3
    assert (mailbox.lines(), phones.rung) == ([], [])


@pytest.mark.parametrize("status", [429, 408, 500, 503, 401, 404])
async def test_an_sms_that_was_not_taken_is_tried_again_later(post: Post, phones: Phones, status: int) -> None:
    phones.statuses = [status]
    await post.hear(post.registered())

    await post.send_all("sms")
    assert await post.states("sms") == [("pending", f"sms-{status}")]

    await post.no_pauses()
    await post.send_all("sms")
    assert (await post.states("sms"), len(phones.rung)) == ([("sent", None)], 1)


async def test_an_sms_refused_for_good_has_failed_with_the_word_of_the_gateway(post: Post, phones: Phones) -> None:
    phones.statuses = [422]
    await post.hear(post.registered(), post.registered(version=2))

    await post.send_all("sms")

    assert await post.states("sms") == [("failed", "sms-bad-number"), ("sent", None)]


async def test_a_reason_that_is_more_than_a_word_is_not_kept(post: Post, phones: Phones) -> None:
    phones.statuses, phones.reason = [422], "no such number +212600000001"
    await post.hear(post.registered())

    await post.send_all("sms")

    assert await post.states("sms") == [("failed", "sms-422")]


async def test_a_gateway_that_takes_its_time_is_waited_for(post: Post, phones: Phones) -> None:
    phones.takes_s = 1.1
    await post.hear(post.registered())

    await post.send_all("sms")

    assert await post.states("sms") == [("sent", None)]


@pytest.mark.parametrize("status", [HANG, DROP])
async def test_an_answer_that_was_lost_is_asked_for_and_the_sms_not_sent_again(
    post: Post, phones: Phones, status: int
) -> None:
    phones.statuses = [status]
    await post.hear(post.registered())

    await post.send_all("sms", SOON_S)
    assert await post.states("sms") == [("pending", "unknown-outcome")]
    await post.no_pauses()
    await post.send_all("sms")

    assert await post.states("sms") == [("sent", None)]
    assert (len(phones.rung), phones.posts) == (1, 1)


async def test_an_sms_that_never_reached_the_gateway_is_sent_after_all(post: Post, phones: Phones) -> None:
    phones.statuses = [302]  # makes no sense, and nothing was taken
    await post.hear(post.registered())

    await post.send_all("sms")
    await post.no_pauses()
    await post.send_all("sms")

    assert phones.asked.count(phones.rung[0]["reference"]) == 1
    assert (await post.states("sms"), phones.posts) == ([("sent", None)], 2)


@pytest.mark.parametrize("taken", [True, False])
async def test_what_a_dead_process_had_begun_is_asked_for_and_ends_as_the_gateway_says(
    post: Post, phones: Phones, *, taken: bool
) -> None:
    await post.hear(post.registered())
    await post.rows(BEGUN, by="one", at=machine_now())
    (row,) = await post.rows("select id from intents where channel = 'sms'")
    phones.rung += [{"reference": str(row.id)}] if taken else []

    await post.sender("one", "sms").recover()
    await post.send_all("sms")

    assert await post.states("sms") == [("sent", None)]
    assert (phones.references(), phones.posts) == ([str(row.id)], 0 if taken else 1)


async def test_what_anybody_began_over_a_minute_ago_is_asked_for(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.rows(BEGUN, by="other", at=machine_now() - timedelta(seconds=61))

    await post.send_all("sms")

    assert (await post.states("sms"), len(phones.rung)) == ([("sent", None)], 1)


@pytest.mark.parametrize("taken", [True, False])
async def test_what_is_doubtful_does_not_expire_before_it_was_asked_for(
    post: Post, phones: Phones, *, taken: bool
) -> None:
    await post.hear(post.registered())
    await post.rows(BEGUN, by="one", at=machine_now())
    (row,) = await post.rows("select id from intents where channel = 'sms'")
    phones.rung += [{"reference": str(row.id)}] if taken else []
    post.pass_to(post.now + timedelta(days=8))

    await post.sender("one", "sms").recover()
    await post.send_all("sms")

    assert await post.states("sms") == [("sent" if taken else "expired", None if taken else "interrupted")]
    assert phones.posts == 0


async def test_while_the_gateway_is_away_no_sms_begins_no_contact_is_asked_mail_goes_on(
    post: Post, mailbox: Mailbox
) -> None:
    await post.hear(post.registered(), post.registered(version=2))

    assert await post.send_all("sms") == 0
    assert post.registration.asked == []
    assert await post.send_all() == 2

    assert await post.states("sms") == [("pending", None)] * 2
    assert len(mailbox.lines()) == 2


async def test_a_gateway_that_goes_in_the_middle_of_a_batch_is_waited_for(post: Post, phones: Phones) -> None:
    await post.hear(*(post.registered(version=version) for version in range(1, 5)))
    sender = post.sender(channel="sms")
    await sender._outlet.connect()
    phones.statuses, phones.ask_status = [202, 503, 503], 503

    assert await sender.send_due() == 3
    assert await post.states("sms") == [("sent", None), *[("pending", "sms-503")] * 2, ("pending", None)]
    assert sender.rest_s == 1

    phones.ask_status = None
    await post.no_pauses()
    await post.send_all("sms")
    assert await post.states("sms") == [("sent", None)] * 4


async def test_what_cannot_be_asked_for_is_given_back_at_once(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.rows("update intents set doubtful = true where channel = 'sms'")
    sender = post.sender(channel="sms")
    await sender._outlet.connect()
    phones.ask_status = 503

    assert await sender.send_due() == 0

    held = await post.rows("select id from intents where claimed_by is not null")
    assert (list(held), sender.rest_s) == ([], 1)


async def test_a_sender_ended_in_the_middle_of_an_sms_leaves_it_to_be_asked_for(post: Post, phones: Phones) -> None:
    phones.statuses = [HANG]
    await post.hear(post.registered())
    working = asyncio.create_task(post.sender(channel="sms").run())
    await eventually(lambda: _rung(phones))
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert await post.states("sms") == [("sending", None)]

    await post.sender(channel="sms").recover()
    await post.send_all("sms")

    assert (await post.states("sms"), phones.posts) == ([("sent", None)], 1)


async def _rung(phones: Phones) -> bool:
    return bool(phones.rung)


async def test_four_senders_ring_each_phone_once(post: Post, phones: Phones) -> None:
    people = [uuid4() for _ in range(20)]
    await post.hear(*(post.registered(person, version) for version in range(1, 4) for person in people))
    senders = [post.sender(f"sender-{n}", "sms") for n in range(4)]

    while ("pending", None) in await post.states("sms"):
        await asyncio.gather(*(sender.send_due() for sender in senders))

    assert (len(phones.rung), len(set(phones.references()))) == (60, 60)


async def test_what_the_gateway_took_while_the_database_forgot_it_is_not_sent_twice(post: Post, phones: Phones) -> None:
    event = post.registered()
    await post.hear(event)
    await post.send_all("sms")

    await post.lose_everything()
    await post.hear(event)
    await post.send_all("sms")

    assert (len(phones.rung), phones.posts, await post.states("sms")) == (1, 2, [("sent", None)])


async def test_an_organisation_reads_for_whom_the_sms_is(post: Post, phones: Phones) -> None:
    post.registration.relayed = True
    await post.hear(facts.waitlisted(post.session, uuid4(), 1, at=post.now))

    await post.send_all("sms")

    assert phones.rung[0]["text"].startswith("Pour Salma Exemple, à transmettre : La session du mercredi 09/08/2017")


async def test_a_name_that_is_a_word_of_the_list_silences_nobody(post: Post, phones: Phones) -> None:
    post.registration.relayed, post.registration.given_name = True, "Abus"
    await post.hear(post.registered())

    await post.send_all("sms")

    assert phones.rung[0]["text"].startswith("Pour Abus Exemple, à transmettre : Place confirmée")


async def test_a_place_that_tells_gets_no_sms(post: Post, phones: Phones) -> None:
    await post.hear(rescheduled(post.planned(), post.now, venue="Centre des mineurs"), post.registered())

    await post.send_all("sms")

    assert (await post.states("sms"), phones.rung) == ([("failed", "tells-subject")], [])


async def test_a_gateway_comes_back_where_it_was(post: Post, phones: Phones) -> None:
    port = free_port()
    async with phones_ring(Phones(), port) as other:
        post.sms_url = other.url
    await post.hear(post.registered())
    assert await post.send_all("sms") == 0

    async with phones_ring(Phones(), port) as back:
        assert await post.send_all("sms") == 1

    assert (len(back.rung), phones.rung) == (1, [])
