"""The ground of the forms of acts: what was typed goes to the operation untouched, what it refuses comes back.

The fields of a form have the names that the readers of `performance.acts.entries` know, rows as `decisions-0-text`.
Nothing is checked here: the operation says every fault at once, and `refused` puts each beside its field.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from kinerja.core.calendar import Calendar, working_day_after
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.queries import calendar_of, day_at
from kinerja.sop.models import Case, Visit
from kinerja.web.parts import Problem, problems_of

ROW_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that a form repeats: their name in the entry, what they are called, a field per column.

    With `heads` there is exactly one row for each of them, in this order.
    """

    name: str
    legend: str
    hint: str
    columns: Mapping[str, Callable[[], forms.Field]]
    blanks: int = 2
    title: str = ""  # the column whose value heads the row
    heads: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as the page shows it: its heading, its cells."""

    title: str
    cells: tuple[forms.BoundField, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a form: one field, or a group of rows."""

    field: forms.BoundField | None = None
    legend: str = ""
    hint: str = ""
    rows: tuple[ShownRow, ...] = ()


class ActForm(forms.Form):
    """What the performer of a step fills in. A form of an act names its fields, its rows and what it suggests."""

    use_required_attribute = False
    repeated: Sequence[Rows] = ()

    def __init__(self, data: QueryDict | None = None, *, visit: Visit, by: Acting, at: datetime) -> None:
        self.visit, self.case, self.by, self.at = visit, visit.case, by, at
        self.working_calendar: Calendar = calendar_of(visit.case.agency)
        self.today: date = day_at(visit.case.agency, at)
        self.start: dict[str, Any] = {} if data is not None else self.beginning()
        self._sent = data if data is not None else QueryDict()
        super().__init__(data=data, initial=self._flat(self.start))
        self._errors = ErrorDict()
        self.prepare()
        for group in self.repeated:
            for place in range(self._count(group)):
                for column, make in group.columns.items():
                    self.fields[f"{group.name}-{place}-{column}"] = make()

    def prepare(self) -> None:
        """Fill in choices that depend on the case."""

    def beginning(self) -> dict[str, Any]:
        """Return what the form begins with: what is proposed, and over it what was typed before."""
        return {**self.suggested(), **self.visit.entry}

    def suggested(self) -> dict[str, Any]:
        """Return the entry that an official most likely wants, so that little is left to type."""
        return {}

    @property
    def parts(self) -> list[Part]:
        """The form in its order: the fields, then each group of rows."""
        repeated = tuple(f"{group.name}-" for group in self.repeated)
        shown = [Part(field=self[name]) for name in self.fields if not name.startswith(repeated) or not repeated]
        for group in self.repeated:
            rows = tuple(self._row(group, place) for place in range(self._count(group)))
            shown.append(Part(legend=group.legend, hint=group.hint, rows=rows))
        return shown

    def _row(self, group: Rows, place: int) -> ShownRow:
        cells = tuple(self[f"{group.name}-{place}-{column}"] for column in group.columns)
        if group.heads:
            return ShownRow(group.heads[place], cells)
        title = str(self[f"{group.name}-{place}-{group.title}"].value() or "") if group.title else f"Baris {place + 1}"
        return ShownRow(title, cells)

    def entry(self) -> dict[str, Any]:
        """Return what was typed, as plain values; for a form nobody sent, what it starts with."""
        if not self.is_bound:
            return self.start
        repeated = tuple(f"{group.name}-" for group in self.repeated)
        typed: dict[str, Any] = {}
        for name, one in self.fields.items():
            if repeated and name.startswith(repeated):
                continue
            if isinstance(one, forms.MultipleChoiceField):
                typed[name] = self._sent.getlist(name)
            else:
                typed[name] = self._sent.get(name, "").replace("\r\n", "\n")
        for group in self.repeated:
            typed[group.name] = self._rows(group)
        return typed

    def refused(self, sentence: str, fields: Mapping[str, str]) -> list[Problem]:
        """Put each sentence beside its field and return the error summary."""
        for name, said in fields.items():
            if name in self.fields:
                self._errors[name] = self.error_class([said], renderer=self.renderer)
        return problems_of(fields, whole=sentence, known=self.fields)

    def full_clean(self) -> None:
        """Check nothing: see the module."""
        self.cleaned_data: dict[str, Any] = {}

    def _rows(self, group: Rows) -> list[dict[str, str]]:
        rows = [
            {column: self._sent.get(f"{group.name}-{place}-{column}", "") for column in group.columns}
            for place in range(self._count(group))
        ]
        while rows and not any(value.strip() for value in rows[-1].values()):
            rows.pop()
        return rows

    def _count(self, group: Rows) -> int:
        """Return how many rows are shown: those typed or begun with, and some blank ones."""
        if group.heads:
            return len(group.heads)
        if not self.is_bound:
            return min(len(self.start.get(group.name) or ()) + group.blanks, ROW_LIMIT)
        pattern = re.compile(rf"{re.escape(group.name)}-([0-9]{{1,3}})-")
        places = [int(match[1]) for name in self._sent if (match := pattern.match(name))]
        return min(max(places, default=0) + 1, ROW_LIMIT)  # one at least: a fault needs its field

    def _flat(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        flat = {name: value for name, value in entry.items() if not isinstance(value, dict)}
        for group in self.repeated:
            for place, row in enumerate(entry.get(group.name) or ()):
                flat |= {f"{group.name}-{place}-{column}": value for column, value in row.items()}
        return flat

    def said_before(self, act: str) -> Mapping[str, Any]:
        """Return what was typed in the last step of this case that did an act, or nothing."""
        steps = [step.no for step in self.case.spec.steps if act in step.acts]
        done = Visit.objects.filter(case=self.case, step__in=steps, ended_at__isnull=False)
        last = done.order_by("-ended_at", "-pk").first()
        return last.entry if last is not None else {}

    def spec_name(self) -> str:
        """Return the procedure and its period in running text: "Pengumpulan Data Kinerja Triwulan I 2024"."""
        return f"{self.case.spec.name} {self.case.calendar_period.label}"


class DayInput(forms.DateInput):
    """A day picked from the browser's calendar; sent and shown as an ISO text."""

    input_type = "date"

    def format_value(self, value: Any) -> str:
        return str(value or "")


class MomentInput(forms.DateTimeInput):
    """A day and an hour in the agency's clock."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> str:
        return str(value or "")[:16]


class ClockInput(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def format_value(self, value: Any) -> str:
        return str(value or "")[:5]


def line(label: str, hint: str = "", *, required: bool = True, limit: int = 300) -> forms.CharField:
    """Return a field for one line of text of at most `limit` letters."""
    return forms.CharField(label=label, help_text=hint, required=required, max_length=limit)


def lines(label: str, hint: str = "", *, required: bool = True, rows: int = 4, limit: int = 2000) -> forms.CharField:
    """Return a field for several lines of text, of at most `limit` letters together."""
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=limit, widget=forms.Textarea({"rows": rows})
    )


def day(label: str, hint: str = "", *, required: bool = True) -> forms.CharField:
    """Return a field for a day."""
    return forms.CharField(label=label, help_text=hint, required=required, widget=DayInput())


@dataclass(frozen=True, slots=True)
class Planned:
    """A step to come with the days on which it is likely to be done."""

    no: int
    text: str
    lane: str
    start_on: date
    end_on: date


def schedule(case: Case, *, after: int, start: date, calendar: Calendar) -> list[Planned]:
    """Return the steps after one, each from the day before it ends to its own deadline, on working days.

    A step in minutes is given until the next working day, as the engine does.
    """
    planned = []
    begins = start if calendar.is_working_day(start) else working_day_after(start, 1, calendar)
    for step in case.spec.steps[after:]:
        days = step.time.amount if step.time.unit == "hari" else 1
        ends = working_day_after(begins, days, calendar)
        planned.append(Planned(step.no, step.text, step.performer, begins, ends))
        begins = ends
    return planned


def closing_time(start: date, days: int, calendar: Calendar) -> datetime:
    """Return the end of office hours on the n-th working day after a day, in the agency's clock."""
    last = working_day_after(start, days, calendar)
    return datetime.combine(last, calendar.hours(last).windows[-1][1], calendar.zone.tzinfo)


def default_return(today: date, calendar: Calendar) -> str:
    """Return the new due time that is proposed for a return, as its field shows it: the day after tomorrow's close."""
    return closing_time(today, 2, calendar).strftime("%Y-%m-%dT%H:%M")


def post_choices(agency_id: int) -> list[tuple[str, str]]:
    """Return the posts of an agency to choose from, by rank."""
    posts = Post.objects.filter(agency_id=agency_id).order_by("position", "pk")
    return [(str(pk), title) for pk, title in posts.values_list("pk", "title")]


def with_zone(text: str, calendar: Calendar) -> str:
    """Return a moment typed in the agency's clock as an ISO text with its zone; what is unreadable stays as it is."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (typed if typed.tzinfo else typed.replace(tzinfo=calendar.zone.tzinfo)).isoformat()
