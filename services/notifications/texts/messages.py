"""The words of a message. They never say what the training is about: a phone is often seen by others."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from babel.dates import format_date
from babel.lists import format_list
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.queue.domain import Outcome, language_for
from services.notifications.queue.kinds import Kind
from services.notifications.recipients.contacts import Contact
from services.notifications.sessions.domain import Hours, Plan
from services.notifications.texts.gsm import thrifty
from services.notifications.texts.notice import Notice
from shared.country.discretion import tells
from shared.events import MessageKind
from shared.words import Words

TEMPLATES = Path(__file__).with_name("templates")
COMMA = {"fr": ", ", "ar": "، "}
HOUR = {"fr": "%H h %M", "ar": "%H:%M"}
ROW = {"fr": "du {} au {}, chaque jour", "ar": "من {} إلى {}، كل يوم"}
A_PAIR = 2  # of days is named as such
AT_MOST = 4  # groups of days that an SMS lists
UNTIL = {"fr": "EEEE dd/MM", "ar": "d MMMM"}
UNTIL_ANOTHER_YEAR = {"fr": "EEEE dd/MM/y", "ar": "d MMMM y"}
LOOSE_STOP = re.compile(r" ([.,،؛])")
TIED = re.compile(r" (?=[:;?!»])|(?<=«) |(?<=\d) (?=h\b)|(?<=\d h) (?=\d)")  # French: never the end of a line
SMS_NAME = 60  # signs of a name or a place that an SMS has room for

Form = Literal["txt", "sms"]
Fit = Callable[[str], str]


class Unfit(Exception):
    """No message can be made of this: the outcome says why."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.reason)


@dataclass(frozen=True)
class Wording:
    """A message in the words of one language."""

    language: str
    subject: str
    body: str

    @property
    def direction(self) -> str:
        """Return where writing begins, as HTML says it."""
        return Words(self.language).direction

    @property
    def paragraphs(self) -> list[list[str]]:
        """Return the body's paragraphs, line by line."""
        return [paragraph.splitlines() for paragraph in self.body.strip().split("\n\n")]


@cache
def templates() -> Environment:
    """Return the templates; only HTML is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def mail_wording(notice: Notice, contact: Contact) -> Wording:
    """Return subject and body of a mail; to an organisation it says for whom the message is."""
    language = language_for(contact.language)
    text = _render(notice.kind, language, "txt", _values(notice, contact, language))
    text = TIED.sub("\u00a0", text) if language == "fr" else text
    subject, _, body = text.partition("\n")
    return Wording(language, subject, body.lstrip("\n"))


def sms_wording(notice: Notice, contact: Contact) -> Wording:
    """Return the text of an SMS, written as cheaply as it can be; only an organisation reads a name in it."""
    language = language_for(contact.language)
    text = " ".join(_render(notice.kind, language, "sms", _values(notice, contact, language, fit=_short)).split())
    return Wording(language, "", thrifty(LOOSE_STOP.sub(r"\1", text)))


@lru_cache(maxsize=1_000)  # thousands of messages say the same, but for the name
def gives_away(unnamed: str) -> bool:
    """Say whether a text in which nobody is named tells what the training is about."""
    return tells(unnamed)


def file_of(name: MessageKind, language: str, form: Form) -> str:
    """Return where the template of a kind lies below TEMPLATES."""
    return f"{language}/{name}.{form}"


def _render(kind: Kind, language: str, form: Form, values: dict[str, Any]) -> str:
    return templates().get_template(file_of(kind.name, language, form)).render(values)


def _values(notice: Notice, contact: Contact, language: str, fit: Fit = str) -> dict[str, Any]:
    return {
        "given_name": contact.given_name,
        "full_name": fit(f"{contact.given_name} {contact.family_name}".strip()),
        "relayed": contact.relayed,
        **(_of_plan(notice, notice.plan, language, fit) if notice.plan else {}),
    }


def _of_plan(notice: Notice, plan: Plan, language: str, fit: Fit) -> dict[str, Any]:
    """Return what the templates of a kind that says something of the plan may name."""
    deadline = plan.local(notice.deadline) if notice.deadline else None
    now = _place_and_time(plan.from_then_on(notice.told_at), language, fit)
    return {
        **now,
        "now": now,
        "before": _place_and_time(notice.before or plan, language, fit),
        "deadline_day": deadline and day(deadline, language),
        "deadline_date": deadline and number_day(deadline, language),
        "deadline_hour": deadline and hour(deadline, language),
    }


def _place_and_time(plan: Plan, language: str, fit: Fit) -> dict[str, Any]:
    days, same = plan.hours, days_by_hours(plan.hours)
    return {
        "city": fit(plan.city_in(language)),
        "place": COMMA[language].join(map(fit, plan.place_in(language))),
        "zone": Words(language).zone(plan.zone),
        "days": [_hours(*day, language) for day in days],
        "groups": [_hours(*group[0], language) | {"dates": _dates(group, language)} for group in same[:AT_MOST]],
        "more": sum(len(group) for group in same[AT_MOST:]),
        **_hours(days[0][0], days[-1][1], language),
    }


def days_by_hours(days: Sequence[Hours]) -> list[list[Hours]]:
    """Return the days, those after one another with the same hours together; a day over a night stands alone."""
    groups: list[list[Hours]] = []
    for day in days:
        if groups and _like(day) == _like(groups[-1][-1]) and day[0].date() == day[1].date():
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups


def _like(day: Hours) -> tuple[object, ...]:
    return day[0].time(), day[1].time(), day[1].date() - day[0].date()


def _dates(group: Sequence[Hours], language: str) -> str:
    """Return the dates of days with the same hours as an SMS writes them; many in a row by the first and the last."""
    first, *others = (begins for begins, _ in group)
    dates = [number_day(first, language), *(until_day(first, other, language) for other in others)]
    if len(group) > A_PAIR and (others[-1].date() - first.date()).days == len(others):
        return ROW[language].format(dates[0], dates[-1])
    return format_list(dates, locale=f"{language}_MA")


def _hours(first: datetime, last: datetime, language: str) -> dict[str, str | bool]:
    return {
        "first_day": day(first, language),
        "last_day": day(last, language),
        "first_date": number_day(first, language),
        "until_date": until_day(first, last, language),
        "is_one_day": first.date() == last.date(),
        "begins_at": hour(first, language),
        "ends_at": hour(last, language),
    }


def day(local: date, language: str) -> str:
    """Return a day as it stands in a sentence, e.g. mercredi 23 août 2017: in Arabic too with no comma in it."""
    return format_date(local, "EEEE d MMMM y", locale=f"{language}_MA")


def number_day(local: date, language: str) -> str:
    """Return a day as an SMS writes it: in French without its month's name, since août costs as much as Arabic."""
    return format_date(local, "EEEE dd/MM/y", locale="fr_MA") if language == "fr" else day(local, language)


def until_day(first: date, last: date, language: str) -> str:
    """Return the last day as an SMS writes it after the first one: with no more than is new."""
    pattern = UNTIL[language] if first.year == last.year else UNTIL_ANOTHER_YEAR[language]
    return format_date(last, pattern, locale=f"{language}_MA")


def hour(local: datetime, language: str) -> str:
    """Return the hour on the wall, e.g. 09 h 00."""
    return local.strftime(HOUR[language])


def _short(name: str) -> str:
    return f"{name[: SMS_NAME - 2]}.." if len(name) > SMS_NAME else name
