"""Periods, working time and dates as officials write them.

Periods are the four of the field: bulan, triwulan, semester, tahun. Working time is counted on an agency's calendar
(`Calendar`): its zone, its office hours, its hours in Ramadan, its holidays and joint leave. The clock is never asked:
every moment comes in as an argument and must know its time zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Literal

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ROMAN = ("I", "II", "III", "IV")

TimeUnit = Literal["menit", "hari"]


class PeriodKind(StrEnum):
    """The kinds of period for which performance is collected and measured."""

    MONTH = "bulan"
    QUARTER = "triwulan"
    SEMESTER = "semester"
    YEAR = "tahun"

    @property
    def per_year(self) -> int:
        """How many periods of this kind one year holds."""
        return {"bulan": 12, "triwulan": 4, "semester": 2, "tahun": 1}[self.value]


_PERIOD_KEY = re.compile(r"([0-9]{4})(?:-(b|tw|s)([0-9]{1,2}))?")
_KIND_OF_MARK = {"b": PeriodKind.MONTH, "tw": PeriodKind.QUARTER, "s": PeriodKind.SEMESTER, None: PeriodKind.YEAR}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One bulan, triwulan, semester or tahun; periods of one kind sort by time.

    `number` counts from 1 within the year. Raises ValueError, with a sentence, if there is no such period.
    """

    year: int
    kind: PeriodKind
    number: int

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 9999:
            raise ValueError(f"Tahun {self.year} tidak dikenal. Tulis tahun dengan empat angka.")
        if not 1 <= self.number <= self.kind.per_year:
            raise ValueError(
                f"Tidak ada {self.kind} ke-{self.number} dalam satu tahun. Pilih 1 sampai {self.kind.per_year}."
            )

    @classmethod
    def parse(cls, key: str) -> Period:
        """Return the period of a key such as "2024-tw1", "2024-b03", "2024-s1" or "2024".

        Raises ValueError, with a sentence, if the text is no key; only the very form that `key` writes is read, so
        that one period has one address.
        """
        match = _PERIOD_KEY.fullmatch(key)
        if match:
            year, mark, number = match.groups()
            period = cls(int(year), _KIND_OF_MARK[mark], int(number or 1))
            if period.key == key:
                return period
        raise ValueError(
            f'Periode "{key}" tidak dikenal. Tulis misalnya 2024-tw1 (triwulan), 2024-b03 (bulan), '
            "2024-s1 (semester), atau 2024 (tahun)."
        )

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        """Return the period of this kind in which the day lies."""
        return cls(day.year, kind, (day.month - 1) * kind.per_year // 12 + 1)

    @property
    def key(self) -> str:
        """The short name for addresses and files: "2024-tw1", "2024-b03", "2024-s1", "2024"."""
        return {
            PeriodKind.MONTH: f"{self.year}-b{self.number:02d}",
            PeriodKind.QUARTER: f"{self.year}-tw{self.number}",
            PeriodKind.SEMESTER: f"{self.year}-s{self.number}",
            PeriodKind.YEAR: f"{self.year}",
        }[self.kind]

    @property
    def label(self) -> str:
        """The name that people read: "Triwulan I 2024", "Maret 2024", "Semester I 2024", "Tahun 2024"."""
        if self.kind is PeriodKind.MONTH:
            return f"{MONTHS[self.number - 1]} {self.year}"
        if self.kind is PeriodKind.YEAR:
            return f"Tahun {self.year}"
        return f"{self.kind.capitalize()} {ROMAN[self.number - 1]} {self.year}"

    @property
    def _last_month(self) -> int:
        return self.number * (12 // self.kind.per_year)

    @property
    def first_day(self) -> date:
        return date(self.year, self._last_month - 12 // self.kind.per_year + 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self._last_month, monthrange(self.year, self._last_month)[1])

    @property
    def months(self) -> tuple[Period, ...]:
        """The months of this period, each as a period, from first to last."""
        first = self.first_day.month
        return tuple(Period(self.year, PeriodKind.MONTH, month) for month in range(first, self._last_month + 1))

    @property
    def year_period(self) -> Period:
        return Period(self.year, PeriodKind.YEAR, 1)

    @property
    def is_last_of_year(self) -> bool:
        return self.number == self.kind.per_year

    def next(self) -> Period:
        if self.is_last_of_year:
            return Period(self.year + 1, self.kind, 1)
        return Period(self.year, self.kind, self.number + 1)

    def previous(self) -> Period:
        if self.number == 1:
            return Period(self.year - 1, self.kind, self.kind.per_year)
        return Period(self.year, self.kind, self.number - 1)

    def within(self, other: Period) -> bool:
        """Whether every day of this period lies in the other; a period lies within itself."""
        return other.first_day <= self.first_day and self.last_day <= other.last_day

    def up_to(self) -> tuple[Period, ...]:
        """Return the periods of the same kind from the first of the year up to and including this one."""
        return tuple(Period(self.year, self.kind, number) for number in range(1, self.number + 1))

    def __str__(self) -> str:
        return self.label


class Zone(StrEnum):
    """The three time zones of Indonesia; none of them changes its clocks in summer."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def tzinfo(self) -> timezone:
        return timezone(timedelta(hours={"WIB": 7, "WITA": 8, "WIT": 9}[self.value]), self.value)


@dataclass(frozen=True)
class Hours:
    """The working hours of one day: windows of local time without the breaks; no window means no work.

    Raises ValueError if a window is empty, overlaps another, stands out of order or does not begin and end on a
    whole minute.
    """

    windows: tuple[tuple[time, time], ...] = ()

    def __post_init__(self) -> None:
        edges = [edge for window in self.windows for edge in window]
        if any(edge.tzinfo or edge.second or edge.microsecond for edge in edges):
            raise ValueError("Jam kerja ditulis dalam jam dan menit waktu setempat, misalnya 07.30. Perbaiki jamnya.")
        if any(begins >= ends for begins, ends in self.windows) or edges != sorted(edges):
            raise ValueError("Jam kerja harus urut dan tidak bertumpuk. Perbaiki jam mulai atau jam selesainya.")

    @property
    def minutes(self) -> int:
        """The minutes of work of this day, breaks left out."""
        return sum(_minute_of(ends) - _minute_of(begins) for begins, ends in self.windows)


@dataclass(frozen=True)
class Calendar:
    """When an agency works.

    `week` and `ramadan_week` are seven days from Monday; `ramadan` holds first and last days (both included);
    `days_off` maps holidays and joint leave to their reason. Days off win over Ramadan, Ramadan over the week.
    Raises ValueError if a week has not seven days, no day of the week has work, or a Ramadan ends before it begins.
    """

    zone: Zone
    week: tuple[Hours, ...]
    ramadan: tuple[tuple[date, date], ...]
    ramadan_week: tuple[Hours, ...]
    days_off: Mapping[date, str]

    def __post_init__(self) -> None:
        if len(self.week) != 7 or len(self.ramadan_week) != 7:
            raise ValueError("Jam kerja harus diisi untuk tujuh hari, Senin sampai Minggu. Lengkapi harinya.")
        if not any(hours.windows for hours in self.week):
            raise ValueError("Kalender ini tidak mempunyai hari kerja. Isi jam kerja paling sedikit satu hari.")
        if any(last < first for first, last in self.ramadan):
            raise ValueError("Hari terakhir Ramadan mendahului hari pertamanya. Perbaiki tanggalnya.")

    @property
    def ordinary_day_minutes(self) -> int:
        """Net minutes of the ordinary working day: the week's minutes over its working days, rounded down (450)."""
        worked = [hours.minutes for hours in self.week if hours.windows]
        return sum(worked) // len(worked)

    def hours(self, day: date) -> Hours:
        """Return the working hours of a day; without windows where nobody works."""
        if day in self.days_off:
            return Hours()
        fasting = any(first <= day <= last for first, last in self.ramadan)
        return (self.ramadan_week if fasting else self.week)[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours(day).windows)

    def why_off(self, day: date) -> str:
        """Return why nobody works on this day: the holiday's name or the day of the week; "" on a working day."""
        if self.is_working_day(day):
            return ""
        return self.days_off.get(day) or f"hari {weekday_name(day)}"


def _windows(*clock: str) -> Hours:
    times = [time.fromisoformat(text) for text in clock]
    return Hours(tuple(zip(times[::2], times[1::2], strict=True)))


# Perpres 21/2023 Pasal 4: 37.5 hours a week from 07.30 with a break of 60 minutes (Friday 90); in Ramadan 32.5 hours
# from 08.00 with a break of 30 minutes (Friday 60).
_FREE = Hours()
_ORDINARY, _FRIDAY = _windows("07:30", "12:00", "13:00", "16:00"), _windows("07:30", "11:30", "13:00", "16:30")
_FASTING, _FASTING_FRIDAY = _windows("08:00", "12:00", "12:30", "15:00"), _windows("08:00", "11:30", "12:30", "15:30")
OFFICE_WEEK = (_ORDINARY, _ORDINARY, _ORDINARY, _ORDINARY, _FRIDAY, _FREE, _FREE)
RAMADAN_WEEK = (_FASTING, _FASTING, _FASTING, _FASTING, _FASTING_FRIDAY, _FREE, _FREE)
OFFICE = Calendar(Zone.WIB, OFFICE_WEEK, (), RAMADAN_WEEK, {})


def working_minutes(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Return the minutes of working time between two moments, whole minutes rounded down.

    >>> friday = datetime(2024, 7, 5, 15, 0, tzinfo=Zone.WIB.tzinfo)
    >>> monday = datetime(2024, 7, 8, 8, 0, tzinfo=Zone.WIB.tzinfo)
    >>> working_minutes(friday, monday, OFFICE)     # Friday 07.30-16.30, breaks excluded
    120

    Days off come from `calendar`; the clock is never asked. Raises ValueError if `end` is before `start` or if a
    moment does not know its zone.
    Source: hours of Perpres 21/2023, configurable per agency.
    """
    start, end = _local(start, calendar.zone), _local(end, calendar.zone)
    if end < start:
        raise ValueError("Saat akhir mendahului saat awal. Periksa kedua waktunya.")
    worked = timedelta()
    for offset in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=offset)
        for opens, closes in calendar.hours(day).windows:
            begins, ends = max(start, _at(day, opens, calendar)), min(end, _at(day, closes, calendar))
            worked += max(ends - begins, timedelta())
    return worked // timedelta(minutes=1)


def working_day_after(day: date, n: int, calendar: Calendar) -> date:
    """Return the n-th working day after a day, which itself does not count. Raises ValueError if n is below 1."""
    if n < 1:
        raise ValueError(f"Jumlah hari kerja harus 1 atau lebih, bukan {n}. Perbaiki jumlahnya.")
    while n:
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            n -= 1
    return day


def first_working_day_after(day: date, calendar: Calendar) -> date:
    """Return the first working day after a day: what a cycle opens on once its period has ended."""
    return working_day_after(day, 1, calendar)


def deadline(start: datetime, amount: int, unit: TimeUnit, calendar: Calendar) -> datetime:
    """Return the moment, in the calendar's zone, at which a step opened at `start` is due.

    A step in "hari" is due at the same clock time on the N-th following working day: one day is a working day, never
    24 hours. A step in "menit" is due at the end of the next working day, however few its minutes: its standard time
    judges the work, not the waiting. Raises ValueError if `amount` is below 1 or `start` does not know its zone.
    """
    start = _local(start, calendar.zone)
    if amount < 1:
        raise ValueError(f"Waktu baku harus 1 {unit} atau lebih, bukan {amount}. Perbaiki waktunya.")
    if unit == "hari":
        return datetime.combine(working_day_after(start.date(), amount, calendar), start.timetz())
    day = first_working_day_after(start.date(), calendar)
    return _at(day, calendar.hours(day).windows[-1][1], calendar)


def escalation(due: datetime, calendar: Calendar) -> datetime:
    """Return when lateness goes up to the next post: one working day after the deadline, at the same clock time."""
    return deadline(due, 1, "hari", calendar)


def weekday_name(day: date) -> str:
    """Return the Indonesian name of the day of the week: "Selasa"."""
    return WEEKDAYS[day.weekday()]


def long_date(day: date) -> str:
    """Return a date as official papers write it: "2 Juli 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment(at: datetime, zone: Zone) -> str:
    """Return a moment in the clock of a zone: "2 Juli 2024 pukul 09.12 WIB" (seconds are left out)."""
    at = _local(at, zone)
    return f"{long_date(at)} pukul {at:%H.%M} {zone}"


def duration(minutes: int, day_minutes: int = 450) -> str:
    """Return working minutes as people read them, days of `day_minutes` first: "2 hari 35 menit", "0 menit".

    Raises ValueError if `minutes` is negative or `day_minutes` below 1.
    """
    if minutes < 0 or day_minutes < 1:
        raise ValueError("Lama waktu tidak boleh negatif dan satu hari tidak boleh kosong. Periksa hitungannya.")
    days, rest = divmod(minutes, day_minutes)
    parts = [f"{days} hari"] if days else []
    return " ".join([*parts, f"{rest} menit"] if rest or not days else parts)


def _minute_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _at(day: date, clock: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, clock, calendar.zone.tzinfo)


def _local(at: datetime, zone: Zone) -> datetime:
    """Return the moment in the clock of a zone; a moment without a zone could mean three things and is refused."""
    if at.utcoffset() is None:
        raise ValueError("Waktu ini tidak menyebut zona waktunya. Tambahkan WIB, WITA, atau WIT.")
    return at.astimezone(UTC).astimezone(zone.tzinfo)
