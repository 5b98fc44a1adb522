"""The notice that a file is ready, or that it was not made."""

from typing import Final

from hub.core.ids import ExportId
from hub.core.text import LOCALES, N_, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.exports.models import Export, ExportState
from hub.outbox import service as outbox

SAID: Final = {
    ExportState.READY: (N_("The file “%(title)s” is ready"), "file-check"),
    ExportState.FAILED: (N_("The file “%(title)s” could not be made"), "alert-triangle"),
    ExportState.INTERRUPTED: (N_("The making of “%(title)s” was interrupted"), "alert-triangle"),
}


def tell(uow: UnitOfWork, export: Export) -> None:
    """Tell who asked for a file how it ended."""
    sentence, icon = SAID[export.state]
    with use_locale(LOCALES[0]):
        body = export.problem
        if export.state is ExportState.INTERRUPTED:
            body = _("The hub was restarted meanwhile. It can be made again.")
        outbox.post_notice(
            uow,
            key=f"{keys_of(export.id)}{export.state.value}",
            to_person_id=export.person_id,
            subject=_(sentence, title=export.title),
            body=body,
            link=f"/exports/{export.id}",
            icon=icon,
        )


def withdraw(uow: UnitOfWork, export_id: ExportId) -> None:
    """Take the notices of a file back that is no longer there."""
    outbox.withdraw(uow, keys_of(export_id))


def keys_of(export_id: ExportId) -> str:
    """Return what the keys of the notices of a file begin with."""
    return f"export:{export_id}:"
