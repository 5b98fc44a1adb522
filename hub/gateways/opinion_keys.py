"""The keys of secret consultations: kept and destroyed as those of secret votes are.

They lie in a folder of their own inside that of the votes' keys, so no backup takes them
either, and the timetable of the votes does not see them.
"""

from hub.gateways.ballot_keys import BallotKeys

FOLDER = "opinions"


class OpinionKeys(BallotKeys):
    """The folder of the keys of secret consultations."""
