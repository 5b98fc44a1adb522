"""Looking consultations and answers up. Each function says what it loads."""

from hub.opinions.queries.answers import Record, opinion, opinions_of, record_of
from hub.opinions.queries.consultations import (
    due,
    file_of,
    find_of_document,
    get,
    get_locked,
    get_to_see,
    is_key_needed,
    listed,
    question_of,
    sealed_of,
    to_answer,
    to_issue,
)

__all__ = [
    "Record", "due", "file_of", "find_of_document", "get", "get_locked", "get_to_see",
    "is_key_needed", "listed", "opinion", "opinions_of", "question_of", "record_of", "sealed_of",
    "to_answer", "to_issue",
]  # fmt: skip
