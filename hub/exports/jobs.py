"""What happens by itself to files made in the background."""

from datetime import timedelta

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.exports import queries, service
from hub.gateways.storage import PassingFiles


def look_after(runtime: Runtime) -> None:
    """Find the files whose maker died, tell of those that are finished, end the time of others."""
    now = runtime.clock()
    kept_since = now - timedelta(hours=runtime.settings.export_hours)
    with runtime.read() as session:
        if not queries.is_anything_due(session, now, kept_since):
            return
    with runtime.unit_of_work(SYSTEM) as uow:
        service.interrupt_silent(uow)
        uow.session.flush()
        service.tell_of_finished(uow)
        service.expire(uow)


def delete_old(runtime: Runtime) -> int:
    """Delete the files whose time is over or whose row is gone; return how many.

    The folder is read first: what is put there meanwhile is not looked at.
    """
    files = PassingFiles(runtime.settings.exports_dir)
    lying = list(files.all())
    with runtime.read() as session:
        wanted = queries.ids_that_may_lie(session)
    gone = [each for each in lying if each not in wanted]
    for each in gone:
        files.drop(each)
    return len(gone)
