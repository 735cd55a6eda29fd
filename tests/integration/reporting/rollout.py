"""A small rollout told in events: two programmes, two regions, two versions of a module. Everybody is synthetic."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared import events
from shared.kernel.contracts import Event

BEGINS = datetime(2017, 8, 23, 8, tzinfo=UTC)
NAMES = {"donor": "Norway", "fr": "Norvège, ambassade", "ar": "النرويج، السفارة"}
DONORS = {"MHP-2017": (("Finland", "Norway"), "split"), "NEXT-2018": (("Finland",), "full")}
KINDS = ("association", "university", "network")
STATES = ("present", "present", "present", "late", "partial", "absent", "excused")


@dataclass
class Rollout:
    """Says events as the services would, each aggregate numbered by itself."""

    seed: int = 2017
    regions: tuple[str, ...] = ("MA-01", "MA-02")
    sessions: int = 3  # in each region; the last of each is cancelled
    seats: int = 9
    blocks: int = 2
    people_for_a_seat: int = 2
    said: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a story to be met again, no secret
        self.numbers: Counter[str] = Counter()
        self.people = [self.id() for _ in range(self.people_for_a_seat * self.seats)]
        self.organisations = {self.id(): kind for kind in KINDS for _ in range(2)}
        self.programmes = {code: self.id() for code in DONORS}
        self.needs = [self.id() for _ in range(3)]
        self.modules = [(self.id(), 1), (self.id(), 1)]
        self.modules.append((self.modules[0][0], 2))

    def id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def say(self, fact: Event) -> None:
        self.numbers[fact.subject] += 1
        at = BEGINS - timedelta(days=90) + timedelta(minutes=len(self.said))
        envelope = {"id": self.id(), "time": at, "aggregateversion": self.numbers[fact.subject]}
        self.said.append(fact.model_copy(update=envelope))

    def tell(self) -> list[Event]:
        """Return the whole story, in the order in which it happened."""
        self._catalogue()
        self._who_there_is()
        for region in self.regions:
            for number in range(self.sessions):
                self._session(region, number)
        return self.said

    def _catalogue(self) -> None:
        for code, (donors, rule) in DONORS.items():
            paid = {"code": code, "donors": list(donors), "attribution": rule}
            names = [events.DonorNames(**NAMES)] if "Norway" in donors else []
            self.say(events.ProgrammeDefined(programme_id=self.programmes[code], donor_names=names, **paid))
        assessment, voiced = self.id(), [events.VoicedNeed(need_id=need, theme="health") for need in self.needs]
        where: dict[str, Any] = {"assessment_id": assessment, "region": "MA-02"}
        self.say(events.AssessmentRecorded(**where, city="Nador", held_on=date(2017, 4, 20), needs=voiced))
        words = {"theme": "health", "language": "fr", "wording": "Mot synthétique"}
        self.say(events.NeedReleased(**where, need_id=self.needs[0], **words))
        for module, version in self.modules:
            self.say(
                events.ModuleReleased(
                    module_id=module,
                    code=f"M{self.modules.index((module, 1))}",
                    module_version=version,
                    minutes=90,
                    title_fr="Titre synthétique",
                    answers=self.needs[:version],
                )
            )

    def _who_there_is(self) -> None:
        for organisation, kind in self.organisations.items():
            self.say(events.OrganisationRegistered(organisation_id=organisation, kind=kind, region="MA-02"))
        for person in self.people:
            self.say(
                events.ParticipantRecorded(
                    participant_id=person,
                    sex=self.chance.choice(("woman", "man")),
                    organisation_id=self.chance.choice(list(self.organisations)),
                    first_timer=self.chance.random() > 0.2,
                )
            )

    def _session(self, region: str, number: int) -> None:
        about: dict[str, Any] = {"session_id": self.id(), "region": region}
        blocks = list(self._blocks(number))
        plan = self._plan(about, number, blocks)
        self.say(events.SessionPlanned(**plan))
        self.say(events.SessionOpened(**about))
        people = self.chance.sample(self.people, self.seats)
        self._registrations(about, people)
        if number == 0:
            before = {
                name: plan[name] for name in ("city", "zone", "starts_local", "ends_local", "starts_at", "ends_at")
            }
            self.say(events.SessionRescheduled(**{**plan, "seats": 30}, before=events.WhereAndWhen(**before)))
        if number == self.sessions - 1:
            self.say(events.SessionCancelled(**about, reason="venue"))
            return
        self._attendance(about, people, blocks)
        self._afterwards(about)

    def _blocks(self, number: int) -> Iterator[events.Block]:
        for place in range(self.blocks):
            starts_at = BEGINS + timedelta(days=number, hours=2 * place)
            module, version = self.modules[(number + place) % len(self.modules)]
            yield events.Block(
                block_id=self.id(),
                module_id=module,
                module_version=version,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=90),
            )

    def _plan(self, it: dict[str, Any], number: int, blocks: list[events.Block]) -> dict[str, Any]:
        hour = timedelta(hours=1)
        return {
            **it,
            "programme_id": list(self.programmes.values())[number % 2],
            "venue_id": self.id(),
            "city": "Oujda",
            "city_ar": "وجدة",
            "seats": self.seats,
            "zone": "Africa/Casablanca",
            "starts_local": blocks[0].starts_at.replace(tzinfo=None) + hour,
            "ends_local": blocks[-1].ends_at.replace(tzinfo=None) + hour,
            "starts_at": blocks[0].starts_at,
            "ends_at": blocks[-1].ends_at,
            "blocks": blocks,
        }

    def _registrations(self, it: dict[str, Any], people: list[UUID]) -> None:
        seat = {**it, "registered": 1, "waiting": 0}
        for person in people:
            self.say(events.ParticipantRegistered(**seat, participant_id=person, seats_left=0))
        stranger = self.id()
        self.say(events.ParticipantWaitlisted(**seat, participant_id=stranger, position=1))
        self.say(events.ParticipantWithdrawn(**seat, participant_id=people[-1], held_a_seat=True))
        self.say(events.OfferMade(**seat, participant_id=stranger, expires_at=BEGINS))
        self.say(events.OfferEnded(**seat, participant_id=stranger, reason="declined"))
        self._message(it, people[0])

    def _message(self, it: dict[str, Any], person: UUID) -> None:
        told = {"template": "session.confirmed", "channel": "sms", "state": "sent", "parts": 1}
        ids = {"message_id": self.id(), "participant_id": person, "session_id": it["session_id"]}
        self.say(events.MessageSettled(**ids, **told))

    def _attendance(self, it: dict[str, Any], people: list[UUID], blocks: list[events.Block]) -> None:
        for block in blocks:
            marks = [self._mark(person) for person in people]
            self.say(events.AttendanceRecorded(**it, block_id=block.block_id, marks=marks))
        corrected = [events.Mark(participant_id=people[0], state="absent", minutes=0)]
        self.say(events.AttendanceRecorded(**it, block_id=blocks[0].block_id, marks=corrected))
        self.say(events.AttendanceClosed(**it))

    def _mark(self, person: UUID) -> events.Mark:
        state = self.chance.choice(STATES)
        minutes = {"present": 90, "late": 75, "partial": 45}.get(state, 0)
        return events.Mark(participant_id=person, state=state, minutes=minutes)

    def _afterwards(self, it: dict[str, Any]) -> None:
        self.say(events.SessionCompleted(**it))
        for _ in range(6):
            ratings = {name: self.chance.randint(3, 5) for name in ("usefulness", "method", "organisation")}
            self.say(events.FeedbackGiven(**it, feedback_id=self.id(), **ratings))
        for words in ({}, {"language": "ar", "wording": "كلمة"}):
            voice = {**it, "recommendation_id": self.id(), "theme": "protection"}
            self.say(events.RecommendationRecorded(**voice))
            if words:
                self.say(events.RecommendationReleased(**voice, **words))
