"""Browsers are named as people name them."""

import pytest

from hub.core.browsers import in_words
from hub.core.text import use_locale

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f"{WINDOWS} Chrome/128.0.0.0 Safari/537.36", "Chrome 128 trên Windows"),
        (f"{WINDOWS} Chrome/128.0.0.0 Safari/537.36 Edg/128.0.2739.42", "Edge 128 trên Windows"),
        (f"{WINDOWS} coc_coc_browser/118.0.150 Chrome/112.0.150 Safari/537.36",
         "Cốc Cốc 118 trên Windows"),
        ("Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0",
         "Firefox 115 trên Windows 7"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17 trên iPhone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/127.0.0.0 Mobile Safari/537.36", "Chrome 127 trên Android"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/127.0.0.0 Mobile Safari/537.36 EdgA/127.0.0.0", "Edge 127 trên Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/17.0 EdgiOS/126.0.2592.86 Mobile/15E148 Safari/604.1",
         "Edge 126 trên iPhone"),
        ("curl/7.88.1", "curl/7.88.1"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_with_its_version_and_system(said: str, words: str) -> None:
    with use_locale("vi"):
        assert in_words(said) == words
