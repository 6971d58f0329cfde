"""Undangan, daftar hadir and notulen from what the leader of a meeting typed."""

from datetime import datetime, time

from kinerja.audit.log import once
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.meetings import Attendance, Attendee, Decision, Invitation, Minutes, Occasion, Point
from kinerja.documents.writers.head import (
    BLANK,
    Writing,
    approved,
    cited,
    head_of,
    last_of,
    lines,
    printed_clock,
    printed_day,
)
from kinerja.people.models import Post
from kinerja.performance.acts.entries import Call, Meeting, read_invitation, read_meeting
from kinerja.sop.policy import lanes_for


def invitation(writing: Writing) -> Content:
    """The letter that calls to the meeting; recorded with the minutes, it says so once the meeting has begun."""
    meeting = _meeting(writing)
    return Invitation(
        head=head_of(writing, changes=_afterwards(writing, meeting)),
        occasion=_occasion(writing, meeting),
        recipients=_called(writing, meeting) or (BLANK,),
        introduction=_introduction(writing),
        signature=approved(writing),
    )


def call(writing: Writing) -> Content:
    """undang: the letter that calls to a meeting, sent before it as a step of its own."""
    told = read_invitation(writing.work.entry, writing.agency.pk, writing.work.visit, draft=writing.draft)
    return Invitation(
        head=head_of(writing),
        occasion=_occasion(writing, told),
        recipients=tuple(writing.post_title(post) for post in told.invited if post.pk != writing.by.post_id)
        or (BLANK,),
        introduction=_introduction(writing),
        signature=approved(writing),
    )


def _introduction(writing: Writing) -> str:
    orders = cited(writing, "disposisi")
    basis = f"Menindaklanjuti {orders[0]}, d" if orders else "D"
    return f"{basis}engan ini kami mengundang Saudara untuk hadir pada rapat yang diselenggarakan pada:"


def attendance(writing: Writing) -> Content:
    """Who was called and who came, as the leader of the meeting recorded it."""
    meeting = _meeting(writing)
    present = {post.pk for post in meeting.attendees}
    came = "Hadir" if writing.draft else f"Hadir, dicatat di aplikasi {writing.moment(writing.work.at)}"
    return Attendance(
        head=head_of(writing),
        occasion=_occasion(writing, meeting),
        attendees=tuple(
            Attendee(
                post=writing.post_title(post),
                unit=post.unit.name,
                presence=came if post.pk in present else "Tidak hadir",
            )
            for post in _invited(writing, meeting)
        ),
        signature=approved(writing, role="Pimpinan rapat"),
    )


def minutes(writing: Writing) -> Content:
    """What was said and decided; each decision is a task of its owner already."""
    meeting = _meeting(writing)
    return Minutes(
        head=head_of(writing),
        occasion=_occasion(writing, meeting),
        chair=writing.by.title,
        recorder=f"{writing.by.title}, melalui aplikasi",
        participants=tuple(writing.post_title(post) for post in meeting.attendees) or (BLANK,),
        points=tuple(Point("", line) for line in lines(meeting.discussion)),
        decisions=tuple(
            Decision(one.text or BLANK, writing.post_title(one.owner), printed_day(one.due_on))
            for one in meeting.decisions
        ),
        signatures=(approved(writing, role="Pimpinan rapat"),),
    )


def _meeting(writing: Writing) -> Meeting:
    return read_meeting(writing.work.entry, writing.agency.pk, writing.work.visit, draft=writing.draft)


def _invited(writing: Writing, meeting: Meeting) -> list[Post]:
    """Return whom the invitation called (without one: the lanes that the SOP calls), and whoever came besides."""
    sent = last_of(writing, "undang")
    called: frozenset[int] = (
        frozenset(post.pk for post in read_invitation(sent.entry, writing.agency.pk, draft=True).invited)
        if sent is not None
        else lanes_for(writing.case, writing.work.at).of(*writing.work.step.attendees)
    )
    keys = called | {post.pk for post in meeting.attendees}
    return once(
        ("posts with unit", keys),
        lambda: sorted(
            Post.objects.filter(pk__in=keys).select_related("unit"), key=lambda post: (post.position, post.pk)
        ),
    )


def _called(writing: Writing, meeting: Meeting) -> tuple[str, ...]:
    """Return whom the leader calls: everyone invited but himself."""
    leader = writing.by.post_id
    return tuple(writing.post_title(post) for post in _invited(writing, meeting) if post.pk != leader)


def _occasion(writing: Writing, meeting: Meeting | Call) -> Occasion:
    return Occasion(
        subject=f"Rapat {writing.case.procedure.name} {writing.period.label}",
        day=printed_day(meeting.held_on, weekday=True),
        time=printed_clock(meeting.starts_at, writing.zone) if _timed(meeting) else BLANK,
        venue=meeting.place or BLANK,
        agenda=lines(meeting.agenda),
    )


def _timed(meeting: Meeting | Call) -> bool:
    """Return whether a time was typed: an unread one comes as midnight, at which no office meets."""
    return meeting.starts_at != time.min


def _afterwards(writing: Writing, meeting: Meeting) -> str:
    begins = datetime.combine(meeting.held_on, meeting.starts_at, writing.zone.tzinfo) if _timed(meeting) else None
    if begins is None or writing.draft or begins > writing.work.at:
        return ""
    return "Undangan disampaikan melalui aplikasi dan dicatat bersama notulen sesudah rapat."
