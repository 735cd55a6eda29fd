"""Random lists and random states of what is known before and between. Everybody in them is made up, and plainly so."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, update

from services.registration.people import actions as persons
from services.registration.people.domain import Person
from services.registration.seats.storage import Session
from shared.events import SessionCancelled, SessionCompleted
from shared.kernel.database import Database
from shared.refusals import Refusal
from tests.integration.registration import given

HEAD = ["Prénom", "Nom", "Prénom (arabe)", "Nom (arabe)", "Sexe", "Association", "Téléphone", "E-mail", "Contact"]
LATIN, ARABIC = ("Exemple", "Essai", "Modèle"), ("مثال", "تجربة")
STATES = ("none", "open", "open", "open", "full", "over", "closed", "cancelled", "completed", "planned")


@dataclass
class World:
    """One case: its own words, numbers, associations, people and session, so that cases do not meet."""

    database: Database
    random: Random
    number: int
    people: list[tuple[UUID, Person]] = field(default_factory=list)
    session_id: UUID | None = None

    def __post_init__(self) -> None:
        self.word = "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=9)).capitalize()
        self.names = [
            f"Association {self.word} Exemple",
            f"Ass. {self.word} Exemple",
            f"Réseau Fictif {self.word[::-1]}",
        ]
        self.phones = [f"+2126{self.number:05}{digit:03}" for digit in range(4)]
        self.emails = [f"exemple.{self.number}.{digit}@example.org" for digit in range(3)]

    async def begin(self) -> None:
        """Let some associations and people be known, and a session be in some state."""
        region = {"region": given.REGION}
        known = [await given.organisation(self.database, name=self.names[0], **region)] if self.maybe() else []
        if self.maybe():
            known.append(await given.organisation(self.database, name=self.names[2], name_ar=f"شبكة {self.arabic()}"))
        for _ in range(self.random.randint(0, 3) if known else 0):
            await self.record(self.random.choice(known))
        await self.hold(self.random.choice(STATES))

    async def record(self, organisation_id: UUID) -> None:
        """Let somebody be recorded, where that is possible."""
        person = self.person(organisation_id)
        with contextlib.suppress(Refusal):
            self.people.append((await given.record(self.database, person), person))

    def person(self, organisation_id: UUID) -> Person:
        """Return somebody whose name and contacts rows may have too."""
        phone, email = self.perhaps(self.phones), self.perhaps(self.emails)
        route = "phone" if phone else "email" if email else "none"
        names: dict[str, str | None] = {"given_name": self.random.choice(LATIN), "family_name": self.word}
        if self.maybe(0.2):
            names = {"given_name": None, "family_name": None, "given_name_ar": "مثال", "family_name_ar": self.arabic()}
        other = {"phone": phone, "email": email, "route": route, "opted_out": self.maybe(0.2)}
        return replace(given.person(organisation_id), **names, **other)  # type: ignore[arg-type]

    async def hold(self, state: str) -> None:
        """Let there be a session in this state, with some of the people in it."""
        if state == "none":
            return
        if state == "planned":
            self.session_id = uuid4()
            await given.hear(self.database, given.planned(self.session_id))
            return
        seats = 1 if state == "full" else self.random.randint(1, 4)
        self.session_id = await given.open_session(self.database, seats=seats)
        for who, _ in self.people:
            if self.maybe():
                id_, _ = await given.register(self.database, self.session_id, who)
                if self.maybe(0.3):
                    await given.withdraw(self.database, id_)
        await self.end(state)

    async def end(self, state: str) -> None:
        """Let the session end in this way."""
        assert self.session_id
        about = {"session_id": self.session_id, "region": given.REGION, "aggregateversion": 9}
        if state == "cancelled":
            await given.hear(self.database, SessionCancelled(**about, reason="other"))
        elif state == "completed":
            await given.hear(self.database, SessionCompleted(**about))
        elif state in {"over", "closed"}:
            ended = self.database.clock.now() - timedelta(hours=1)
            facts = {"ends_at": ended} if state == "over" else {"attendance_closed_at": ended}
            async with self.database.sessions.begin() as db:
                await db.exec(update(Session).where(col(Session.id) == self.session_id).values(**facts))

    def rows(self) -> list[list[Any]]:
        """Return a list with these people, with others, and with both in several rows."""
        rows = [self.row() for _ in range(self.random.randint(1, 7))]
        return [list(HEAD), *rows, *([self.random.choice(rows)] if self.maybe(0.3) else [])]

    def row(self) -> list[Any]:
        """Return one row."""
        given_name, family_name = self.random.choice(LATIN), self.word
        if self.maybe(0.2):
            given_name, family_name = family_name, given_name
        latin = [given_name, family_name] if self.maybe(0.8) else [None, None]
        arabic = (
            [self.random.choice(ARABIC), self.arabic()] if latin == [None, None] or self.maybe(0.2) else [None, None]
        )
        sex = self.random.choice(["F", "M", None, None, "zzz" if self.maybe(0.2) else None])
        name = self.random.choice([*self.names, self.names[0], None if self.maybe(0.1) else self.names[2]])
        phone = self.perhaps(self.phones)
        contact = [phone and phone.replace("+212", "0"), self.perhaps(self.emails)]
        return [*latin, *arabic, sex, name, *contact, self.random.choice([None, None, None, "association", "e-mail"])]

    async def change(self) -> str:
        """Let others go on working; return what they did."""
        how: list[Callable[[], Awaitable[None]]] = [self.correct, self.meet, self.seat, self.finish, self.found]
        what = self.random.choice(how)
        with contextlib.suppress(Refusal):
            await what()
        return what.__name__

    async def correct(self) -> None:
        """Let somebody be corrected."""
        if self.people:
            who, _ = self.random.choice(self.people)
            said: dict[str, Any] = self.random.choice(
                [{"sex": "man"}, {"given_name": "Corrigé"}, {"first_timer": False}]
            )
            async with self.database.sessions.begin() as db:
                await persons.change_participant(db, who, said)

    async def meet(self) -> None:
        """Let somebody be recorded."""
        if self.people:
            await self.record(self.people[0][1].organisation_id)

    async def seat(self) -> None:
        """Let somebody take a seat."""
        if self.people and self.session_id:
            await given.register(self.database, self.session_id, self.random.choice(self.people)[0])

    async def finish(self) -> None:
        """Let the session end."""
        if self.session_id:
            await self.end(self.random.choice(["over", "closed", "cancelled", "completed"]))

    async def found(self) -> None:
        """Let an association be registered."""
        await given.organisation(self.database, name=self.random.choice(self.names))

    def arabic(self) -> str:
        """Return the word of this case in Arabic letters."""
        return "".join("ابتثجحخدذرزسشصضطظعغفقكلمنه"[ord(letter) - ord("a")] for letter in self.word.lower())

    def maybe(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def perhaps(self, values: list[str]) -> str | None:
        return self.random.choice(values) if self.maybe() else None
