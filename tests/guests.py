"""Browsers of guests: people who came by the link of their invitation."""

from flask import Flask
from flask.testing import FlaskClient

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.invitations.notices.desk import desk_of
from hub.invitations.queries import ever_of_meeting
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from tests.builders import Stage, a_guest


def in_as_guest(
    app: Flask, runtime: Runtime, stage: Stage, *, gets_documents: bool = True
) -> FlaskClient:
    """A browser that came in by the link of a guest who was just asked."""
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting_service.add_guest(uow, meeting, a_guest(), gets_documents=gets_documents)
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        asked = next(
            each for each in ever_of_meeting(session, meeting.id) if each.meeting_site.is_guest
        )
        link = desk_of(runtime.settings).link_of(meeting, asked)
    client = app.test_client()
    assert client.post(f"{link.removeprefix(runtime.settings.url)}/enter").status_code == 302
    return client
