"""Heavy work (PDF, signatures, inspection) in clean child processes.

The hub's own process is one gevent loop: WeasyPrint in it stops every socket for seconds, and
pyHanko calls asyncio.run, which refuses inside it. So the work is done by plain Python
processes, each started with `exec`, which therefore are not patched and know nothing of the
parent's sockets. Parent and child speak over a socket pair: it works with gevent and without,
and a child whose parent was killed reads the end of it and leaves.
"""

from hub.gateways.workers.errors import JobBroke, WorkerFailed, WorkersBusy
from hub.gateways.workers.pool import Workers

__all__ = ["JobBroke", "WorkerFailed", "Workers", "WorkersBusy"]
