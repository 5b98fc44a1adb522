"""What the register refuses."""

from hub.core.errors import Conflict, NotFound
from hub.core.text import N_


class NoSuchCertificate(NotFound):
    """The certificate is not in the register, or one may not know of it."""

    code = "no-such-certificate"
    text = N_("This certificate is not in the register.")


class AllKnown(Conflict):
    """Nothing in the file is new."""

    code = "certificates-known"
    text = N_("Every certificate in this file is in the register already.")


class OnlyAuthorities(Conflict):
    """The file holds certificates of authorities only."""

    code = "only-authorities"
    text = N_(
        "The file holds certificates of authorities only. They go into the trust folder of the hub,"
        " not into the register of holders."
    )
