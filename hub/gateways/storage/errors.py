"""What the storage refuses or fails to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from hub.core.errors import Conflict, NotFound, TooLarge, Unavailable
from hub.core.text import N_

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageUnavailable(Unavailable):
    """The disk does not do what it should."""

    code = "storage-unavailable"
    text = N_("The hub's storage is not working. Nothing was saved; please try again later.")


class StorageFull(Unavailable):
    """The disk is full."""

    code = "storage-full"
    text = N_("The hub's storage is full. Nothing was saved; please tell the administrator.")


class StoredFileMissing(Unavailable):
    """A row names a file that is not there: the backup has to give it back."""

    code = "stored-file-missing"
    text = N_("The stored file could not be found. Please tell the administrator.")


class FileTooLarge(TooLarge):
    """More bytes than the hub takes for one file. `limit_mb` says how many it takes."""

    code = "file-too-large"
    text = N_("The file is larger than %(limit_mb)s MB, the most the hub accepts.")


class UploadUnknown(NotFound):
    """There is no such half-finished upload."""

    code = "upload-unknown"
    text = N_("This upload is no longer there. Please start it again.")


class UploadMoved(Conflict):
    """The sender would continue at another place than the one reached. `size` is that place."""

    code = "upload-moved"
    text = N_("The upload had reached another place. It will continue from there.")


class UploadBusy(Conflict):
    """Another request is just adding to this upload."""

    code = "upload-busy"
    text = N_("This upload is already being received. Please wait a moment.")


class UploadDiffers(Conflict):
    """What arrived is not what was sent."""

    code = "upload-differs"
    text = N_("The file that arrived differs from the one that was sent. Please upload it again.")


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the operating system says about the disk into a refusal people can read."""
    try:
        yield
    except OSError as error:
        raise (StorageFull if error.errno in NO_ROOM else StorageUnavailable) from error
