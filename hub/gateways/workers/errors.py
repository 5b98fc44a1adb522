"""How work in a child process fails."""

from hub.core.errors import Unavailable
from hub.core.text import N_


class WorkerFailed(Unavailable):
    """The child was killed, ran out of memory or took longer than allowed."""

    code = "worker-failed"
    text = N_("The work took too long or was interrupted. Nothing was changed; please try again.")


class WorkersBusy(Unavailable):
    """No child became free in time."""

    code = "workers-busy"
    text = N_("The hub has a lot to do at the moment. Please try again in a minute.")


class JobBroke(RuntimeError):
    """The job raised something that is not a refusal: a mistake in the program.

    Its argument is the traceback of the child.
    """
