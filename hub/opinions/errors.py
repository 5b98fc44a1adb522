"""What consultations refuse."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unavailable
from hub.core.text import N_


class NoSuchConsultation(NotFound):
    """There is no such consultation, or the actor may not know of it."""

    code = "no-such-consultation"
    text = N_("There is no such consultation.")


class NoSuchQuestion(NotFound):
    """There is no such question or file in this consultation."""

    code = "no-such-question"
    text = N_("There is no such question in this consultation.")


class NoSuchOpinion(NotFound):
    """The answer was not given, or the actor may not read it."""

    code = "no-such-opinion"
    text = N_("There is no such answer.")


class MayNotConsult(NotAllowed):
    """Only posts of the asking unit prepare and conduct a consultation."""

    code = "may-not-consult"
    text = N_("Only the scheduler, the secretary and the chair of the unit that asks may do this.")


class NotAsked(NotAllowed):
    """The actor does not answer for a unit that is asked."""

    code = "not-asked"
    text = N_("Your unit was not asked, or you do not lead it: its leader answers.")


class ConsultationSettled(Conflict):
    """It was sent out already."""

    code = "consultation-settled"
    text = N_("The form was already sent out and can no longer be changed.")


class NothingAsked(Conflict):
    """A form without a question or without anybody to answer it."""

    code = "nothing-asked"
    text = N_("Write at least one question and choose at least one unit first.")


class ChasedRecently(Conflict):
    """Who has not answered is not reminded more than once an hour."""

    code = "respondents-chased-recently"
    text = N_("These units were reminded less than an hour ago. Please wait a little.")


class TooFewForSecrecy(Conflict):
    """Among so few, a count tells who answered what."""

    code = "too-few-asked-for-secrecy"
    text = N_("A secret consultation needs at least %(needed)s units; %(asked)s are chosen.")


class DueTooEarly(InvalidInput):
    """The deadline is over already, or not later than the one before."""

    code = "due-too-early"
    text = N_("The deadline must be later than now and than the one before.")


class ConsultationOver(Conflict):
    """The deadline has passed, or it was ended."""

    code = "consultation-over"
    text = N_("The deadline was %(due)s: the answer was not taken. Ask the unit that asks.")


class NotOpen(Conflict):
    """It was not sent out yet, or is over."""

    code = "consultation-not-open"
    text = N_("This consultation is not open.")


class NotCounted(Conflict):
    """There is no result yet, or it was issued already."""

    code = "consultation-not-counted"
    text = N_("There is no result to issue: the answers are not counted, or it was issued before.")


class AnswerIncomplete(InvalidInput):
    """Some question has no answer, or another opinion does not say which."""

    code = "opinion-incomplete"
    text = N_("Answer every question; write your other opinion.")


class AnsweredMeanwhile(Conflict):
    """The unit has answered since the page was opened: once more would be twice."""

    code = "answered-meanwhile"
    text = N_("%(by)s already answered for %(name)s at %(at)s. Look at that answer first.")


class SealedForGood(Conflict):
    """A secret answer cannot be found again, so it cannot be changed."""

    code = "sealed-for-good"
    text = N_("%(by)s answered for %(name)s at %(at)s. A secret answer cannot be changed.")


class FormChanged(Conflict):
    """The draft was changed by somebody else."""

    code = "consultation-changed"
    text = N_("Someone else has just changed this form. Look at it again.")


class TooManyQuestions(Conflict):
    """A form people can still read."""

    code = "too-many-questions"
    text = N_("A form has at most %(most)s questions, each with at most %(files)s files.")


class KeyOfConsultationMissing(Unavailable):
    """The key of a secret consultation is not on this machine, so nothing can be opened."""

    code = "key-of-consultation-missing"
    text = N_(
        "The key of this secret consultation is not on this machine (it is never in a backup), so "
        "its answers cannot be opened. Cancel it and ask again."
    )
