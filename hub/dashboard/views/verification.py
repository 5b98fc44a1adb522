"""Is this paper genuine? For anybody, without signing in; says what is known and nothing else.

By the address or the code on a paper: number, issuer, date, fingerprint, whether it counts.
By a file: what its signatures are worth in three answers, and whether the hub issued exactly
these bytes. The file is judged in memory and not kept.
"""

import hashlib
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError
from hub.core.marks import PaperKind, read_code
from hub.core.text import gettext as _
from hub.dashboard.queries import verification
from hub.dashboard.views.blueprint import pages
from hub.gateways.signing import work
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.verdict import DocumentState
from hub.gateways.workers import Workers
from hub.web.access import for_anyone, neighbour, runtime, settings
from hub.web.security import limited, limited_in_failing, with_file

WITHIN_S: Final = 60.0
LONGEST_CODE: Final = 100
NOTHING: Final[dict[str, Any]] = {
    "verdict": None, "paper": None, "sha256": "", "tone": "", "mistake": "",
    "code": "", "code_mistake": "", "is_unknown": False,
}  # fmt: skip
TONES: Final = {
    DocumentState.OK: "valid",
    DocumentState.UNDETERMINED: "undetermined",
    DocumentState.CONCERN: "concern",
    DocumentState.INVALID: "invalid",
    DocumentState.BROKEN: "invalid",
    DocumentState.UNSIGNED: "unsigned",
}


@pages.get("/verify")
@for_anyone
def verify() -> ResponseReturnValue:
    """Ask for a file."""
    return _shown()


@pages.post("/verify")
@for_anyone
@limited("10 per minute;100 per day")
@with_file
def verify_file() -> ResponseReturnValue:
    """Judge a file that somebody was given. Nothing of it is kept."""
    file = request.files.get("file")
    pdf = file.stream.read() if file else b""
    if not pdf.startswith(b"%PDF-"):
        said = _("Only PDF files can be checked here.") if pdf else _("Choose a PDF file.")
        return _shown(mistake=said), 400
    try:
        verdict = neighbour(Workers).run(
            work.validate, pdf, read_trust(settings()), runtime().clock(), timeout_s=WITHIN_S
        )
    except HubError as error:
        return _shown(mistake=error.sentence), 503
    sha256 = hashlib.sha256(pdf).hexdigest()
    with runtime().read() as session:
        paper = verification.paper_with(session, sha256)
    return _shown(verdict=verdict, paper=paper, sha256=sha256, tone=TONES[verdict.state])


@pages.post("/verify/code")
@for_anyone
@limited_in_failing("10 per minute;100 per day")
def verify_code() -> ResponseReturnValue:
    """Lead to the paper whose code somebody typed."""
    typed = request.form.get("code", "")[:LONGEST_CODE]
    code = read_code(typed)
    if code is None:
        said = _("This code is mistyped. It has 16 letters and digits; compare it with the paper.")
        return _shown(code=typed, code_mistake=said), 400
    with runtime().read() as session:
        paper_id = verification.paper_of_code(session, code)
    if paper_id is None:
        said = _("This hub issued no paper with this code.")
        return _shown(code=typed, code_mistake=said), 404
    return redirect(url_for(".verify_paper", paper_kind=code.kind, paper_id=paper_id), 303)


@pages.get("/verify/<any(d, m, s, c, a, r):paper_kind>/<uuid:paper_id>")
@for_anyone
@limited_in_failing("60 per minute")
def verify_paper(paper_kind: str, paper_id: UUID) -> ResponseReturnValue:
    """Say what is known of the paper that bears this address, or that the hub issued none such."""
    with runtime().read() as session:
        paper = verification.known_paper(session, PaperKind(paper_kind), paper_id)
    if paper is None:
        return _shown(is_unknown=True), 404
    return _shown(paper=paper)


def _shown(**known: Any) -> str:
    return render_template(
        "dashboard/verify.html", limit_mb=settings().upload_limit_mb, **(NOTHING | known)
    )
