"""What the demo plays beside the steps: comparisons, spending, causes of achievements, progress of rencana aksi."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from kinerja.people.acting import Acting
from kinerja.people.models import Agency
from kinerja.performance.analysis import Said, hold_against, write_analysis
from kinerja.performance.follow_up import report_progress
from kinerja.performance.models import Cycle, Figure, FollowUp
from kinerja.performance.spending import record_spending
from kinerja.planning.models import Comparison, Indicator, PlanNode

Deed = tuple[datetime, Callable[[datetime], None]]
Page = Callable[[str, list[tuple[str, str]], str, datetime], bytes]


def analysis_deeds(
    told: Mapping[str, tuple[Mapping[str, Any], ...]], *, agency: Agency, holders: Mapping[str, Acting], page: Page
) -> Iterator[Deed]:
    """Yield every deed with its moment, in the order of the file. `page` makes the bytes of a made-up evidence."""

    def of(kind: str, do: Callable[[Mapping[str, Any], Acting, datetime], object]) -> Iterator[Deed]:
        for row in told.get(kind, ()):
            yield row["pada"], lambda at, row=row: do(row, holders[row["oleh"]], at)  # type: ignore[misc]

    def compare(row: Mapping[str, Any], by: Acting, at: datetime) -> None:
        hold_against(
            cycle_id=None,
            indicator_id=Indicator.objects.get(agency=agency, code=row["indikator"]).pk,
            kind=Comparison(row["jenis"]),
            year=row["tahun"],
            text=row["nilai"],
            source=row["sumber"],
            seen=None,
            by=by,
            at=at,
        )

    def spend(row: Mapping[str, Any], by: Acting, at: datetime) -> None:
        nodes = dict(PlanNode.objects.filter(agency=agency).values_list("code", "pk"))
        amounts = {nodes[code]: text for code, text in row["realisasi"].items()}
        cycle = Cycle.objects.get(agency=agency, period=row["periode"])
        record_spending(cycle_id=cycle.pk, amounts=amounts, seen={}, by=by, at=at)

    def explain(row: Mapping[str, Any], by: Acting, at: datetime) -> None:
        figure = Figure.objects.get(agency=agency, cycle__period=row["periode"], indicator__code=row["indikator"])
        said = Said(row.get("penyebab", ""), row.get("pendukung", ""), row.get("penghambat", ""), row.get("solusi", ""))
        write_analysis(figure_id=figure.pk, seen=None, said=said, by=by, at=at)

    def report(row: Mapping[str, Any], by: Acting, at: datetime) -> None:
        item = FollowUp.objects.get(
            agency=agency, cycle__period=row["periode"], indicator__code=row["indikator"], withdrawn_at=None
        )
        title = row.get("bukti", "").removesuffix(".pdf").removesuffix(" (contoh)")
        report_progress(
            follow_up_id=item.pk,
            seen=item.version,
            text=row["uraian"],
            filename=row.get("bukti", ""),
            data=page(title, [("Rencana aksi", item.action)], row["isi"], at) if title else None,
            done=row.get("selesai", False),
            by=by,
            at=at,
        )

    yield from of("pembanding", compare)
    yield from of("anggaran", spend)
    yield from of("analisis", explain)
    yield from of("kemajuan", report)
