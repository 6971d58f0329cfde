"""What every paper of a case carries: kop, head, approval, remark and source note; and how a paper is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from kinerja.audit.log import Refused, once
from kinerja.core.calendar import Period, Zone, long_date, moment, weekday_name
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.paper import Head, Letterhead, Signature, approval_sentence
from kinerja.documents.models import Paper
from kinerja.documents.operations import freeze_paper, next_number
from kinerja.people.acting import Acting
from kinerja.people.models import Agency, Post, Unit
from kinerja.people.queries import head_of_agency, holder_title
from kinerja.performance.models import Cycle
from kinerja.performance.queries import cycle_of
from kinerja.sop.models import Answer, Case, FolderEntry, Visit
from kinerja.sop.policy import lanes_for
from kinerja.sop.register import Work, Writer

BLANK = "……"  # what a preview prints where nothing was typed yet
EXAMPLE = " (contoh)"


@dataclass(frozen=True, slots=True)
class Writing:
    """A paper being written: the step's work and the folder entry it fills; a preview has neither number nor entry."""

    work: Work
    name: str
    kind: str
    unit: Unit | None = None
    number: str = ""
    entry: FolderEntry | None = None
    replaced: FolderEntry | None = None

    @property
    def draft(self) -> bool:
        """Whether this is a preview, which may have gaps."""
        return self.entry is None

    @property
    def case(self) -> Case:
        return self.work.case

    @property
    def agency(self) -> Agency:
        return self.work.case.agency

    @property
    def period(self) -> Period:
        return self.work.case.calendar_period

    @property
    def by(self) -> Acting:
        return self.work.by

    @property
    def zone(self) -> Zone:
        return Zone(self.agency.government.zone)

    @property
    def today(self) -> date:
        """The day of the paper on the agency's own clock."""
        return self.day_of(self.work.at)

    @property
    def cycle(self) -> Cycle:
        """The cycle of the case. Raises Refused where no order has opened it yet."""
        cycle = cycle_of(self.case)
        if cycle is None:
            raise Refused(
                f"Siklus {self.period.label} belum dibuka. Selesaikan dahulu langkah perintah, "
                "lalu buka pratinjau lagi.",
                about=self.work.visit,
            )
        return cycle

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone.tzinfo).date()

    def moment(self, at: datetime | None) -> str:
        """Return a moment as printed, or nothing where there is none."""
        return moment(at, self.zone) if at is not None else ""

    def post_title(self, post: Post | None, at: datetime | None = None) -> str:
        """Return how a paper names a post on that day (today if none is given)."""
        return holder_title(post, self.day_of(at or self.work.at)) if post is not None else BLANK

    def lane_titles(self, *lanes: str) -> tuple[str, ...]:
        """Return the posts that stand in these lanes, by rank."""
        keys = lanes_for(self.case, self.work.at).of(*lanes)
        posts = sorted(Post.objects.filter(pk__in=keys), key=lambda post: (post.position, post.pk))
        return tuple(self.post_title(post) for post in posts)


Builder = Callable[[Writing], Content]


def writer(build: Builder) -> Writer:
    """Return the writer that the procedure's register wants: number, build, freeze, in the step's transaction."""

    def write(work: Work, entry: FolderEntry, replaced: FolderEntry | None) -> None:
        agency = work.case.agency
        number = next_number(
            agency_id=agency.pk,
            kind=entry.kind,
            unit=agency.short_name.upper(),
            year=work.at.astimezone(Zone(agency.government.zone).tzinfo).year,
        )
        unit = entry.unit if entry.unit_id != work.visit.unit_id else work.visit.unit
        writing = Writing(work, entry.name, entry.kind, unit, number=number, entry=entry, replaced=replaced)
        freeze_paper(work, entry, number, build(writing))

    return write


def head_of(writing: Writing, *, changes: str = "") -> Head:
    """Return the head of a paper; `changes` says since when its figures changed."""
    agency, visit = writing.agency, writing.work.visit
    step = f"Langkah {writing.work.step.no}" + (f", kunjungan {visit.number}" if visit.number > 1 else "")
    return Head(
        letterhead=Letterhead(
            government=agency.government.name, agency=agency.name, address=agency.address, contact=agency.contact
        ),
        number=writing.number,
        place=agency.government.seat,
        date=long_date(writing.today),
        period=writing.period.label,
        procedure=f"SOP {writing.case.procedure.name}",
        step=step,
        remark=" ".join(part for part in (replaced(writing), changes) if part),
        source_note=source_note(writing),
    )


def approved(writing: Writing, *, role: str = "") -> Signature:
    """Return the place of a signature: the post that acts now approved this in the application."""
    return Signature(
        post=writing.by.title,
        place=writing.agency.government.seat,
        date=long_date(writing.today),
        role=role,
        approval=approval_now(writing),
    )


def approval_now(writing: Writing) -> str:
    """Return the sentence of the approval that is given now; a preview says that it was not given."""
    if writing.draft:
        return f"Belum disetujui oleh {writing.by.title}"
    return approval_sentence(writing.by.title, writing.moment(writing.work.at))


def approved_before(writing: Writing, visit: Visit, *, role: str = "") -> Signature | None:
    """Return the approval of an earlier step, or None while it has not ended."""
    if visit.ended_by is None or visit.ended_at is None:
        return None
    title = writing.post_title(visit.ended_by, visit.ended_at)
    return Signature(post=title, role=role, approval=approval_sentence(title, writing.moment(visit.ended_at)))


def printed_day(day: date, *, weekday: bool = False) -> str:
    """Return a day as papers write it; dots where a preview has none yet."""
    if day == date.min:
        return BLANK
    return f"{weekday_name(day)}, {long_date(day)}" if weekday else long_date(day)


def printed_clock(clock: time, zone: Zone) -> str:
    return f"{clock:%H.%M} {zone} s.d. selesai"


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of what was typed, without the marks that people put before them; dots for nothing."""
    found = tuple(line.strip().lstrip("-•*").strip() for line in text.splitlines() if line.strip())
    return found or (BLANK,)


class Named(NamedTuple):
    """What one paper says of another."""

    title: str
    number: str
    frozen_at: datetime
    content_hash: str


def named(papers: QuerySet[Paper]) -> list[Named]:
    """Return what to say of these papers, in their order."""
    return [Named(*row) for row in papers.values_list(*Named._fields)]


def last_named(papers: QuerySet[Paper]) -> Named | None:
    """Return what to say of the paper made last, or None where there is none."""
    found = named(papers.order_by("-pk")[:1])
    return found[0] if found else None


def paper_before(writing: Writing) -> Named | None:
    """Return the paper that this one replaces: the last of the same name and unit in the case."""
    if writing.entry is not None and writing.replaced is None:
        return None
    papers = Paper.objects.filter(case=writing.case, entry__name=writing.name, entry__unit=writing.unit)
    return last_named(papers.exclude(entry=writing.entry) if writing.entry is not None else papers)


def replaced(writing: Writing) -> str:
    """Return which paper this one replaces and why, or nothing for the first of its name."""
    before = paper_before(writing)
    if before is None:
        return ""
    said = f"Menggantikan {before.number} tanggal {long_date(writing.day_of(before.frozen_at))}"
    back = Visit.objects.filter(case=writing.case, answer=Answer.NO, ended_at__gte=before.frozen_at)
    decided = back.select_related("ended_by").order_by("-ended_at", "-pk").first()
    if decided is None:
        return f"{said}."
    reason = str(decided.entry.get("reason") or "").strip().rstrip(".")
    title = writing.post_title(decided.ended_by, decided.ended_at)
    return f"{said}, sesudah dikembalikan oleh {title} pada langkah {decided.step}: {reason}."


def returns_of(writing: Writing) -> list[Visit]:
    """Return the visits of this case that answered "tidak", in the order in which they did."""
    found = Visit.objects.filter(case=writing.case, answer=Answer.NO)
    keys = list(found.values_list("pk", flat=True))  # few cases are ever returned
    back = found.filter(pk__in=keys).select_related("ended_by") if keys else ()
    return sorted(back, key=lambda visit: (visit.ended_at, visit.pk))


def visits_with(writing: Writing, act: str) -> list[Visit]:
    """Return the ended visits of the steps with this act, oldest first."""
    steps = [step.no for step in writing.case.spec.steps if step.act == act]
    if not steps:
        return []
    found = Visit.objects.filter(case=writing.case, step__in=steps, ended_at__isnull=False)
    return sorted(found.select_related("ended_by", "handed_by"), key=lambda visit: (visit.ended_at, visit.pk))


def last_of(writing: Writing, act: str) -> Visit | None:
    """Return the last ended visit of the steps with this act, or None."""
    found = visits_with(writing, act)
    return found[-1] if found else None


def handed_by(writing: Writing, visit: Visit | None = None, *, role: str) -> Signature | None:
    """Return the approval of who handed over what is being received (or was, at an earlier visit), or None."""
    visit = visit or writing.work.visit
    if visit.handed_by is None or visit.handed_at is None:
        return None
    title = writing.post_title(visit.handed_by, visit.handed_at)
    return Signature(post=title, role=role, approval=approval_sentence(title, writing.moment(visit.handed_at)))


def initialled(writing: Writing) -> tuple[Signature, ...]:
    """Return the paraf of who compiled the figures and of who handed the paper to the head, as far as given."""
    head = head_of_agency(writing.agency.pk).pk
    lanes = lanes_for(writing.case, writing.work.at)
    compiled = last_of(writing, "rekap")
    found = [approved_before(writing, compiled, role="Paraf penyusun")] if compiled else []
    handing = [step.no for step in writing.case.spec.steps if step.act == "sampaikan" and head in lanes.of(*step.to)]
    sent = Visit.objects.filter(case=writing.case, step__in=handing, handed_at__isnull=False).order_by("-handed_at")
    last = sent.exclude(answer=Answer.NO).select_related("handed_by").first()
    if last is not None:
        found.append(handed_by(writing, last, role="Paraf pengirim"))
    return tuple(one for one in found if one is not None)


def cited(writing: Writing, *kinds: str) -> tuple[str, ...]:
    """Return the current papers of these kinds as other papers cite them, in the order in which they were made."""
    return tuple(citation(writing, paper) for paper in current_papers(writing, *kinds))


def current_papers(writing: Writing, *kinds: str) -> list[Named]:
    """Return the current papers of these kinds in the case, without the one being written, in the order of making."""
    own = writing.entry.pk if writing.entry is not None else None
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [writing.case.pk, list(kinds), own])
        return [Named(*row) for row in cursor.fetchall()]


_CURRENT = """
    SELECT paper.title, paper.number, paper.frozen_at, paper.content_hash
    FROM documents_paper paper JOIN sop_folderentry entry ON entry.id = paper.entry_id
    WHERE paper.case_id = %s AND paper.kind = ANY(%s) AND entry.superseded_at IS NULL AND entry.id IS DISTINCT FROM %s
    ORDER BY paper.id
"""


def original_of(writing: Writing, entry_id: int, kind: str) -> Named | None:
    """Return the paper of another procedure in the same period that a folder entry refers to, as it was then."""
    papers = Paper.objects.filter(
        agency=writing.agency, case__period=writing.case.period, kind=kind, entry__lt=entry_id
    )
    return last_named(papers.exclude(case=writing.case))


def citation(writing: Writing, paper: Named) -> str:
    return f"{paper.title} nomor {paper.number} tanggal {long_date(writing.day_of(paper.frozen_at))}"


def source_note(writing: Writing) -> str:
    """Return what stands in the footer of every page where anything at hand was made up, or taken from elsewhere."""
    return once(("note", writing.agency.pk, writing.period), lambda: _source_note(writing))


# Whether anything of the agency or the period was made up, and who is to be credited.
_SOURCES = """
    SELECT EXISTS (SELECT FROM people_unit WHERE agency_id = %(agency)s AND is_example)
        OR EXISTS (SELECT FROM planning_card WHERE agency_id = %(agency)s AND validity @> %(on)s::date AND is_example)
        OR EXISTS (
            SELECT FROM planning_target
            WHERE agency_id = %(agency)s AND period IN (%(period)s, %(year)s) AND is_example)
        OR EXISTS (
            SELECT FROM performance_figure figure JOIN performance_cycle cycle ON cycle.id = figure.cycle_id
            WHERE cycle.agency_id = %(agency)s AND cycle.period = %(period)s AND figure.is_example),
        ARRAY (
            SELECT DISTINCT credit FROM planning_card
            WHERE agency_id = %(agency)s AND validity @> %(on)s::date AND credit <> '')
"""


def _source_note(writing: Writing) -> str:
    period = writing.period
    asked: dict[str, Any] = {
        "agency": writing.agency.pk,
        "on": period.last_day,
        "period": period.key,
        "year": str(period.year),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, asked)
        made_up, named = cursor.fetchone()
    parts = []
    if writing.agency.is_example or made_up:
        parts.append("Data bertanda (contoh) dibuat untuk peragaan.")
    if named:
        parts.append(f"Indikator, satuan, target tahunan, dan pagu: {'; '.join(sorted(named))} (lihat SOURCES).")
    return " ".join(parts)


def with_mark(text: str, is_example: bool) -> str:
    """Return the text, marked where it was made up for the demo; never twice."""
    return f"{text}{EXAMPLE}" if is_example and not text.endswith(EXAMPLE.strip()) else text
