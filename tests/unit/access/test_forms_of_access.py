"""Forms of access: ids however they stand apart, passwords as they were typed; where devices keep keys."""

from uuid import UUID

import pytest
from pydantic import SecretStr, ValidationError

from services.access.own import forms as own
from services.access.own.forms import EndForm, PasswordForm
from services.access.passkeys.domain import host_of
from services.access.people.forms import GrantForm
from services.access.signing_in import forms as signing_in
from services.access.signing_in.forms import AsTyped, SignInForm
from services.access.ways_in import forms as ways_in
from shared.http.typed import NEVER

ONE, OTHER = UUID(int=1), UUID(int=2)
FORMS = (own, signing_in, ways_in)


@pytest.mark.parametrize("apart", [" ", "\n", ", ", "\r\n", ";", "\u060c "])
def test_ids_are_read_whatever_stands_between_them(apart: str) -> None:
    form = GrantForm.model_validate({"role": "trainer", "reason": "x", "session_ids": f"{ONE}{apart}{OTHER}"})

    assert form.session_ids == [ONE, OTHER]
    assert form.asked().session_ids == (ONE, OTHER)


@pytest.mark.parametrize("password", [" leading and trailing ", "two  spaces", "a\u200bb", "\u00a0"])
def test_a_password_is_taken_as_it_was_typed(password: str) -> None:
    form = SignInForm.model_validate({"email": "a@example.org", "password": password})

    assert form.password.get_secret_value() == password
    assert password not in repr(form)


def test_what_is_wrong_with_a_form_does_not_repeat_the_password() -> None:
    with pytest.raises(ValidationError) as refused:
        PasswordForm.model_validate({"present": "canary" * 200, "password": "canary", "odd": "canary"})

    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("session", ["", "x", "A" * 64, "a" * 63, "a" * 65, "'; drop table session"])
def test_a_session_is_named_by_its_digest_alone(session: str) -> None:
    with pytest.raises(ValidationError):
        EndForm.model_validate({"session": session})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://takwin.example.org", "takwin.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", ""),
        ("https://[2001:db8::1]:8443", ""),
        ("", ""),
    ],
)
def test_devices_keep_keys_for_a_name_and_for_no_number(origin: str, host: str) -> None:
    assert host_of(origin) == host


def test_no_field_of_a_password_is_given_back_to_be_sent_again() -> None:
    models = {it for forms in FORMS for it in vars(forms).values() if isinstance(it, type) and issubclass(it, AsTyped)}
    names = {name for it in models for name, field in it.model_fields.items() if field.annotation is SecretStr}

    assert {"password", "present", "again"} <= names
    assert [it for it in names if not it.startswith(NEVER)] == []
