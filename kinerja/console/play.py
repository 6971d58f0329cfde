"""The demo's play: a door like any other. It calls the operations that the screens call, each at its played moment.

Nothing here writes by itself. What is typed when stands in the demo's files; this module only turns codes into keys,
puts everything into the order of time and says how far it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from kinerja.console.demo_data import Demo, PlayedCase, PlayedFigure, PlayedHardCopy, PlayedInitial, PlayedStep
from kinerja.console.play_analysis import analysis_deeds
from kinerja.core.calendar import Period, long_date
from kinerja.core.procedure import PERFORMANCE_FORM
from kinerja.documents.content.paper import KeyValues, Letterhead, Note, Paper, Paragraph
from kinerja.documents.render.pdf import render
from kinerja.people.acting import Acting, System, roles_of
from kinerja.people.models import Agency, Message, Post, Unit, User
from kinerja.people.operations import acknowledge, found_agency
from kinerja.performance.models import Evidence, Figure, Sheet
from kinerja.performance.operations import Typed, add_evidence, save_sheet, submit_sheet
from kinerja.planning.models import ShelfDocument
from kinerja.planning.operations import lay_down_plan, put_on_shelf
from kinerja.planning.queries import letter_label
from kinerja.sop.enactment import put_in_force
from kinerja.sop.models import Case, FolderEntry, MeetingTask, Procedure, Visit
from kinerja.sop.operations import (
    complete_step,
    finish_meeting_task,
    give_initial,
    note_hard_copy,
    receive_step,
    start_case,
    take_up,
)

MORNING = time(8, 15)
EVERY = 12  # events between two sentences of progress


def play(demo: Demo, *, say: Callable[[str], None]) -> Agency:
    """Found the agency and play everything that the demo's files tell, in the order of time. `say` hears progress.

    Needs a database that does not know the agency yet. Raises audit.log.Refused where a file asks for what the product
    does not allow.
    """
    say(f"Mendaftarkan {demo.agency.agency['name']}, prosedur, dan rencana contoh ...")
    agency = _found(demo)
    player = _Player(demo, agency)
    events = sorted(player.events(), key=lambda event: event.at)
    for done, event in enumerate(events):
        if done % EVERY == 0:
            say(f"Memutar {long_date(event.at)}: {done} dari {len(events)} kejadian ...")
        event.do(event.at)
    say(f"Selesai diputar: {len(events)} kejadian.")
    return agency


def _found(demo: Demo) -> Agency:
    first = datetime(demo.year, 1, 2, tzinfo=demo.zone.tzinfo).replace(hour=8)
    since = first.date()
    agency = found_agency(description=demo.agency, since=since, by=System(0), at=first)
    for text in demo.procedures.values():
        put_in_force(agency_id=agency.pk, text=text, since=since, by=System(agency.pk), at=first)
    lay_down_plan(agency=agency, year=demo.year, plan=demo.plan, since=since, by=System(agency.pk), at=first)
    return agency


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that somebody did at a moment."""

    at: datetime
    do: Callable[[datetime], None]


@dataclass(slots=True)
class _Player:
    """Turns the demo's codes into keys and its rows into events."""

    demo: Demo
    agency: Agency
    posts: dict[str, Post] = field(init=False)
    units: dict[str, Unit] = field(init=False)
    holders: dict[str, Acting] = field(init=False)

    def __post_init__(self) -> None:
        self.posts = {post.code: post for post in Post.objects.filter(agency=self.agency)}
        self.units = {unit.code: unit for unit in Unit.objects.filter(agency=self.agency)}
        on = self.demo.clock.date()
        users = User.objects.filter(appointment__agency=self.agency).distinct()
        self.holders = {role.post.code: role for user in users for role in roles_of(user, on)}

    def events(self) -> list[_Event]:
        """Return everything that happens after the founding, in the order of the files."""
        found = [self._shelved(document) for document in self.demo.shelf]
        for case in self.demo.cases:
            found.append(_Event(case.started_at, self._starts(case)))
            for step in case.steps:
                found += self._visit(case, step)
            found += [_Event(one.at, self._initials(case, one)) for one in case.initials]
            found += [_Event(one.at, self._shelves(case, one)) for one in case.hard_copies]
        beside = analysis_deeds(self.demo.beside, agency=self.agency, holders=self.holders, page=self._example)
        return found + [_Event(at, do) for at, do in beside]

    def _shelved(self, document: Mapping[str, Any]) -> _Event:
        def put(at: datetime) -> None:
            values = {key: value for key, value in document.items() if key != "contoh"}
            pairs = [("Nomor", values["number"]), ("Tanggal", long_date(values["dated_on"]))]
            if "sender" in values:
                pairs.append(("Dari", values["sender"]))
            pairs.append(("Tempat simpan", values["place"]))
            text = "Halaman pengganti naskah aslinya, dibuat untuk peragaan."
            file = (f"{values['name']} (contoh).pdf".replace("/", "-"), self._example(values["name"], pairs, text, at))
            put_on_shelf(
                agency=self.agency,
                document={**values, "is_example": document["contoh"]},
                file=file,
                by=self.holders[self.demo.archivist],
                at=at,
            )

        return _Event(datetime.combine(document["since"], MORNING, self.demo.zone.tzinfo), put)

    def _starts(self, played: PlayedCase) -> Callable[[datetime], None]:
        def start(at: datetime) -> None:
            trigger = played.trigger or letter_label(
                ShelfDocument.objects.get(agency=self.agency, number=played.letter)
            )
            procedure = Procedure.objects.get(
                agency=self.agency, code=played.procedure, validity__contains=played.started_at.date()
            )
            start_case(
                procedure_id=procedure.pk,
                period=Period.parse(played.period),
                trigger=trigger,
                by=self.holders[played.by],
                at=at,
            )

        return start

    def _initials(self, case: PlayedCase, paraf: PlayedInitial) -> Callable[[datetime], None]:
        def give(at: datetime) -> None:
            order = Visit.objects.filter(case=self._case(case), step=1, ended_at__isnull=False).latest("number")
            give_initial(visit_id=order.pk, instruction=paraf.instruction, by=self.holders[paraf.by], at=at)

        return give

    def _shelves(self, case: PlayedCase, copy: PlayedHardCopy) -> Callable[[datetime], None]:
        def note(at: datetime) -> None:
            papers = FolderEntry.objects.filter(case=self._case(case), superseded_at__isnull=True)
            note_hard_copy(entry_id=papers.get(name=copy.paper).pk, place=copy.place, by=self.holders[copy.by], at=at)

        return note

    def _visit(self, case: PlayedCase, step: PlayedStep) -> list[_Event]:
        def take(at: datetime) -> None:
            visit = self._open(case, step)
            take_up(visit_id=visit.pk, seen=visit.version, by=self.holders[step.helper or step.by], at=at)

        found = [_Event(step.taken_at, take)]
        if step.saved_at is not None:
            found.append(_Event(step.saved_at, lambda at: self._fill(case, step, at)))
        if step.ended_at is not None:
            found.append(_Event(step.ended_at, lambda at: self._end(case, step, at)))
        if step.answered_at is not None:
            found.append(_Event(step.answered_at, lambda at: self._answer(case, step, at)))
        for row in step.entry.get("decisions", ()):
            if "selesai" in row:
                found.append(self._ticks_off(case, row))
        return found

    def _end(self, case: PlayedCase, step: PlayedStep, at: datetime) -> None:
        by, visit = self.holders[step.by], self._open(case, step)
        if visit.rule.act == "isi" and visit.rule.form == PERFORMANCE_FORM:
            sheet = self._sheet(case, step)
            submit_sheet(sheet_id=sheet.pk, seen=sheet.version, typed={}, by=by, at=at)
            return
        complete_step(visit_id=visit.pk, seen=visit.version, entry=self._keys(step.entry), by=by, at=at)
        if visit.case.spec.last_step == step.no:
            self._everyone_reads(at)

    def _answer(self, case: PlayedCase, step: PlayedStep, at: datetime) -> None:
        visit = self._open(case, step)
        receive_step(
            visit_id=visit.pk, seen=visit.version, entry=self._keys(step.reply), by=self.holders[step.receiver], at=at
        )

    def _fill(self, case: PlayedCase, step: PlayedStep, at: datetime) -> None:
        """Save what a unit typed, then attach its evidence, as the sheet's page does."""
        by, sheet = self.holders[step.helper], self._sheet(case, step)
        figures = {
            figure.indicator.code: figure for figure in Figure.objects.filter(sheet=sheet).select_related("indicator")
        }
        save_sheet(
            sheet_id=sheet.pk,
            seen=sheet.version,
            typed={figures[row.indicator].pk: _typed(row) for row in step.figures},
            by=by,
            at=at,
        )
        for row in step.figures:
            if row.evidence:
                self._prove(figures[row.indicator], row, by, at)

    def _prove(self, figure: Figure, row: PlayedFigure, by: Acting, at: datetime) -> None:
        before = Evidence.objects.filter(figure=figure, replaced_at__isnull=True).first()
        title = row.evidence.removesuffix(".pdf").removesuffix(" (contoh)")
        pairs = [("Unit kerja", by.post.unit.name), ("Tanggal berkas", long_date(at))]
        add_evidence(
            figure_id=figure.pk,
            filename=row.evidence,
            data=self._example(title, pairs, row.evidence_says, at),
            replaces=before.pk if before and row.replaces_because else None,
            reason=row.replaces_because,
            by=by,
            at=at,
        )

    def _example(self, title: str, pairs: list[tuple[str, str]], text: str, at: datetime) -> bytes:
        """Return a page that says of itself that it is made up."""
        told = self.demo.agency
        paper = Paper(
            kind="contoh",
            title=title,
            number="",
            letterhead=Letterhead(
                government=told.government["name"], agency=told.agency["name"], address=told.agency["address"]
            ),
            date=long_date(at),
            orientation="portrait",
            blocks=(KeyValues(tuple(pairs)), Paragraph(text), Note("Contoh: berkas ini dibuat untuk peragaan.")),
            source_note="Contoh: dibuat untuk peragaan, bukan dokumen resmi.",
        )
        return render(paper, preview=False, hash="", at=at)

    def _ticks_off(self, case: PlayedCase, row: Mapping[str, Any]) -> _Event:
        def finish(at: datetime) -> None:
            task = MeetingTask.objects.get(case=self._case(case), text=row["text"], done_at__isnull=True)
            finish_meeting_task(task_id=task.pk, by=self.holders[row["owner"]], at=at)

        return _Event(datetime.fromisoformat(row["selesai"]), finish)

    def _everyone_reads(self, at: datetime) -> None:
        """Once a case is archived nobody needs its messages any more: each post has read its own."""
        unread: dict[int, list[int]] = {}
        for key, post_id in Message.objects.filter(agency=self.agency, read_at__isnull=True).values_list("pk", "post"):
            unread.setdefault(post_id, []).append(key)
        for by in self.holders.values():
            if by.post.pk in unread:
                acknowledge(message_ids=unread[by.post.pk], by=by, at=at)

    def _keys(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return an entry with keys in place of the codes of posts and units, as the page's form sends it."""
        told = dict(entry)
        for name in ("attendees", "invited"):
            if name in told:
                told[name] = [str(self.posts[code].pk) for code in told[name]]
        if "decisions" in told:
            told["decisions"] = [
                {**{key: row[key] for key in ("text", "due_on")}, "owner": str(self.posts[row["owner"]].pk)}
                for row in told["decisions"]
            ]
        if "actions" in told:
            told["actions"] = [{**row, "owner": str(self.posts[row["owner"]].pk)} for row in told["actions"]]
        if "units" in told:
            told["units"] = [self.units[code].pk for code in told["units"]]
        return told

    def _case(self, played: PlayedCase) -> Case:
        return Case.objects.select_related("procedure").get(
            agency=self.agency, code=played.procedure, period=played.period
        )

    def _open(self, case: PlayedCase, step: PlayedStep) -> Visit:
        """Return the visit that the file means. Raises Visit.DoesNotExist where the file and the procedure disagree."""
        return Visit.objects.select_related("case__procedure").get(
            case=self._case(case),
            step=step.no,
            number=step.visit,
            unit=self.units[step.unit] if step.unit else None,
            ended_at__isnull=True,
        )

    def _sheet(self, case: PlayedCase, step: PlayedStep) -> Sheet:
        return Sheet.objects.get(cycle__agency=self.agency, cycle__period=case.period, unit=self.units[step.unit])


def _typed(row: PlayedFigure) -> Typed:
    return Typed(
        text=row.text,
        unavailable=bool(row.reason),
        reason=row.reason,
        expected_on=row.expected_on.isoformat() if row.expected_on else "",
        remark=row.remark,
    )
