"""Disposisi and lembar disposisi from the case."""

from kinerja.core.calendar import long_date
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.orders import URGENCIES, Disposition, DispositionEntry, DispositionSheet, Letter
from kinerja.documents.content.paper import Choice, approval_sentence
from kinerja.documents.writers.head import (
    BLANK,
    Writing,
    approval_now,
    approved,
    current_papers,
    head_of,
    lines,
    printed_day,
    returns_of,
    visits_with,
    with_mark,
)
from kinerja.people.models import Post
from kinerja.performance.acts.entries import read_order, read_reply, read_review
from kinerja.planning.queries import incoming_letters, letter_label
from kinerja.sop.models import Initial, Visit

REPORTS = ("laporan hasil pengumpulan", "laporan hasil pengukuran")
# The usual instructions of a lembar disposisi.
INSTRUCTIONS = (
    "Tanggapan dan saran",
    "Proses lebih lanjut",
    "Koordinasi/konfirmasikan",
    "Untuk diketahui",
    "Arsipkan",
)


def disposition(writing: Writing) -> Content:
    """perintah: the order that begins a case, upon a letter or the calendar."""
    order = read_order(writing.work.entry, writing.work.visit, draft=writing.draft)
    return Disposition(
        head=head_of(writing),
        letter=_trigger(writing),
        giver=writing.by.title,
        recipients=writing.lane_titles(*writing.work.step.to) or (BLANK,),
        instructions=lines(order.instruction),
        signature=approved(writing),
        urgency=order.nature if order.nature in URGENCIES else "",
        due=printed_day(order.due_on),
        note="" if order.nature in URGENCIES else f"Sifat: {order.nature or BLANK}",
    )


def answer(writing: Writing) -> Content:
    """sampaikan: the receiver's disposisi upon the report that was handed over."""
    reply = read_reply(writing.work.entry, writing.work.visit, draft=writing.draft)
    visit = writing.work.visit
    sender = writing.post_title(visit.handed_by, visit.handed_at) if visit.handed_by else BLANK
    received = long_date(writing.day_of(visit.handed_at)) if visit.handed_at else ""
    return Disposition(
        head=head_of(writing),
        letter=_report_letter(writing, sender=sender, received=received),
        giver=writing.by.title,
        recipients=(reply.forward_to,) if reply.forward_to else (sender,),
        instructions=lines(reply.instruction),
        signature=approved(writing),
    )


def blank_sheet(writing: Writing) -> Content:
    """The lembar disposisi that is empty still; it travels with a report, or with what a case began from."""
    ordering = writing.work.step.act == "perintah"
    return DispositionSheet(
        head=head_of(writing),
        letter=_trigger(writing) if ordering else _report_letter(writing, sender=writing.by.title, received=""),
        recipients=_recipients(writing, frozenset()),
        instructions=tuple(Choice(text) for text in INSTRUCTIONS),
    )


def initialled_sheet(writing: Writing) -> Content:
    """perintah that is passed on: the order, then the instruction and paraf of each post of the chain so far."""
    visit = writing.work.visit
    order = read_order(visit.entry, draft=True)
    receivers = writing.lane_titles(*visit.rule.to)
    chain = [_ordered(writing, visit)]
    parafs = Initial.objects.filter(visit=visit).select_related("post").order_by("given_at", "pk")
    for place, paraf in enumerate(parafs):
        giver = writing.post_title(paraf.post, paraf.given_at)
        onward = writing.lane_titles(*visit.rule.forwarded_to[place : place + 1])
        chain.append(
            DispositionEntry(
                giver=giver,
                recipients=", ".join(onward) or "Dilaksanakan",
                instruction=paraf.instruction,
                date=long_date(writing.day_of(paraf.given_at)),
                approval=approval_sentence(giver, writing.moment(paraf.given_at)),
            )
        )
    return DispositionSheet(
        head=head_of(writing),
        letter=_trigger(writing),
        recipients=_recipients(writing, frozenset(receivers)),
        instructions=tuple(Choice(text, ticked=text == "Proses lebih lanjut") for text in INSTRUCTIONS),
        entries=tuple(chain),
        urgency=order.nature if order.nature in URGENCIES else "",
    )


def sheet_with_chain(writing: Writing) -> Content:
    """telaah: the lembar disposisi with the chain so far: the order, what was returned, and this decision."""
    review = read_review(writing.work.entry, writing.work.visit, draft=writing.draft)
    chain = [_ordered(writing, visit) for visit in visits_with(writing, "perintah")]
    chain += [_returned(writing, visit) for visit in returns_of(writing)]
    receivers = _receivers(writing)
    chain.append(
        DispositionEntry(
            giver=writing.by.title,
            recipients=", ".join(receivers),
            instruction=review.proposal or "Laporan telah ditelaah dan disetujui; mohon arahan lebih lanjut.",
            date=long_date(writing.today),
            approval=approval_now(writing),
        )
    )
    return DispositionSheet(
        head=head_of(writing),
        letter=_report_letter(writing, sender=writing.by.title, received=""),
        recipients=_recipients(writing, frozenset(receivers)),
        instructions=tuple(Choice(text, ticked=text == "Tanggapan dan saran") for text in INSTRUCTIONS),
        entries=tuple(chain),
    )


def _trigger(writing: Writing) -> Letter:
    """Return the letter of the shelf that the case began from, or the calendar's entry as its subject."""
    trigger = writing.case.trigger
    for letter in incoming_letters(agency_id=writing.agency.pk, on=writing.day_of(writing.case.started_at)):
        if letter_label(letter) == trigger:
            return Letter(
                sender=letter.sender,
                number=with_mark(letter.number, letter.is_example),
                date=long_date(letter.dated_on) if letter.dated_on else "",
                received=long_date(writing.day_of(writing.case.started_at)),
                subject=letter.name,
            )
    return Letter(sender="-", number="-", date="-", received="-", agenda="-", subject=trigger)


def _report_letter(writing: Writing, *, sender: str, received: str) -> Letter:
    reports = current_papers(writing, *REPORTS)
    if not reports:
        return Letter(sender=sender, received=received)
    report = reports[-1]
    return Letter(
        sender=sender,
        number=report.number,
        date=long_date(writing.day_of(report.frozen_at)),
        received=received,
        subject=f"{report.title} {writing.period.label}",
    )


def _receivers(writing: Writing) -> tuple[str, ...]:
    """Return to whom the reviewed report goes: those whom the next handing over names."""
    after = [step for step in writing.case.spec.steps if step.no > writing.work.step.no and step.act == "sampaikan"]
    return writing.lane_titles(*after[0].to) if after else ()


def _recipients(writing: Writing, ticked: frozenset[str]) -> tuple[Choice, ...]:
    """Return the head of the agency and the heads right beneath as boxes to tick."""
    posts = list(Post.objects.filter(agency=writing.agency, heads_agency=True))
    posts += Post.objects.filter(agency=writing.agency, heads_unit=True, above__heads_agency=True).order_by("position")
    titles = [writing.post_title(post) for post in posts]
    return tuple(Choice(title, ticked=title in ticked) for title in titles)


def _ordered(writing: Writing, visit: Visit) -> DispositionEntry:
    order = read_order(visit.entry, draft=True)
    return _link(writing, visit, ", ".join(writing.lane_titles(*visit.rule.to)), " ".join(lines(order.instruction)))


def _returned(writing: Writing, visit: Visit) -> DispositionEntry:
    target = visit.entry.get("target") or (visit.rule.decision.no if visit.rule.decision else visit.step)
    performer = writing.case.spec.step(int(target)).performer
    reason = str(visit.entry.get("reason") or "").strip()
    return _link(writing, visit, performer, f"Dikembalikan ke langkah {target}: {reason}")


def _link(writing: Writing, visit: Visit, recipients: str, instruction: str) -> DispositionEntry:
    giver = writing.post_title(visit.ended_by, visit.ended_at)
    return DispositionEntry(
        giver=giver,
        recipients=recipients,
        instruction=instruction,
        date=long_date(writing.day_of(visit.ended_at)) if visit.ended_at else "",
        approval=approval_sentence(giver, writing.moment(visit.ended_at)),
    )
