"""The register of certificates: holders, ends, worth, namesakes; the share of signed papers."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.certificates import queries, rules, service
from hub.certificates.errors import AllKnown, OnlyAuthorities
from hub.certificates.forms import HolderForm
from hub.certificates.views import pages
from hub.core.clock import wall_date
from hub.core.errors import InvalidInput
from hub.core.ids import EntryId, PostId, UnitId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.directory.models import Post
from hub.documents.queries import keys
from hub.gateways.signing import work
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.verdict import REASONS
from hub.gateways.spreadsheets import Column, Kind, Sheet, to_workbook
from hub.gateways.workers import Workers
from hub.web import toast
from hub.web.access import for_role, neighbour, runtime, settings
from hub.web.body import shown_again, submitted
from hub.web.downloads import XLSX, attachment
from hub.web.security import limited

MONTHS: Final = 12
LARGEST: Final = 512 * 1024

for_readers: Final = for_role(Role.UNIT_ADMIN, Role.REGISTRY_CLERK, Role.SYSTEM_ADMIN, Role.AUDITOR)
for_keepers: Final = for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)


HOLDER_PAGE: Final = "certificates/holder.html"


@pages.get("/certificates")
@for_readers
def register(actor: Actor) -> ResponseReturnValue:
    """Show the certificates the actor may see and what is to be noticed about each."""
    return render_template("certificates/register.html", typed={}, **_context(actor))


@pages.post("/certificates")
@for_keepers
@limited("20 per minute")
def add(actor: Actor) -> ResponseReturnValue:
    """Take the certificates of a file into the register. A private key is refused."""
    try:
        form = submitted(HolderForm)
        post_id, unit_id = _holder(actor, form)
        file = request.files.get("file")
        data = file.stream.read(LARGEST + 1) if file else b""
        facts = neighbour(Workers).run(work.read_certificates, data)
        trust, now = read_trust(settings()), runtime().clock()
        pems = tuple(each.pem for each in facts)
        found = neighbour(Workers).run(work.judge_certificates, pems, trust, now)
        standings = {each.fingerprint: said for each, said in zip(facts, found, strict=True)}
        with runtime().unit_of_work(actor) as uow:
            added = service.add(
                uow, map(asdict, facts), standings, post_id=post_id, unit_id=unit_id
            )
    except InvalidInput as error:
        return shown_again("certificates/register.html", error, HolderForm, **_context(actor))
    except (AllKnown, OnlyAuthorities) as error:
        mistake = InvalidInput({"file": error.sentence})
        return shown_again("certificates/register.html", mistake, HolderForm, **_context(actor))
    toast.say(_("%(count)s certificates were added to the register.", count=len(added)))
    return redirect(url_for(".register"))


@pages.get("/certificates/<uuid:certificate_id>/holder")
@for_keepers
def holder(actor: Actor, certificate_id: EntryId) -> ResponseReturnValue:
    """Ask whose certificate it is."""
    return render_template(HOLDER_PAGE, typed={}, **_holder_context(actor, certificate_id))


@pages.post("/certificates/<uuid:certificate_id>/holder")
@for_keepers
def assign(actor: Actor, certificate_id: EntryId) -> ResponseReturnValue:
    """Say whose certificate it is."""
    form = submitted(HolderForm)
    try:
        post_id, unit_id = _holder(actor, form)
    except InvalidInput as mistake:
        return shown_again(
            HOLDER_PAGE, mistake, HolderForm, **_holder_context(actor, certificate_id)
        )
    with runtime().unit_of_work(actor) as uow:
        found = queries.certificate(uow.session, actor, certificate_id)
        service.assign(uow, found, post_id=post_id, unit_id=unit_id)
    toast.say(_("The holder was noted."))
    return redirect(url_for(".register"))


@pages.post("/certificates/<uuid:certificate_id>/remove")
@for_keepers
def remove(actor: Actor, certificate_id: EntryId) -> ResponseReturnValue:
    """Take a certificate out of the register."""
    with runtime().unit_of_work(actor) as uow:
        service.remove(uow, queries.certificate(uow.session, actor, certificate_id))
    toast.say(_("The certificate was removed from the register."))
    return redirect(url_for(".register"))


@pages.get("/certificates/signed-share")
@for_readers
def signed_share(actor: Actor) -> ResponseReturnValue:
    """Show which share of the documents issued each month bears a signature, by unit."""
    return render_template("certificates/share.html", **_share(actor))


@pages.get("/certificates/signed-share.xlsx")
@for_readers
def signed_share_file(actor: Actor) -> ResponseReturnValue:
    """Return the same as a table to keep."""
    share = _share(actor)
    columns = [Column(_("Unit"), Kind.TEXT), Column(_("Month"), Kind.TEXT)]
    columns += [Column(_("Issued"), Kind.NUMBER), Column(_("Signed"), Kind.NUMBER)]
    columns.append(Column(_("Share signed"), Kind.PERCENT))
    rows = [
        [name, month, issued, signed, round(100 * signed / issued, 1)]
        for name, months in share["units"]
        for month, (issued, signed) in months.items()
        if issued
    ]
    sheet = Sheet(_("Share of signed documents"), columns, rows)
    made = to_workbook(neighbour(Workers), [sheet], made_at=runtime().clock())
    return attachment(made, "ty-le-van-ban-ky-so.xlsx", XLSX)


def _holder(actor: Actor, form: HolderForm) -> tuple[PostId | None, UnitId | None]:
    """Return the holder when it is one of the actor's people or units. Raises InvalidInput."""
    with runtime().read() as session:
        posts = keys.signing_posts(session, actor)
    if form.post_id is not None:
        if form.post_id not in {each.id for each in posts}:
            raise InvalidInput({"post_id": _("Choose one of your people.")})
        return form.post_id, None
    if form.unit_id is not None and form.unit_id not in {each.unit_id for each in posts}:
        raise InvalidInput({"unit_id": _("Choose one of your units.")})
    return None, form.unit_id


def _choices(posts: Sequence[Post]) -> dict[str, Any]:
    return {
        "posts": [
            (str(each.id), f"{each.person.name} – {each.title}, {each.unit.short_name}")
            for each in posts
        ],
        "units": list({str(each.unit_id): each.unit.name for each in posts}.items()),
    }


def _holder_context(actor: Actor, certificate_id: EntryId) -> dict[str, Any]:
    with runtime().read() as session:
        found = queries.certificate(session, actor, certificate_id)
        posts = keys.signing_posts(session, actor)
    return {"certificate": found, **_choices(posts)}


def _context(actor: Actor) -> dict[str, Any]:
    now = runtime().clock()
    with runtime().read() as session:
        found = queries.registered(session, actor)
        every = queries.everything(session)
        posts = keys.signing_posts(session, actor)
    namesakes = rules.namesakes(every)
    return {
        "found": sorted(found, key=lambda each: not rules.asks_for_care(each, namesakes, now)),
        "namesakes": namesakes,
        "days": {each.id: rules.days_warned(each.not_after, now) for each in found},
        "reasons": {code: _(sentence) for code, sentence in REASONS.items()},
        "refused": rules.REFUSED,
        **_choices(posts),
        "may_keep": actor.has(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN),
        "now": now,
    }


def _share(actor: Actor) -> dict[str, Any]:
    now = runtime().clock()
    months = rules.last_months(wall_date(now), MONTHS)
    with runtime().read() as session:
        units = queries.units_seen(session, actor)
        since = rules.beginning_of(months[0])
        rows = queries.issued_with_signatures(session, since, now, units)
        names = {each.id: each.name for each in directory.all_units(session)}
    counted: dict[str, dict[str, tuple[int, int]]] = {}
    for unit_id, issued_at, is_signed in rows:
        own = counted.setdefault(names[unit_id], dict.fromkeys(months, (0, 0)))
        month = f"{wall_date(issued_at):%m/%Y}"
        issued, signed = own[month]
        own[month] = issued + 1, signed + is_signed
    return {"months": months, "units": sorted(counted.items())}
