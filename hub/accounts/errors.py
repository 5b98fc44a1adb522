"""What signing in refuses."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, TooMany
from hub.core.text import N_, gettext


class WrongPassword(InvalidInput):
    """The password of who is signed in is wrong."""

    code = "wrong-password"
    text = N_("This is not the password with which you sign in.")


class WrongCredentials(InvalidInput):
    """The user name or the password is wrong; the sentence does not say which."""

    code = "wrong-credentials"
    text = N_("The user name or the password is not right.")


class AccountLocked(TooMany):
    """Too many wrong passwords; the account opens again by itself."""

    code = "account-locked"
    text = N_("Too many wrong passwords. Please try again after %(minutes)s minutes.")


class AccountClosed(NotAllowed):
    """The person has no post any more, or was disabled."""

    code = "account-closed"
    text = N_("This account is closed. Please ask your administrator.")


class PasswordTooWeak(InvalidInput):
    """The new password is short, common, or contains the user name."""

    code = "password-too-weak"
    text = N_("Choose a password of at least 10 characters that is not easily guessed.")

    def __init__(self) -> None:
        super().__init__({"new_password": gettext(self.text)})


class UsernameTaken(Conflict):
    """Another account has this user name."""

    code = "username-taken"
    text = N_("This user name is already in use.")
