"""Lists out (CSV, XLSX) and tables in, with a preview of every row's mistakes."""

from collections.abc import Sequence
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError, InvalidInput, NotFound
from hub.core.text import N_, ngettext
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import forms, queries, rules, service
from hub.directory.errors import MistakesInTheTable
from hub.directory.queries import Branch, PeopleAsked
from hub.directory.views import pages
from hub.directory.views.shared import for_managers, for_readers, today
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet, read_table, to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.web import toast
from hub.web.access import neighbour, runtime
from hub.web.body import submitted
from hub.web.downloads import CSV, XLSX, attachment
from hub.web.problems import status_of

TITLES: Final = {
    "people": N_("People"),
    "sites": N_("Conference sites"),
    "units": N_("Units"),
}
MOST_EXPORTED: Final = 50_000


@pages.get("/admin/import/<kind>")
@for_managers
def choose_table(_actor: Actor, kind: str) -> ResponseReturnValue:
    """Ask for a file and say which columns it has."""
    return render_template("directory/import.html", **_about(kind))


@pages.get("/admin/import/<kind>/template.<suffix>")
@for_managers
def template(_actor: Actor, kind: str, suffix: str) -> ResponseReturnValue:
    """Return an empty table with the right columns."""
    columns = [_(each.label) for each in _about(kind)["columns"]]
    return _download(Sheet(_(TITLES[kind]), [Column(each) for each in columns], []), suffix)


@pages.post("/admin/import/<kind>")
@for_managers
def preview_table(actor: Actor, kind: str) -> ResponseReturnValue:
    """Show every row of the file with its mistakes. Stores nothing."""
    context = _about(kind)
    try:
        header, rows = _sent_table()
        checked = forms.rows_of(kind, header, rows)
        fields = forms.fields_of(kind, header)
    except HubError as error:
        page = render_template("directory/import.html", mistake=error.sentence, **context)
        return page, status_of(error)
    with runtime().unit_of_work(actor) as uow:
        is_right = service.check_rows(uow, checked)
    return render_template(
        "directory/import_preview.html",
        **_preview(header, fields, checked, is_right=is_right),
        packed=forms.pack(header, rows),
        **context,
    )


@pages.post("/admin/import/<kind>/store")
@for_managers
def store_table(actor: Actor, kind: str) -> ResponseReturnValue:
    """Store the rows that were shown: all of them, or none."""
    context = _about(kind)
    try:
        packed = submitted(forms.PackedTable).table
        header, rows = forms.unpack(packed)
        checked = forms.rows_of(kind, header, rows)
    except InvalidInput as error:
        page = render_template("directory/import.html", mistake=error.sentence, **context)
        return page, status_of(error)
    try:
        with runtime().unit_of_work(actor) as uow:
            count = service.import_rows(uow, kind, checked)
    except MistakesInTheTable as error:
        shown = _preview(header, forms.fields_of(kind, header), checked, is_right=False)
        page = render_template(
            "directory/import_preview.html",
            mistake=error.sentence,
            packed=packed,
            **shown,
            **context,
        )
        return page, status_of(error)
    toast.say(ngettext("One row was stored.", "%(num)s rows were stored.", count))
    return redirect(url_for(f"directory.{kind}"))


@pages.get("/admin/export/<kind>.<suffix>")
@for_readers
def export(actor: Actor, kind: str, suffix: str) -> ResponseReturnValue:
    """Return a list as CSV or XLSX, in the columns in which it can be imported again."""
    about = _about(kind)
    with runtime().read() as session:
        within = queries.seen_by(session, actor)
        if kind == "people":
            found, _total = queries.people_page(
                session, PeopleAsked(), within, offset=0, limit=MOST_EXPORTED
            )
            posts = queries.posts_by_person(session, [each.id for each in found])
            rows = [_person_row(post) for each in found for post in posts[each.id]]
        elif kind == "sites":
            rows = [_site_row(each) for each in queries.sites_of(session, within)]
        else:
            rows = _unit_rows(queries.tree_on(session, today(), within))
    columns = [
        Column(_(each.label), Kind.DATE if each.field == "since" else Kind.TEXT)
        for each in about["columns"]
    ]
    return _download(Sheet(_(TITLES[kind]), columns, rows), suffix)


def _person_row(post: Any) -> list[Cell]:
    roles = ", ".join(rules.role_name(each.role) for each in post.roles)
    head = "x" if post.is_head else ""
    person = post.person
    return [person.name, post.unit.name, post.title, roles, head, person.email, person.phone]


def _site_row(site: Any) -> list[Cell]:
    main = "x" if site.is_main else ""
    technician = [site.technician_name, site.technician_phone]
    distance = "" if site.distance_km is None else str(site.distance_km)
    return [site.name, site.unit.name, site.place, main, *technician, distance]


def _unit_rows(branches: Sequence[Branch]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    path: list[str] = []
    for each in branches:
        del path[each.depth :]
        unit = each.unit
        rows.append(
            [
                each.name,
                each.short_name,
                _(rules.LEVEL_NAMES[unit.level]),
                each.level_name,
                path[-1] if path else "",
                unit.valid_from,
                unit.abbreviation,
                unit.place,
                unit.email,
                unit.phone,
                *(each.codes.get(scheme, "") for scheme in rules.SCHEMES),
            ]
        )
        path.append(each.name)
    return rows


def _about(kind: str) -> dict[str, Any]:
    if kind not in forms.KINDS:
        raise NotFound
    return {"kind": kind, "title": _(TITLES[kind]), "columns": forms.KINDS[kind][0]}


def _sent_table() -> tuple[list[str], list[list[str]]]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise forms.NoTable
    table = neighbour(Workers).run(read_table, file.read(), file.filename)
    return table.header, table.rows


def _preview(
    header: Sequence[str], fields: Sequence[str], rows: service.Rows, *, is_right: bool
) -> dict[str, Any]:
    shown = [place for place, field in enumerate(fields) if field]
    return {
        "header": [header[place] for place in shown],
        "fields": [fields[place] for place in shown],
        "places": shown,
        "unused": [header[place] for place, field in enumerate(fields) if not field],
        "rows": rows,
        "wrong": [each for each in rows if each.mistakes],
        "is_right": is_right,
    }


def _download(sheet: Sheet, suffix: str) -> ResponseReturnValue:
    name = f"{sheet.title}.{suffix}"
    if suffix == "csv":
        return attachment(to_csv(sheet), name, CSV)
    if suffix == "xlsx":
        return attachment(
            to_workbook(neighbour(Workers), [sheet], made_at=runtime().clock()), name, XLSX
        )
    raise NotFound
