"""What follows from what: every reaction to every event, on one page.

The reactions to an event run in the order written here, inside the same transaction; then
each event is recorded in the audit log. After the commit, its news goes out to browsers.
"""

from typing import Final

from hub.audit import service as audit
from hub.core.runtime import Reactions, table_of
from hub.outbox.events import NoticePosted
from hub.web.live import News, NewsTable, news, news_table

ON_EVERY: Final = (audit.record,)

REACTIONS: Final[Reactions] = table_of()

NEWS: Final[NewsTable] = news_table(
    news(NoticePosted, lambda event: News(f"person:{event.person_id}", event.name)),
)
