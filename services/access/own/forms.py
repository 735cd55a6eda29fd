"""Requests about one's own account."""

from typing import Literal

from pydantic import Field

from services.access.signing_in.forms import AsTyped, Code, TypedPassword
from shared.http.requests import Form, Name


class ProfileForm(Form):
    """How somebody is called, and the language of the pages."""

    name: Name
    language: Literal["fr", "ar", "en"]


class EndForm(Form):
    """The beginning of the digest of a session, which tells it from the person's others and opens nothing."""

    session: str = Field(pattern=r"^[0-9a-f]{64}$")


class PasswordForm(AsTyped):
    """The present password, and a new one, typed twice."""

    present: TypedPassword
    password: TypedPassword
    again: TypedPassword


class PresentForm(AsTyped):
    """The present password, once more."""

    present: TypedPassword


class AppForm(AsTyped):
    """An app's first code; `carried` is the secret that the page has shown, sealed."""

    present: TypedPassword
    code: Code
    carried: str = Field(max_length=1000)
