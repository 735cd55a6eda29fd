"""What a message says, and what it never says."""

import re
from datetime import datetime
from itertools import product
from typing import get_args
from uuid import UUID, uuid4

import pytest

from services.notifications import messages
from services.notifications.claims import Claim
from services.notifications.contacts import Contact
from services.notifications.domain import LANGUAGES, Template
from shared.clock import machine_now

TEMPLATES = get_args(Template)
EVERY = list(product(TEMPLATES, LANGUAGES))
# A phone is often seen by others: no word may tell what the training is about (features.md, N19).
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


def claim(template: Template = "session.confirmed", days: int = 2) -> Claim:
    return Claim(
        id=UUID(int=7),
        position=1,
        participant_id=uuid4(),
        template=template,
        attempts=0,
        claimed_by="test",
        claimed_at=machine_now(),
        city="Oujda",
        starts_local=datetime.fromisoformat("2017-08-23T09:00"),
        ends_local=datetime.fromisoformat(f"2017-08-{22 + days}T17:00"),
    )


def contact(language: str = "fr", email: str | None = "someone@example.org") -> Contact:
    return Contact(participant_id=uuid4(), given_name="Salma", family_name="Exemple", language=language, email=email)


def source(template: Template, language: str) -> str:
    return (messages.TEMPLATES / messages.file_of(template, language)).read_text(encoding="utf-8")


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_no_template_tells_what_the_training_is_about(template: Template, language: str) -> None:
    assert not re.findall(TELLING[language], source(template, language), re.IGNORECASE)


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_no_template_has_a_title_or_a_sex(template: Template, language: str) -> None:
    assert not re.findall(GENDERED[language], source(template, language))


@pytest.mark.parametrize(
    "telling", ["la traite des êtres humains", "mineurs non accompagnés", "victimes", "l'exploitation"]
)
def test_the_french_list_finds_what_it_is_for(telling: str) -> None:
    assert re.findall(TELLING["fr"], telling)


@pytest.mark.parametrize("telling", ["الاتجار بالبشر", "ضحية", "ضحايا", "قاصر", "القاصرين", "حماية المهاجرين"])
def test_the_arabic_list_finds_what_it_is_for(telling: str) -> None:
    assert re.findall(TELLING["ar"], telling)


def test_there_is_no_template_but_these() -> None:
    files = {str(file.relative_to(messages.TEMPLATES)) for file in messages.TEMPLATES.rglob("*.txt")}

    assert files == {messages.file_of(template, language) for template, language in EVERY}


@pytest.mark.parametrize(
    ("template", "language", "subject"),
    [
        ("session.confirmed", "fr", "Votre place est confirmée"),
        ("session.waiting", "fr", "Votre place en liste d'attente"),
        ("session.promoted", "fr", "Une place s'est libérée"),
        ("session.withdrawn", "fr", "Votre désistement est noté"),
        ("session.confirmed", "ar", "تم تأكيد مقعدكم"),
        ("session.waiting", "ar", "طلبكم في لائحة الانتظار"),
        ("session.promoted", "ar", "توفر مقعد لكم"),
        ("session.withdrawn", "ar", "تم تسجيل انسحابكم"),
    ],
)
def test_the_first_line_is_the_subject(template: Template, language: str, subject: str) -> None:
    assert messages.render(claim(template), "Salma", language)[0] == subject


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_day_is_in_the_words_of_morocco_and_the_wall_clock(template: Template) -> None:
    assert "mercredi 23 août 2017" in messages.render(claim(template), "Salma", "fr")[1]
    assert "الأربعاء، 23 غشت 2017" in messages.render(claim(template), "سلمى", "ar")[1]


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_message_names_the_city_and_greets_by_the_given_name(template: Template, language: str) -> None:
    body = messages.render(claim(template), "Salma", language)[1]

    assert "Oujda" in body
    assert "Salma" in body.splitlines()[0]


def test_the_hour_and_both_days_are_in_a_confirmation() -> None:
    body = messages.render(claim(), "Salma", "fr")[1]

    assert "Début : mercredi 23 août 2017 à 09:00" in body
    assert "Fin : jeudi 24 août 2017" in body


def test_a_session_of_one_day_has_no_second_date() -> None:
    assert "Fin" not in messages.render(claim(days=1), "Salma", "fr")[1]


def test_a_mail_says_what_programs_need_and_shows_the_address_alone() -> None:
    mail = messages.write(claim(), contact("ar"), "no-reply@takwin.invalid")

    headers = dict(mail.items())
    assert headers["Message-ID"] == f"<{UUID(int=7)}@takwin.invalid>"
    assert (headers["Content-Language"], headers["X-Takwin-Template"]) == ("ar", "session.confirmed")
    assert (headers["Auto-Submitted"], headers["To"]) == ("auto-generated", "someone@example.org")
    assert b"Salma" not in mail.as_bytes().partition(b"\r\n\r\n")[0]


def test_arabic_leaves_as_seven_bits() -> None:
    assert messages.write(claim(), contact("ar"), "no-reply@takwin.invalid").as_bytes().isascii()


def test_a_language_without_templates_is_answered_in_french() -> None:
    mail = messages.write(claim(), contact("zgh"), "no-reply@takwin.invalid")

    assert mail["Content-Language"] == "fr"


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@", "@b", "a@b\r\nBcc: c@d", "a@b, c@d", "Nom <a@b.org>", "é@b.org"]
)
def test_what_is_no_plain_address_gets_no_mail(address: str) -> None:
    with pytest.raises(messages.BadAddress):
        messages.write(claim(), contact(email=address), "no-reply@takwin.invalid")


def test_an_apostrophe_in_a_name_arrives_as_one() -> None:
    assert "Bonjour N'Dèye," in messages.render(claim(), "N'Dèye", "fr")[1]
