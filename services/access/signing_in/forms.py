"""Requests of signing in. Passwords are taken as they were typed, and never shown again."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from shared.country.mail_address import LONGEST as LONGEST_ADDRESS
from shared.http.requests import Form

TypedPassword = Annotated[SecretStr, Field(min_length=1, max_length=1000)]
Code = Annotated[str, Field(min_length=1, max_length=100)]


class AsTyped(BaseModel):
    """A form with a password in it: nothing is tidied."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class SignInForm(AsTyped):
    """Who comes, and where to."""

    email: str = Field(min_length=1, max_length=LONGEST_ADDRESS)
    password: TypedPassword
    next: str = Field(default="", max_length=2000)


class SecondFactorForm(Form):
    """A code of an app, or one from paper; `sealed` says whose password was right."""

    code: Code
    sealed: str = Field(max_length=500)
    next: str = Field(default="", max_length=2000)
