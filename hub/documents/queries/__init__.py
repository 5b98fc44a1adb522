"""Looking documents up. Each function says what it loads; nothing loads itself."""

from hub.documents.queries.lists import (
    Listed,
    Waiting,
    Wanted,
    listed,
    of_meeting,
    waiting,
    worth_of,
)
from hub.documents.queries.lookups import (
    arrived_signed,
    get,
    get_to_issue,
    get_to_prepare,
    get_to_read,
    get_to_see,
    latest,
    version_of,
)
from hub.documents.queries.receipts import (
    counts,
    counts_of,
    own_receipts,
    receipt_of,
    receipts_of,
    units_of,
    without_reader,
)
from hub.documents.queries.uploads import (
    abandoned_uploads,
    refused_lately,
    unfinished_of,
    unfinished_uploads,
    upload_of,
)

__all__ = [
    "Listed", "Waiting", "Wanted", "abandoned_uploads", "arrived_signed", "counts", "counts_of",
    "get", "get_to_issue", "get_to_prepare", "get_to_read", "get_to_see", "latest", "listed",
    "of_meeting", "own_receipts", "receipt_of", "receipts_of", "refused_lately",
    "unfinished_of", "unfinished_uploads", "units_of", "upload_of", "version_of", "waiting",
    "without_reader", "worth_of",
]  # fmt: skip
