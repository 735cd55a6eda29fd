"""Requests of links that open an account."""

from services.access.signing_in.forms import AsTyped, TypedPassword


class NewPasswordForm(AsTyped):
    """A new password, typed twice."""

    password: TypedPassword
    again: TypedPassword
