"""Checks of what stands behind a figure: its proof, its own history, and the time it was handed in."""

from collections.abc import Iterable, Sequence
from typing import Final

from kinerja.core.checks.row import Check, Finding, Row, Severity, single
from kinerja.core.measure import Aggregation
from kinerja.core.numbers import Kind, unscaled, write

OUTLIER_HISTORY: Final = 3
"""From how many earlier figures on their own spread says something; with fewer only a slipped digit is looked for."""

OUTLIER_SPREADS: Final = 1
"""How many widths of the whole history a figure may lie outside it: as far again as it ever moved is still normal."""

OUTLIER_LEAST_SHARE: Final = 5
"""The spread counts as at least a fifth of the middle figure: a history that stood still does not forbid moving."""

SLIPPED_DIGIT: Final = 10
"""Ten times as much or as little is what a lost comma makes: 87,25 becomes 8.725."""


class EvidenceMissing(Check):
    """Find a figure without proof, where proof is asked for.

    A figure nobody can prove is the first complaint of every internal audit ("sumber: olahan internal"). It is asked
    for by the indicator's card; a table that has a column for proof asks for it in every row.
    """

    number = 16
    name = "Bukti dukung belum ada"
    severity = Severity.WARN
    sentence = "Realisasi {realisation} belum disertai bukti dukung. Lampirkan buktinya."

    def feed(self, row: Row) -> Iterable[Finding]:
        reported = row.realisation.kind not in (Kind.EMPTY, Kind.UNAVAILABLE)
        if not row.evidence_required or row.evidence or not reported:
            return ()
        return [self.find(row, "evidence", realisation=row.realisation.text.strip())]


class Outlier(Check):
    """Find a figure that lies far outside its own history, or fell to zero, or looks like a slipped digit.

    With three earlier figures or more it may leave their range by as much as that range is wide. With fewer only
    ten times as much or as little is found, and zero after a figure that was not (S18 prints classrooms up to standard
    at 93,87 in one year and 0,00 in the next). Counts that are added up may well be zero in a period.
    """

    number = 17
    name = "Jauh di luar riwayatnya"
    severity = Severity.NOTE
    sentence = "Realisasi {now} jauh dari riwayatnya sendiri ({before}). Periksa angkanya, atau jelaskan lonjakannya."

    def feed(self, row: Row) -> Iterable[Finding]:
        now = single(row.realisation)
        history = [value for value in map(single, row.history) if value is not None]
        last = single(row.last_year)
        if not history and last is not None:
            history = [last]
        if now is None or not history or not self._is_far(now, history, row.aggregation):
            return ()
        told = " / ".join(write(unscaled(value)) for value in history[-5:])
        return [self.find(row, "realisation", now=row.realisation.text.strip(), before=told)]

    @staticmethod
    def _is_far(now: int, history: Sequence[int], aggregation: Aggregation | None) -> bool:
        low, high = min(history), max(history)
        if now == 0:
            return low > 0 and aggregation is not Aggregation.SUM
        if low > 0 and (now >= high * SLIPPED_DIGIT or now * SLIPPED_DIGIT <= low):
            return True
        if len(history) < OUTLIER_HISTORY:
            return False
        middle = sorted(history)[len(history) // 2]
        spread = max(high - low, abs(middle) // OUTLIER_LEAST_SHARE) * OUTLIER_SPREADS
        return not low - spread <= now <= high + spread


class HandedInLate(Check):
    """Find a figure that was handed in after the time its step allows.

    Timeliness is assessed by itself (a quarterly report of 2022 is rated on it), and a late figure holds up those who
    wait for it. It is counted and shown; it makes no figure wrong.
    """

    number = 19
    name = "Terlambat diserahkan"
    severity = Severity.NOTE
    sentence = "Diserahkan {handed_in}, sesudah batas waktu {due}. Catat sebabnya."

    def feed(self, row: Row) -> Iterable[Finding]:
        if row.due_at is None or row.handed_in_at is None or row.handed_in_at <= row.due_at:
            return ()
        moments = {"handed_in": row.handed_in_at, "due": row.due_at}
        return [self.find(row, **{name: f"{moment:%d-%m-%Y pukul %H.%M}" for name, moment in moments.items()})]
