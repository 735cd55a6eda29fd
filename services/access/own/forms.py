"""Requests about one's own account."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from services.access.signing_in.forms import AsTyped, Code, TypedPassword
from shared.http.requests import Form, Name


class ProfileForm(Form):
    """How somebody is called, and the language of the pages."""

    name: Name
    language: Literal["fr", "ar", "en"]


class ProofForm(AsTyped):
    """One factor, where none was shown lately."""

    present: Annotated[SecretStr, Field(max_length=1000)] = SecretStr("")
    code: str = Field(default="", max_length=100)


class EndForm(ProofForm):
    """The beginning of the digest of a session, which tells it from the person's others and opens nothing."""

    session: str = Field(pattern=r"^[0-9a-f]{64}$")


class PresentForm(AsTyped):
    """The present password, once more, and a code where none was shown lately."""

    present: TypedPassword
    code: str = Field(default="", max_length=100)


class PasswordForm(PresentForm):
    """The present password, and a new one, typed twice."""

    password: TypedPassword
    again: TypedPassword


class AppForm(PresentForm):
    """An app's first code; `carried` is the secret that the page has shown, sealed."""

    code: Code
    carried: str = Field(max_length=1000)
