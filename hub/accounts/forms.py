"""What people send us to sign in and to change how the hub looks."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.core.forms import Form, OptionalLine, Secret, Text
from hub.core.ids import PostId

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
