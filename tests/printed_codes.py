"""The code printed on a paper, typed on the page of verification by anybody."""

import re

from flask.testing import FlaskClient

from hub.gateways.pdf import page_texts

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


def looked_up(anybody: FlaskClient, pdf: bytes) -> str:
    """Return the page to which the code on a paper leads."""
    (code,) = set(CODE.findall("\n".join(page_texts(pdf))))
    found = anybody.post("/verify/code", data={"code": code})
    assert found.status_code == 303, found.text
    page = anybody.get(found.headers["Location"])
    assert page.status_code == 200
    return page.text
