"""Contacts of those to whom messages leave next: asked for by question, all at once, right before they leave.

No answer is kept: whoever wants no more messages, or is erased, while thousands leave is left alone within seconds.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.notifications.queue.claim import Claim
from services.notifications.recipients.contacts import Contact, Contacts, ContactsRefused
from shared.events import MessageKind

QUESTIONS_AT_ONCE = 16

Question = tuple[MessageKind, UUID]  # a message, about a session


@dataclass
class Answers:
    """How to reach whom, by claim; None where nothing calls for the message. And what registration cannot speak of."""

    contacts: dict[UUID, Contact | None] = field(default_factory=dict)
    refused: dict[Question, str] = field(default_factory=dict)


def question_of(claim: Claim) -> Question:
    """Return what must be asked before the message leaves."""
    return claim.kind.name, claim.session_id


def first_of(waiting: Iterable[Claim], at_most: int) -> list[Claim]:
    """Return the first that may leave together, in their order: those of a few questions."""
    chosen: list[Claim] = []
    questions: set[Question] = set()
    for claim in waiting:
        if len(chosen) == at_most:
            break
        if question_of(claim) in questions or len(questions) < QUESTIONS_AT_ONCE:
            questions.add(question_of(claim))
            chosen.append(claim)
    return chosen


async def ask(contacts: Contacts, claims: Sequence[Claim]) -> Answers:
    """Return how to reach the participants now. Raises ContactsAway."""
    together: dict[Question, list[Claim]] = {}
    for claim in claims:
        together.setdefault(question_of(claim), []).append(claim)
    answers = Answers()
    await asyncio.gather(*(_ask(contacts, question, asked, answers) for question, asked in together.items()))
    return answers


async def _ask(contacts: Contacts, question: Question, asked: Sequence[Claim], answers: Answers) -> None:
    try:
        found = await contacts.ask(*question, [claim.participant_id for claim in asked])
    except ContactsRefused as refused:
        answers.refused[question] = str(refused)
    else:
        answers.contacts |= {claim.id: found.get(claim.participant_id) for claim in asked}
