"""The analyses of a measured cycle as papers print them; what was made up is marked, what is missing says why."""

from collections.abc import Sequence

from kinerja.core.calendar import long_date
from kinerja.core.efficiency import FORMULAS, Efficiency, Variant
from kinerja.core.measure import Mean, Method
from kinerja.core.numbers import percent, write
from kinerja.documents.content.analysis import (
    CarriedFollowUp,
    ComparedLine,
    FollowUp,
    MeanLine,
    MeanTrend,
    MoneyLine,
    ObjectiveReport,
    SaidLine,
    Success,
    TrendCells,
    TrendLine,
    TrendTable,
)
from kinerja.documents.writers.figures import node_label
from kinerja.documents.writers.head import BLANK, Writing, printed_day, with_mark
from kinerja.people.models import Unit
from kinerja.performance.acts.entries import read_proposed_actions
from kinerja.performance.analysis import analyses_of
from kinerja.performance.comparing import (
    Compared,
    Explained,
    IndicatorAnalysis,
    ObjectiveAnalysis,
    Trend,
    seven_analyses,
)
from kinerja.performance.comparing import trend as trend_of
from kinerja.performance.follow_up import FollowUpRow, carried_into, follow_ups_of, lows_of, open_follow_ups
from kinerja.performance.measuring import NodeMean
from kinerja.performance.process import process_success, target_success
from kinerja.performance.queries import Results
from kinerja.performance.spending import NodeMoney, money_of
from kinerja.planning.models import Level
from kinerja.planning.queries import nodes_of

SHOWN = 4  # periods side by side: more do not fit on a page


def indicator_trend(writing: Writing) -> TrendTable:
    """Return every indicator through the periods of the year, the last four of them."""
    found = _trend(writing)
    return TrendTable(
        periods=tuple(_short(writing, period.label) for period in found.periods[-SHOWN:]),
        lines=tuple(
            TrendLine(
                with_mark(row.wording, row.is_example),
                tuple(
                    TrendCells(_hundredths(point.alone), _hundredths(point.up_to), _hundredths(point.progress))
                    for point in row.points[-SHOWN:]
                ),
            )
            for row in found.indicators
        ),
    )


def mean_trend(writing: Writing) -> MeanTrend:
    """Return the printed means through the periods of the year, the agency last."""
    found = _trend(writing)
    names = {node.pk: node_label(node) for node in nodes_of(writing.agency.pk)}
    measured = [*[(names[node.node_id], node.means) for node in found.nodes], (writing.agency.name, found.agency)]
    return MeanTrend(
        periods=tuple(_short(writing, period.label) for period in found.periods[-SHOWN:]),
        lines=tuple(MeanLine(name, tuple(_capped(mean) for mean in means[-SHOWN:])) for name, means in measured),
    )


def _trend(writing: Writing) -> Trend:
    period = writing.period
    return trend_of(agency_id=writing.agency.pk, year=period.year, kind=period.kind, until=period)


def _short(writing: Writing, label: str) -> str:
    return label.removesuffix(f" {writing.period.year}")


def _hundredths(value: int | None) -> str:
    return percent(value) if value is not None else ""


def _capped(mean: Mean | None) -> str:
    return _hundredths(mean.capped) if mean is not None else ""


# --- Money ----------------------------------------------------------------------------------------------------------


def money_lines(writing: Writing, results: Results) -> tuple[MoneyLine, ...]:
    """Return the money of every node that has any, beside its achievement; nothing where nobody reported spending."""
    found = money_of(writing.cycle)
    if not any(one.typed for one in found.values()):
        return ()
    means = {mean.node_id: mean for mean in results.nodes}
    return tuple(_money_line(means[node_id], money) for node_id, money in found.items())


def _money_line(mean: NodeMean, money: NodeMoney | None, name: str = "") -> MoneyLine:
    """Return one line; without money at all it still says the achievement."""
    own = money.money if money is not None else None
    example = money is not None and money.is_example
    left = own.left if own is not None else None
    remark = "realisasi belum dilaporkan" if own is not None and own.ceiling and own.spent is None else ""
    if left is not None and left < 0:
        remark = "realisasi melebihi pagu"
    label = node_label(money.node) if money is not None else name
    return MoneyLine(
        level=Level(mean.level).label,
        node=label,
        achievement=_capped(mean.own),
        ceiling=write(own.ceiling, 2) if own is not None and own.ceiling is not None else "",
        spent=with_mark(write(own.spent, 2), example) if own is not None and own.spent is not None else "",
        absorption=_hundredths(own.absorption) if own is not None else "",
        left=write(left, 2) if left is not None else "",
        remark=remark,
    )


# --- The seven analyses ---------------------------------------------------------------------------------------------


def objective_reports(writing: Writing, results: Results) -> tuple[ObjectiveReport, ...]:
    """Return the seven analyses of every sasaran that has indicators."""
    names = {node.pk: node_label(node) for node in nodes_of(writing.agency.pk)}
    found = seven_analyses(writing.cycle, results)
    return tuple(_objective(one, names, results.method) for one in found)


def _objective(one: ObjectiveAnalysis, names: dict[int, str], method: Method) -> ObjectiveReport:
    own = one.mean.own
    reached = (
        f"Rata-rata capaian {percent(own.capped)}% dari {own.n} di antara {one.mean.counted} indikator."
        if own.capped is not None
        else f"Belum ada capaian: dari {one.mean.counted} indikator belum ada yang terukur."
    )
    return ObjectiveReport(
        objective=names[one.mean.node_id],
        summary=reached,
        compared=tuple(_compared(row) for row in one.indicators),
        said=tuple(_said(row) for row in one.explained),
        said_nothing=one.said_nothing,
        efficiency=_efficiency(one.efficiency, one.money),
        supporting=tuple(_money_line(row.mean, row.money, names[row.mean.node_id]) for row in one.supporting),
    )


def _efficiency(found: Efficiency, money: NodeMoney | None) -> str:
    absorbed = money.money.absorption if money is not None else None
    told = f"serapan {percent(absorbed)}%; " if absorbed is not None else ""
    variant = f"varian {found.variant} ({FORMULAS[Variant(found.variant)]})"
    if found.reason:
        word = f"{found.word.casefold()}. " if found.word else ""
        return f"{told}{variant}: {word}{found.reason}"
    word = f", {found.word.casefold()}" if found.word else ""
    return f"{told}{variant}: {found.worked}{word}."


def _compared(row: IndicatorAnalysis) -> ComparedLine:
    result = row.result
    card, figure = result.figure.card, result.figure
    newest = row.past[0] if row.past else None
    return ComparedLine(
        indicator=with_mark(card.wording, card.is_example),
        unit=card.measure_unit,
        target=result.aim.printed(card.decimals),
        realisation=with_mark(result.reached.printed(card.decimals), figure.is_example)
        if result.realisation is not None
        else result.status,
        achievement=percent(result.achievement) if result.achievement is not None else result.status,
        past="\n".join(_past(one, card.decimals) for one in row.past) or "belum ada data",
        change=_change(newest) if newest is not None else "",
        medium_term=_against(row.medium_term, card.decimals, "target akhir Renstra belum diisi"),
        national=_against(row.national, card.decimals, "tidak ada standar yang diisi"),
    )


def _past(one: Compared, decimals: int) -> str:
    return with_mark(f"{one.year}: {one.figure.printed(decimals)} ({one.span}; {_source(one)})", one.is_example)


def _source(one: Compared) -> str:
    return one.source.removesuffix(" (contoh)") if one.is_example else one.source


def _change(one: Compared) -> str:
    if one.remark:
        return one.remark
    if one.change is None and one.better is None:
        return ""
    sign = "+" if one.change is not None and one.change > 0 else ""
    told = f"{sign}{write(one.change)} " if one.change is not None else ""
    judged = {True: "membaik", False: "memburuk", None: "tetap" if one.change == 0 else ""}[one.better]
    return f"{told}{judged} terhadap {one.year}".strip()


def _against(one: Compared | None, decimals: int, missing: str) -> str:
    if one is None:
        return missing
    reached = f": {percent(one.achievement)}%" if one.achievement is not None else ""
    remark = f"; {one.remark}" if one.remark else ""
    return with_mark(f"{one.year}: {one.figure.printed(decimals)}{reached} ({_source(one)}{remark})", one.is_example)


def _said(row: Explained) -> SaidLine:
    said, card = row.said, row.result.figure.card
    return SaidLine(with_mark(card.wording, card.is_example), said.causes, said.supports, said.obstacles, said.solution)


# --- Process and target, rencana aksi -------------------------------------------------------------------------------


def success(writing: Writing, results: Results) -> Success:
    """Return how the work went until this moment and, apart from it, how many targets were reached."""
    work, aim = process_success(writing.cycle, writing.work.at), target_success(results)
    return Success(
        process=(
            (
                "Langkah",
                f"{work.in_time} dari {work.ended} kunjungan langkah yang selesai memenuhi tenggatnya; "
                f"{work.over_standard} melewati mutu baku; {work.returned} kali dikembalikan",
            ),
            ("Formulir", f"{work.sheets_in_time} dari {work.sheets} unit menyerahkan tepat waktu"),
            (
                "Kelengkapan",
                f"{work.filled} dari {work.figures} indikator terisi, {work.unavailable} tidak tersedia dengan alasan, "
                f"{work.missing} belum lapor",
            ),
            ("Verifikasi", f"{work.settled} dari {work.figures} angka diverifikasi atau ditetapkan"),
        ),
        targets=(
            ("Target tercapai", f"{aim.reached} dari {aim.measured} indikator terukur mencapai 100,00% atau lebih"),
            ("Belum tercapai", f"{aim.missed} indikator, di antaranya {aim.low} memerlukan rencana aksi"),
            ("Tanpa angka capaian", f"{aim.without_figure} indikator, masing-masing dengan alasannya"),
        ),
    )


def follow_ups(writing: Writing) -> tuple[FollowUp, ...]:
    """Return the rencana aksi of the report: proposed in a draft, decided on in the review, named after it."""
    if writing.work.step.act == "lapor" or (writing.work.step.act == "telaah" and writing.draft):
        return _planned(writing)
    return tuple(_named(row) for row in follow_ups_of(writing.cycle, on=writing.today))


def _planned(writing: Writing) -> tuple[FollowUp, ...]:
    """Return what the entry of this step proposes so far; a gap is printed as one."""
    cycle = writing.cycle
    lows = {low.code: low for low in lows_of(cycle)}
    said = analyses_of(cycle)
    planned = read_proposed_actions(writing.work.entry, list(lows.values()), writing.agency.pk)
    return tuple(
        FollowUp(
            indicator=lows[one.code].told,
            cause=said[key].causes if (key := lows[one.code].indicator_id) in said else "",
            action=one.action,
            owner=writing.post_title(one.owner) if one.owner else BLANK,
            due=printed_day(one.due_on),
        )
        for one in planned
    )


def _named(row: FollowUpRow) -> FollowUp:
    return FollowUp(
        indicator=f"{row.indicator} ({percent(row.achievement)}%, {row.predicate})",
        cause=row.cause,
        action=with_mark(row.action, row.is_example),
        owner=row.owner,
        due=long_date(row.due_on),
    )


def why_none(writing: Writing) -> str:
    """Return why a draft names no rencana aksi though some will be needed; "" where none is."""
    lows = lows_of(writing.cycle)
    if not lows:
        return ""
    return f"{len(lows)} indikator rendah memerlukan rencana aksi; penelaah menetapkannya pada langkah telaah."


def carried(writing: Writing) -> tuple[CarriedFollowUp, ...]:
    """Return the rencana aksi of earlier periods that the agency has not finished."""
    rows = open_follow_ups(agency_id=writing.agency.pk, on=writing.today)
    return _carried([row for row in rows if row.period_last_day < writing.period.first_day])


def carried_on_form(writing: Writing, unit: Unit | None) -> tuple[CarriedFollowUp, ...]:
    """Return the open rencana aksi of earlier periods about the indicators of a form (of all units, if none)."""
    return _carried(carried_into(writing.cycle, on=writing.today, unit_id=unit.pk if unit is not None else None))


def _carried(rows: Sequence[FollowUpRow]) -> tuple[CarriedFollowUp, ...]:
    return tuple(
        CarriedFollowUp(
            period=row.period,
            indicator=row.indicator,
            action=with_mark(row.action, row.is_example),
            owner=row.owner,
            due=long_date(row.due_on),
            state="terlambat" if row.overdue else row.state,
            progress=row.progress[-1].text if row.progress else "",
        )
        for row in rows
    )
