"""What a message says, and what it never says."""

# ruff: noqa: RUF001 - Arabic, and typographic French

import re
from datetime import datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from services.notifications.queue.domain import LANGUAGES
from services.notifications.recipients.contacts import Contact
from services.notifications.texts import messages
from services.notifications.texts.gsm import costly, parts
from services.notifications.texts.notice import Notice
from shared.country.discretion import words_in
from shared.events import MessageKind
from tests.unit.notifications.written import FAIR_HALL, OF_A_PLAN, contact, notice, plan

TEMPLATES = get_args(MessageKind)
EVERY = list(product(TEMPLATES, LANGUAGES))
EVERY_OF_A_PLAN = list(product(OF_A_PLAN, LANGUAGES))
# A phone is often seen by others: no word may tell what the training is about.
TELLING = {
    "fr": r"trait|victim|exploit|mineur|enfant|migr|protect|identifi|vuln[ée]r|trafic|passeur|esclav|prostitu|sexu"
    r"|m[ée]dic|santé|\boim\b|\biom\b|police|abus|violen",
    "ar": r"اتجار|الاتجار|ضحي|ضحاي|قاصر|قصر|استغلال|مهاجر|هجرة|حماية|تهريب|أطفال|طفل|عنف|جنس|طب"
    r"|صح[ةي]|شرطة|هش|المنظمة الدولية",
}
# Titles and what would have to agree with a person's sex.
GENDERED = {
    "fr": r"\b(M\.|Mme|Mlle|Monsieur|Madame)|\b(inscrite?s|invitée?|cher|chère)\b",
    "ar": r"السيد|السيدة|الآنسة|أخي|أختي",
}


SOONER = (timedelta(0), timedelta(hours=2, minutes=30))

FORMS: tuple[messages.Form, ...] = get_args(messages.Form)
ALL_FORMS = list(product(TEMPLATES, LANGUAGES, FORMS))
SHARED = ("greeting", "place_and_time", "when")


def source(name: str, language: str, form: str) -> str:
    return (messages.TEMPLATES / f"{language}/{name}.{form}").read_text(encoding="utf-8")


def sources(language: str, form: str) -> dict[str, str]:
    return {name: source(name, language, form) for name in (*TEMPLATES, *SHARED)}


def words(one: Notice, to: Contact, form: str) -> str:
    wording = messages.mail_wording(one, to) if form == "txt" else messages.sms_wording(one, to)
    return f"{wording.subject}\n{wording.body}".replace("\u00a0", " ")


@pytest.mark.parametrize(("language", "form"), list(product(LANGUAGES, FORMS)))
def test_no_template_tells_what_the_training_is_about(language: str, form: str) -> None:
    found = {name: re.findall(TELLING[language], text, re.IGNORECASE) for name, text in sources(language, form).items()}

    assert {name: telling for name, telling in found.items() if telling} == {}


@pytest.mark.parametrize(("kind", "language", "form"), ALL_FORMS)
@pytest.mark.parametrize("relayed", [False, True])
def test_no_message_holds_a_word_of_the_list(kind: MessageKind, language: str, form: str, *, relayed: bool) -> None:
    assert words_in(words(notice(kind), contact(language, relayed=relayed), form)) == []


@pytest.mark.parametrize(("language", "form"), list(product(LANGUAGES, FORMS)))
def test_no_template_has_a_title_or_a_sex(language: str, form: str) -> None:
    found = {name: re.findall(GENDERED[language], text) for name, text in sources(language, form).items()}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "telling", ["la traite des êtres humains", "mineurs non accompagnés", "victimes", "l'exploitation"]
)
def test_the_french_list_finds_what_it_is_for(telling: str) -> None:
    assert re.findall(TELLING["fr"], telling)


@pytest.mark.parametrize("telling", ["الاتجار بالبشر", "ضحية", "ضحايا", "قاصر", "القاصرين", "حماية المهاجرين"])
def test_the_arabic_list_finds_what_it_is_for(telling: str) -> None:
    assert re.findall(TELLING["ar"], telling)


def test_there_is_no_template_but_these() -> None:
    files = {str(file.relative_to(messages.TEMPLATES)) for file in messages.TEMPLATES.rglob("*.*")}
    shared = {f"{language}/{name}.{form}" for name, language, form in product(SHARED, LANGUAGES, FORMS)}

    assert files == {messages.file_of(*one) for one in ALL_FORMS} | shared | {"mail.html"}


SUBJECTS = [
    ("session.confirmed", "fr", "Votre place est confirmée"),
    ("session.waiting", "fr", "Votre demande est en liste d’attente"),
    ("session.offered", "fr", "Une place vous est proposée"),
    ("session.promoted", "fr", "Une place s’est libérée"),
    ("session.withdrawn", "fr", "Votre désistement est noté"),
    ("session.lapsed", "fr", "Le délai de réponse est passé"),
    ("session.changed", "fr", "Changement pour votre session"),
    ("session.cancelled", "fr", "Votre session est annulée"),
    ("session.reminder", "fr", "Rappel\u00a0: votre session approche"),
    ("session.confirmed", "ar", "تم تأكيد مقعدكم"),
    ("session.waiting", "ar", "طلبكم في لائحة الانتظار"),
    ("session.offered", "ar", "مقعد معروض عليكم"),
    ("session.promoted", "ar", "توفر مقعد لكم"),
    ("session.withdrawn", "ar", "تم تسجيل انسحابكم"),
    ("session.lapsed", "ar", "انتهى أجل الجواب"),
    ("session.changed", "ar", "تغيير في موعد دورتكم أو مكانها"),
    ("session.cancelled", "ar", "تم إلغاء دورتكم"),
    ("session.reminder", "ar", "تذكير بموعد دورتكم"),
]


@pytest.mark.parametrize(("kind", "language", "subject"), SUBJECTS)
def test_the_first_line_is_the_subject(kind: MessageKind, language: str, subject: str) -> None:
    assert messages.mail_wording(notice(kind), contact(language)).subject == subject


def test_the_subject_of_every_kind_is_written_down_here() -> None:
    assert sorted((kind, language) for kind, language, _ in SUBJECTS) == sorted(EVERY)


@pytest.mark.parametrize("kind", OF_A_PLAN)
def test_the_day_is_in_the_words_of_morocco_and_the_wall_clock(kind: MessageKind) -> None:
    assert "mercredi 23 août 2017" in words(notice(kind), contact("fr"), "txt")
    assert "الأربعاء 23 غشت 2017" in words(notice(kind), contact("ar"), "txt")
    assert "mercredi 23/08/2017" in words(notice(kind), contact("fr"), "sms")
    assert "الأربعاء 23 غشت 2017" in words(notice(kind), contact("ar"), "sms")


@pytest.mark.parametrize(("kind", "language"), EVERY_OF_A_PLAN)
def test_a_mail_names_the_city_and_greets_by_the_given_name(kind: MessageKind, language: str) -> None:
    body = messages.mail_wording(notice(kind), contact(language)).body

    assert "Oujda" in body
    assert "Salma" in body.splitlines()[0]


@pytest.mark.parametrize("kind", OF_A_PLAN)
def test_a_place_that_has_an_arabic_name_is_called_by_it_in_arabic_alone(kind: MessageKind) -> None:
    here = notice(kind, plan=plan(city_ar="وجدة", venue_ar="دار الثقافة"), before=plan(day=29, city_ar="وجدة"))

    french, arabic = (messages.mail_wording(here, contact(language)).body for language in ("fr", "ar"))

    assert ("Oujda" in french, "وجدة" in french) == (True, False)
    assert ("Oujda" in arabic, "وجدة" in arabic) == (False, True)
    assert "وجدة" in words(here, contact("ar"), "sms")


def test_the_same_place_in_other_letters_is_no_news() -> None:
    assert plan() == plan(city_ar="وجدة", venue_ar="دار الثقافة")


@pytest.mark.parametrize(("kind", "language"), EVERY_OF_A_PLAN)
def test_an_sms_to_a_phone_of_ones_own_names_nobody(kind: MessageKind, language: str) -> None:
    text = words(notice(kind), contact(language), "sms")

    assert "Oujda" in text
    assert "Salma" not in text


@pytest.mark.parametrize(("kind", "language", "form"), ALL_FORMS)
def test_an_organisation_is_told_first_for_whom_the_message_is(kind: MessageKind, language: str, form: str) -> None:
    subject, _, body = words(notice(kind), contact(language, relayed=True), form).partition("\n")

    assert "Salma Exemple" in body.splitlines()[0][:60]
    assert "Salma" not in subject


WHEN = {
    ("fr", "txt", 2): (
        "Début : mercredi 23 août 2017 à 09 h 00 (heure du Maroc)",
        "Fin : jeudi 24 août 2017 à 17 h 00",
    ),
    ("fr", "txt", 1): ("Début : mercredi 23 août 2017 à 09 h 00 (heure du Maroc)", "Fin : 17 h 00"),
    ("fr", "sms", 2): ("du mercredi 23/08/2017 à 09 h 00 au jeudi 24/08 à 17 h 00 (heure du Maroc)",),
    ("fr", "sms", 1): (" : mercredi 23/08/2017 de 09 h 00 à 17 h 00 (heure du Maroc)",),
    ("ar", "txt", 2): (
        "البداية: الأربعاء 23 غشت 2017 على الساعة 09:00 (بتوقيت المغرب)",
        "النهاية: الخميس 24 غشت 2017 على الساعة 17:00",
    ),
    ("ar", "txt", 1): (
        "البداية: الأربعاء 23 غشت 2017 على الساعة 09:00 (بتوقيت المغرب)",
        "النهاية: الساعة 17:00",
    ),
    ("ar", "sms", 2): ("من الأربعاء 23 غشت 2017 (09:00) إلى 24 غشت (17:00) بتوقيت المغرب",),
    ("ar", "sms", 1): (": الأربعاء 23 غشت 2017 من 09:00 إلى 17:00 بتوقيت المغرب",),
}


@pytest.mark.parametrize(("language", "form", "days"), WHEN)
def test_beginning_and_end_are_told_with_whose_clocks_they_are_read_on(language: str, form: str, days: int) -> None:
    text = words(notice(plan=plan(days=days)), contact(language), form)

    assert [said for said in WHEN[language, form, days] if said not in text] == []


PLACED = ("session.confirmed", "session.promoted", "session.offered", "session.changed", "session.reminder")


@pytest.mark.parametrize(("kind", "language"), list(product(PLACED, LANGUAGES)))
@pytest.mark.parametrize("days", [1, 2])
def test_what_to_do_stands_apart_from_place_and_time(kind: MessageKind, language: str, days: int) -> None:
    wording = messages.mail_wording(notice(kind, plan=plan(days=days)), contact(language))

    (lines,) = [it for it in wording.paragraphs if any("Maison de la culture" in line for line in it)]
    assert re.search("17\u00a0h\u00a000$|17:00$", lines[-1])


@pytest.mark.parametrize("kind", TEMPLATES)
def test_no_line_of_a_french_mail_begins_with_a_colon_or_breaks_an_hour(kind: MessageKind) -> None:
    wording = messages.mail_wording(notice(kind), contact("fr", relayed=True))

    assert re.findall(r" [:;?!»]|« |\d h|h \d", f"{wording.subject}\n{wording.body}") == []


def test_in_arabic_the_day_of_a_full_session_is_no_day_on_which_it_filled() -> None:
    full = words(notice("session.waiting"), contact("ar"), "sms")

    assert "مقاعد دورة Oujda ليوم الأربعاء 23 غشت 2017 مكتملة." in full


@pytest.mark.parametrize(("language", "form"), list(product(LANGUAGES, FORMS)))
def test_a_session_of_one_day_has_no_second_date(language: str, form: str) -> None:
    text = words(notice(plan=plan(days=1)), contact(language), form)

    assert len(re.findall("23/08|août|غشت", text)) == 1


def test_a_last_day_in_another_year_is_told_with_its_year() -> None:
    over_new_year = plan().model_copy(
        update={"starts_local": datetime(2017, 12, 31, 9), "ends_local": datetime(2018, 1, 1, 17)}  # noqa: DTZ001
    )

    french, arabic = (words(notice(plan=over_new_year), contact(language), "sms") for language in LANGUAGES)

    assert "du dimanche 31/12/2017 à 09 h 00 au lundi 01/01/2018 à 17 h 00" in french
    assert "إلى 1 يناير 2018 (17:00)" in arabic


@pytest.mark.parametrize(("language", "form"), list(product(LANGUAGES, FORMS)))
def test_a_change_says_day_hours_and_place_old_before_new(language: str, form: str) -> None:
    told = notice("session.changed", before=plan(day=21, hour=14, venue=FAIR_HALL))

    old, new = {
        "frtxt": (
            "du lundi 21 août 2017 à 14 h 00 au mardi 22 août 2017 à 17 h 00, Salle de la foire, Oujda",
            "mercredi 23 août 2017 à 09 h 00",
        ),
        "frsms": (
            "du lundi 21/08/2017 à 14 h 00 au mardi 22/08 à 17 h 00 (Salle de la foire, Oujda)",
            "du mercredi 23/08/2017 à 09 h 00",
        ),
        "artxt": (
            "من الاثنين 21 غشت 2017 على الساعة 14:00 إلى الثلاثاء 22 غشت 2017 على الساعة 17:00، Salle de la foire،",
            "الأربعاء 23 غشت 2017",
        ),
        "arsms": (
            "من الاثنين 21 غشت 2017 (14:00) إلى 22 غشت (17:00) (Salle de la foire، Oujda)",
            "من الأربعاء 23 غشت 2017",
        ),
    }[language + form]
    text = words(told, contact(language), form)
    assert -1 < text.find(old) < min(text.find(new), text.find("Maison de la culture"))


@pytest.mark.parametrize(("language", "form"), list(product(LANGUAGES, FORMS)))
@pytest.mark.parametrize("days", [1, 2])
def test_a_change_of_the_last_hour_alone_reads_differently_before_and_now(language: str, form: str, days: int) -> None:
    before, now = (
        plan(days=days).model_copy(update={"ends_local": plan(days=days).ends_local - later}) for later in SOONER
    )

    text = words(notice("session.changed", before=before, plan=now), contact(language), form)

    ends = {"fr": ("17 h 00", "14 h 30"), "ar": ("17:00", "14:30")}[language]
    assert -1 < text.find(ends[0]) < text.find(ends[1])
    assert [text.count(hour) for hour in ends] == [1, 1]


@pytest.mark.parametrize("form", FORMS)
def test_an_offer_says_until_when_and_whom_to_tell(form: str) -> None:
    text = words(notice("session.offered"), contact("fr"), form)

    deadline = {"txt": "jeudi 17 août 2017 à 18 h 00", "sms": "jeudi 17/08/2017 à 18 h 00"}[form]
    assert deadline in text
    assert "la personne qui a fait votre inscription" in text


def test_french_sms_are_written_without_signs_that_double_their_price() -> None:
    assert {name: costly(text) for name, text in sources("fr", "sms").items() if costly(text)} == {}


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_dear_name_of_a_place_is_written_cheaply_in_french(kind: MessageKind) -> None:
    text = messages.sms_wording(notice(kind, plan=plan(venue="Hôtel de la Forêt")), contact("fr")).body

    assert costly(text) == {}


@pytest.mark.parametrize("kind", TEMPLATES)
@pytest.mark.parametrize("days", [1, 2])
def test_sms_stay_short(kind: MessageKind, days: int) -> None:
    told = notice(kind, plan=plan(days=days), before=plan(day=29, days=days))

    french, arabic = (messages.sms_wording(told, contact(language)).body for language in LANGUAGES)

    assert parts(french) <= 2
    assert parts(arabic) <= (4 if kind == "session.changed" else 3)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_longest_names_leave_an_sms_that_gateways_take(kind: MessageKind, language: str) -> None:
    long = plan(venue="S" * 200, city="O" * 200)
    told = notice(kind, plan=long, before=long)

    assert parts(messages.sms_wording(told, contact(language, given_name="ن" * 200, relayed=True)).body) <= 10


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_an_sms_is_one_line_of_tidy_signs(kind: MessageKind, language: str) -> None:
    text = messages.sms_wording(notice(kind), contact(language, relayed=True)).body

    assert not re.findall(r"\s{2}|\n| [.,،]|^ | $", text)


def test_an_apostrophe_in_a_name_arrives_as_one() -> None:
    assert "Bonjour N'Dèye," in words(notice(), contact("fr", given_name="N'Dèye"), "txt")


def test_a_language_without_templates_is_answered_in_french() -> None:
    assert messages.mail_wording(notice(), contact("zgh")).language == "fr"
