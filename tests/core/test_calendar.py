"""Periods, working time and deadlines; hand-counted examples stand in cases/calendar.toml."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinerja.core.calendar import (
    OFFICE,
    OFFICE_WEEK,
    RAMADAN_WEEK,
    Calendar,
    Hours,
    Period,
    PeriodKind,
    Zone,
    deadline,
    duration,
    escalation,
    first_working_day_after,
    long_date,
    moment,
    weekday_name,
    working_day_after,
    working_minutes,
)

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "calendar.toml").read_text(encoding="utf-8")
)
JOINT_LEAVE = "Cuti bersama Idulfitri 1445 H"
EID_2024 = replace(
    OFFICE,
    ramadan=((date(2024, 3, 12), date(2024, 4, 9)),),
    days_off={
        date(2024, 3, 29): "Wafat Isa Almasih",
        **{date(2024, 4, day): JOINT_LEAVE for day in (8, 9, 12, 15)},
        **{date(2024, 4, day): "Idulfitri 1445 H" for day in (10, 11)},
    },
)
CALENDARS = {"kantor": OFFICE, "lebaran 2024": EID_2024}


def by_fact(case: dict[str, Any]) -> str:
    return str(case.get("fakta") or case.get("kunci"))


def local(text: str, zone: Zone = Zone.WIB) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone.tzinfo)


# --- periods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["periode"], ids=by_fact)
def test_a_period_has_its_name_days_and_neighbours(case: dict[str, Any]) -> None:
    period = Period.parse(case["kunci"])
    assert (period.key, period.label, str(period)) == (case["kunci"], case["nama"], case["nama"])
    assert (period.first_day, period.last_day) == (case["hari_pertama"], case["hari_terakhir"])
    assert (period.next().key, period.previous().key) == (case["berikutnya"], case["sebelumnya"])


@pytest.mark.parametrize(
    "key",
    ["", "2024-tw5", "2024-tw0", "2024-b3", "2024-b13", "2024-s3", "2024-tw01", "24-tw1", "2024-TW1", "٢٠٢٤", "0000"],
)
def test_what_is_no_period_is_refused_with_a_sentence(key: str) -> None:
    with pytest.raises(ValueError, match=r"(tidak dikenal|Tidak ada) ?.*\. (Tulis|Pilih) "):
        Period.parse(key)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.sampled_from(PeriodKind))
def test_every_day_lies_in_one_period_of_each_kind(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)
    assert period.first_day <= day <= period.last_day
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert Period.parse(period.key) == period == period.next().previous()


def test_periods_of_one_kind_sort_by_time() -> None:
    periods = [Period.parse(key) for key in ("2024-b10", "2023-b12", "2024-b02")]
    assert [period.key for period in sorted(periods)] == ["2023-b12", "2024-b02", "2024-b10"]


def test_a_period_knows_its_months_its_year_and_what_came_before() -> None:
    second = Period.parse("2024-tw2")
    assert [month.key for month in second.months] == ["2024-b04", "2024-b05", "2024-b06"]
    assert [period.key for period in second.up_to()] == ["2024-tw1", "2024-tw2"]
    assert second.year_period == Period.parse("2024")
    assert (second.is_last_of_year, Period.parse("2024-tw4").is_last_of_year) == (False, True)


def test_a_month_lies_within_its_quarter_and_not_within_the_next() -> None:
    march = Period.parse("2024-b03")
    assert march.within(Period.parse("2024-tw1"))
    assert march.within(march)
    assert not march.within(Period.parse("2024-tw2"))
    assert not Period.parse("2024-tw1").within(march)


# --- working time -----------------------------------------------------------------------------------------------------


def test_office_hours_are_those_of_the_regulation() -> None:
    """Perpres 21/2023: 37.5 hours a week, 32.5 in Ramadan, breaks left out."""
    assert [hours.minutes for hours in OFFICE_WEEK] == [450] * 5 + [0, 0]
    assert [hours.minutes for hours in RAMADAN_WEEK] == [390] * 5 + [0, 0]
    assert OFFICE.ordinary_day_minutes == 450


def test_the_ordinary_day_of_a_six_day_week_is_shorter() -> None:
    short, saturday = Hours(((time(7, 30), time(13, 45)),)), Hours(((time(8), time(13)),))
    week = (short, short, short, short, short, saturday, Hours())
    assert replace(OFFICE, week=week).ordinary_day_minutes == (5 * 375 + 300) // 6


@pytest.mark.parametrize("case", CASES["menit_kerja"], ids=by_fact)
def test_working_minutes(case: dict[str, Any]) -> None:
    calendar = CALENDARS[case.get("kalender", "kantor")]
    assert working_minutes(local(case["mulai"]), local(case["selesai"]), calendar) == case["menit"]


@pytest.mark.parametrize("case", CASES["tenggat"], ids=by_fact)
def test_deadline(case: dict[str, Any]) -> None:
    amount, unit = case["waktu"].split()
    due = deadline(local(case["mulai"]), int(amount), unit, CALENDARS[case.get("kalender", "kantor")])
    assert due == local(case["tenggat"])


def test_lateness_goes_up_one_working_day_after_the_deadline() -> None:
    due = deadline(local("2024-07-04 10:00"), 30, "menit", OFFICE)
    assert (due, escalation(due, OFFICE)) == (local("2024-07-05 16:30"), local("2024-07-08 16:30"))


def test_the_agency_works_by_its_own_clock() -> None:
    """08.00 in Jayapura is 06.00 in Jakarta: an office there is open, one here is not."""
    start, end = local("2024-07-02 08:00", Zone.WIT), local("2024-07-02 09:00", Zone.WIT)
    assert working_minutes(start, end, replace(OFFICE, zone=Zone.WIT)) == 60
    assert working_minutes(start, end, OFFICE) == 0
    assert deadline(start, 1, "hari", OFFICE) == local("2024-07-03 06:00")


def test_ramadan_hours_hold_from_the_first_to_the_last_day() -> None:
    fasting = replace(OFFICE, ramadan=((date(2024, 3, 12), date(2024, 3, 20)),))
    days = [date(2024, 3, day) for day in (11, 12, 20, 21)]
    assert [fasting.hours(day).minutes for day in days] == [450, 390, 390, 450]


def test_a_day_off_says_why() -> None:
    assert EID_2024.why_off(date(2024, 4, 8)) == JOINT_LEAVE
    assert EID_2024.why_off(date(2024, 4, 6)) == "hari Sabtu"
    assert EID_2024.why_off(date(2024, 4, 5)) == ""
    assert not EID_2024.is_working_day(date(2024, 4, 8))


def test_the_cycle_of_a_quarter_opens_on_the_first_working_day_after_it() -> None:
    quarter = Period.parse("2024-tw1")
    assert first_working_day_after(quarter.last_day, EID_2024) == date(2024, 4, 1)
    assert first_working_day_after(date(2024, 4, 5), EID_2024) == date(2024, 4, 16)
    assert working_day_after(date(2024, 4, 5), 2, EID_2024) == date(2024, 4, 17)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2024, 7, 2, 8)  # noqa: DTZ001
    aware = local("2024-07-02 08:00")
    for wrong in (
        lambda: working_minutes(naive, aware, OFFICE),
        lambda: working_minutes(aware, naive, OFFICE),
        lambda: deadline(naive, 1, "hari", OFFICE),
        lambda: moment(naive, Zone.WIB),
    ):
        with pytest.raises(ValueError, match=r"tidak menyebut zona waktunya\. Tambahkan WIB, WITA, atau WIT"):
            wrong()


def test_time_that_runs_backwards_or_counts_nothing_is_refused() -> None:
    start = local("2024-07-02 08:00")
    with pytest.raises(ValueError, match="Saat akhir mendahului saat awal"):
        working_minutes(start, start - timedelta(seconds=1), OFFICE)
    with pytest.raises(ValueError, match="harus 1 menit atau lebih, bukan 0"):
        deadline(start, 0, "menit", OFFICE)
    with pytest.raises(ValueError, match="harus 1 atau lebih, bukan 0"):
        working_day_after(start.date(), 0, OFFICE)


def test_a_calendar_on_which_nobody_could_work_is_refused() -> None:
    with pytest.raises(ValueError, match="tidak mempunyai hari kerja"):
        replace(OFFICE, week=(Hours(),) * 7)
    with pytest.raises(ValueError, match="tujuh hari"):
        replace(OFFICE, week=OFFICE_WEEK[:5])
    with pytest.raises(ValueError, match="mendahului hari pertamanya"):
        replace(OFFICE, ramadan=((date(2024, 4, 9), date(2024, 3, 12)),))


@pytest.mark.parametrize(
    "windows",
    [((time(8), time(8)),), ((time(8), time(12)), (time(11), time(15))), ((time(13), time(16)), (time(8), time(12)))],
    ids=["empty", "overlapping", "out of order"],
)
def test_hours_that_make_no_day_are_refused(windows: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="urut dan tidak bertumpuk"):
        Hours(windows)
    with pytest.raises(ValueError, match="waktu setempat"):
        Hours(((time(8, 0, 30), time(12)),))


# --- against a slow reference -----------------------------------------------------------------------------------------

START = datetime(2024, 3, 1, tzinfo=UTC)  # the weeks around Ramadan and Idulfitri 2024
MINUTES = 60 * 24 * 60

zones = st.sampled_from(Zone)
moments = st.integers(0, MINUTES).map(lambda minutes: START + timedelta(minutes=minutes))


def edges() -> st.SearchStrategy[Hours]:
    """Hours of a day from any even number of clock times."""
    clock = st.lists(st.integers(0, 24 * 60 - 1), max_size=6, unique=True).map(sorted)

    def pairs(minutes: list[int]) -> Hours:
        times = [time(*divmod(minute, 60)) for minute in minutes]
        return Hours(tuple(zip(times[::2], times[1::2], strict=False)))

    return clock.map(pairs)


weeks = st.one_of(st.just(OFFICE_WEEK), st.tuples(*[edges()] * 7).filter(lambda week: any(day.windows for day in week)))
calendars = st.builds(
    Calendar,
    zone=zones,
    week=weeks,
    ramadan=st.sampled_from([(), EID_2024.ramadan]),
    ramadan_week=st.one_of(st.just(RAMADAN_WEEK), st.tuples(*[edges()] * 7)),
    days_off=st.one_of(
        st.just(EID_2024.days_off),
        st.dictionaries(st.dates(date(2024, 3, 1), date(2024, 5, 1)), st.just("libur"), max_size=20),
    ),
)


def works_at(at: datetime, calendar: Calendar) -> bool:
    """Whether the minute that begins at this moment is worked, told from the calendar's own fields only."""
    here = at.astimezone(calendar.zone.tzinfo)
    if here.date() in calendar.days_off:
        return False
    fasting = any(first <= here.date() <= last for first, last in calendar.ramadan)
    windows = (calendar.ramadan_week if fasting else calendar.week)[here.weekday()].windows
    return any(opens <= here.time() < closes for opens, closes in windows)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 4 * 24 * 60), calendars)
def test_working_minutes_agree_with_counting_minute_by_minute(start: datetime, length: int, calendar: Calendar) -> None:
    counted = sum(works_at(start + timedelta(minutes=minute), calendar) for minute in range(length))
    assert working_minutes(start, start + timedelta(minutes=length), calendar) == counted


@settings(max_examples=60, deadline=None)
@given(st.tuples(moments, moments, moments).map(sorted), calendars)
def test_working_minutes_add_up(at: list[datetime], calendar: Calendar) -> None:
    first, middle, last = at
    whole = working_minutes(first, last, calendar)
    assert whole == working_minutes(first, middle, calendar) + working_minutes(middle, last, calendar)


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 12), calendars)
def test_a_deadline_in_days_is_the_same_clock_time_that_many_working_days_on(
    start: datetime, days: int, calendar: Calendar
) -> None:
    due, here = deadline(start, days, "hari", calendar), start.astimezone(calendar.zone.tzinfo)
    passed = [here.date() + timedelta(days=offset) for offset in range(1, (due.date() - here.date()).days + 1)]
    worked = [day for day in passed if any(works_at(midnight(day, calendar, m), calendar) for m in range(24 * 60))]
    assert (len(worked), worked[-1], due.time()) == (days, due.date(), here.time())


@settings(max_examples=60, deadline=None)
@given(moments, calendars)
def test_a_deadline_in_minutes_is_the_end_of_the_next_day_with_work(start: datetime, calendar: Calendar) -> None:
    minute = midnight(start.astimezone(calendar.zone.tzinfo).date() + timedelta(days=1), calendar, 0)
    while not works_at(minute, calendar):
        minute += timedelta(minutes=1)
    rest = [m for m in range(24 * 60) if works_at(midnight(minute.date(), calendar, m), calendar)]
    assert deadline(start, 5, "menit", calendar) == midnight(minute.date(), calendar, rest[-1] + 1)


def midnight(day: date, calendar: Calendar, minutes: int) -> datetime:
    return datetime.combine(day, time(), calendar.zone.tzinfo) + timedelta(minutes=minutes)


# --- dates and times in words -----------------------------------------------------------------------------------------


def test_dates_and_moments_are_written_as_on_official_papers() -> None:
    assert long_date(date(2024, 7, 2)) == "2 Juli 2024"
    assert weekday_name(date(2024, 7, 2)) == "Selasa"
    assert moment(datetime(2024, 7, 2, 2, 12, 59, tzinfo=UTC), Zone.WIB) == "2 Juli 2024 pukul 09.12 WIB"
    assert moment(datetime(2024, 12, 31, 15, 5, tzinfo=UTC), Zone.WIT) == "1 Januari 2025 pukul 00.05 WIT"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 menit"), (35, "35 menit"), (450, "1 hari"), (935, "2 hari 35 menit"), (449, "449 menit")],
)
def test_a_duration_is_told_in_working_days_and_minutes(minutes: int, words: str) -> None:
    assert duration(minutes) == words


@pytest.mark.parametrize(("minutes", "day_minutes"), [(-1, 450), (5, 0)])
def test_a_duration_that_cannot_be_is_refused(minutes: int, day_minutes: int) -> None:
    with pytest.raises(ValueError, match="tidak boleh negatif"):
        duration(minutes, day_minutes)


def test_a_duration_follows_the_agency_s_own_day() -> None:
    assert duration(400, day_minutes=375) == "1 hari 25 menit"
