"""The pages about signing in, limits and logs say the ways, the numbers and the events that the code has."""

import re

import pytest

from services.access.factors import domain as factors
from services.access.guessing import domain as guessing
from services.access.looks import domain as looks
from services.access.pages import OPEN_PATHS
from services.access.passkeys import domain as passkeys
from services.access.passwords import domain as passwords
from services.access.passwords import hashing
from services.access.programs import domain as programs
from services.access.sessions import domain as sessions
from services.access.ways_in import domain as links
from services.registration.imports import storage as imports
from services.registration.imports.reading import limits, receiving, sandbox, turns, unpacking, workbook
from services.registration.seats import domain as seats
from services.registration.settings import RegistrationSettings
from services.scheduling.needs import domain as needs
from shared.http import bodies, credentials, guard, requests, sign_in_cookie
from shared.http.limits import ACCOUNT, ADDRESS
from shared.kernel.database import TIMEOUTS_MS
from shared.service import crumbs, timeouts
from shared.web import filling
from tests.architecture.built import python_files
from tests.documents.written import ROOT

MEGABYTE = limits.MEGABYTE
HOUR = 3600
PAGES = {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "docs" / "security").glob("*.md")}
SAYS = re.compile(r"log\.(?:info|warning|error|exception)\(\s*\"([a-z_.]+)\"")
PER_DAY = RegistrationSettings.model_fields["contacts_per_day"].default

SIGNING_IN = [
    f"{guessing.MOST['email']} failures of one address, {guessing.MOST['address']} from one network",
    f"{guessing.MOST['code']} failures of one account",
    f"| an account that shows its password once more, to change something | {guessing.MOST['password']} |",
    f"Within {guessing.WITHIN.seconds // 60} minutes there may be",
    f"good once, for {links.LASTS.days * 24} hours",
    f"until its end, {programs.LONGEST.days} days away at most",
    f"From {passwords.SHORTEST} to {passwords.LONGEST} characters",
    f"the {len(passwords.COMMON):,} most common passwords",
    f"weaker than {passwords.STRONG} of 4",
    f"fewer than {passwords.LEFT} letters are left",
    f"every part of them of {passwords.SHORTEST_WORD} letters or more",
    ", ".join(f"`{it}`" for it in passwords.OURS),
    f"{hashing.HASHER.memory_cost:,} KiB, {hashing.HASHER.time_cost} passes",
    f"{hashing.AT_ONCE} at once are looked at",
    f"after {sign_in_cookie.IDLE_S // 60} minutes without a request",
    f"{credentials.IDLE_OF_ADMINISTRATORS.seconds // 60} for administrators",
    f"after {sign_in_cookie.LASTS_S // HOUR} hours whatever happens",
    f"An account may have {sessions.MOST} at once",
    f"the second factor was not shown for {sessions.PROVED_FOR.seconds // 60} minutes",
]
LIMITS = [
    f"{ACCOUNT.at_once} at once, {ACCOUNT.per_s} a second",
    f"{ADDRESS.at_once} at once, {ADDRESS.per_s} a second",
    f"{guard.MAX_BODY // MEGABYTE} MiB; of a list {receiving.MOST_RECEIVED // MEGABYTE} MiB",
    f"{bodies.PATIENCE_S:.0f} seconds, and then {bodies.SLOWEST_BYTES_PER_S:,} bytes a second",
    f"{crumbs.MOST_SMALL:,} pieces of any size, then {crumbs.SMALLEST} bytes a piece",
    f"| the first lines of a request | {timeouts.WITHIN_S:.0f} seconds |",
    f"| fields of a form | {filling.MOST_FIELDS:,} |",
    f"{int(TIMEOUTS_MS['statement_timeout']) // 1000} seconds; {int(TIMEOUTS_MS['lock_timeout']) // 1000} for a lock",
    f"at most {requests.LONGEST_NAME} letters, words at most {requests.LONGEST_WORDING:,}",
    f"| size of the file | {limits.MOST_BYTES // MEGABYTE} MiB |",
    f"{limits.MOST_INFLATED // MEGABYTE} MiB, and no part beyond {unpacking.MOST_RATIO} times",
    f"| parts of a workbook | {unpacking.MOST_PARTS} |",
    f"| people | {limits.MOST_ROWS:,} |",
    f"| columns | {limits.MOST_COLUMNS} |",
    f"| sheets that are looked at | {workbook.MOST_SHEETS} |",
    f"{sandbox.DEADLINE_S:.0f} in all",
    f"{turns.AT_ONCE}, and {turns.MOST_WAITING} that wait",
    f"| kept | {imports.KEPT_DAYS} days after its end",
    f"{PER_DAY:,} a day",
    f"{seats.OFFER_LASTS.days * 24} hours, and until {seats.ANSWER_BEFORE_START.days * 24} hours before",
    f"within {seats.PUT_BACK_WITHIN.days * 24} hours",
    f"| organisations that voiced one need | {needs.MOST_ORGANISATIONS} |",
    f"| sessions of an account | {sessions.MOST}; the next one",
    f"| passkeys of an account | {passkeys.MOST} |",
    f"| codes on paper | {factors.CODES} |",
    f"| a key of a program | {programs.LONGEST.days} days |",
    f"{looks.LASTS.seconds // HOUR} hours, with a reason of {looks.SHORTEST_REASON} letters",
    f"| hashing a password | {hashing.AT_ONCE} at once",
]
SAID = [*(("signing-in", it) for it in SIGNING_IN), *(("limits", it) for it in LIMITS)]


@pytest.mark.parametrize(("page", "words"), SAID, ids=[words for _, words in SAID])
def test_a_page_says_the_number_that_the_code_has(page: str, words: str) -> None:
    assert words in " ".join(PAGES[page].split())


def test_every_way_in_stands_on_the_page() -> None:
    (table,) = re.findall(r"(?s)\n## Ways in\n(.*?)\n## ", PAGES["signing-in"])

    named = {it.rstrip("…") for it in re.findall(r"(?m)^\| [^|]+ \| `(/[^`]+)` \|", table)}

    assert named == OPEN_PATHS


def events_said(*folders: str) -> set[str]:
    """Return the events that the modules of these folders write into the log."""
    return {event for file in python_files(*folders) for event in SAYS.findall(file.read_text(encoding="utf-8"))}


def test_every_event_of_who_comes_stands_on_the_page_and_none_that_nobody_says() -> None:
    (table,) = re.findall(r"(?s)\n## Events of security\n(.*)", PAGES["logs"])

    named = {event for row in re.findall(r"(?m)^\| (`[^|]+) \|", table) for event in re.findall(r"`([a-z_.]+)`", row)}

    assert events_said("services/access") - named == set()
    assert named - events_said("shared", "services") == set()
    assert "sign_in.refused" in named
