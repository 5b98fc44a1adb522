"""What people send us to sign in and to change how the hub looks."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from hub.accounts import rules
from hub.core.forms import Form, OptionalLine, Secret, Text
from hub.core.ids import PostId
from hub.core.text import N_

Username = Annotated[Text, StringConstraints(min_length=1, max_length=60)]


class SignInForm(Form):
    """A user name, a password, and the page to go on to."""

    username: Username
    password: Secret
    next: OptionalLine = ""


class PasswordForm(Form):
    """The present password and a new one, twice."""

    password: Secret
    new_password: Secret
    repeated: Secret


class LookForm(Form):
    """How the pages look to this person."""

    theme: Literal["light", "dark"] = "light"
    text_size: Annotated[int, Field(ge=0, le=2)] = 0
    locale: Literal["vi", "en"] = "vi"
    back: OptionalLine = ""


class PostForm(Form):
    """The post to go on in."""

    post: PostId


def _new_username(value: str) -> str:
    if not rules.is_username(value):
        raise PydanticCustomError(
            "rule", N_("Use 3 to 60 small letters, digits, dots, hyphens, without marks.")
        )
    return value


class AccountForm(Form):
    """The user name of a new account."""

    username: Annotated[Username, AfterValidator(_new_username)]
