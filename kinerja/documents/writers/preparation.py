"""Program kerja, ceklist, kertas kerja metodologi and the juknis it follows."""

from kinerja.core.calendar import long_date
from kinerja.core.explaining import DIRECTIONS, FORMULA_TEXTS
from kinerja.core.measure import FORMULAS, Method, Rule, load_method
from kinerja.core.numbers import percent, unscaled, write
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.preparation import (
    Activity,
    Checklist,
    ChecklistItem,
    FormulaLine,
    IndicatorMethod,
    MeasurementGuide,
    MethodGroup,
    MethodSheet,
    ScaleStep,
    WorkPlan,
)
from kinerja.documents.writers.figures import Line, grouped, lines_of
from kinerja.documents.writers.head import BLANK, Writing, approved, cited, head_of, printed_day
from kinerja.performance.acts.entries import read_checklist, read_plan
from kinerja.performance.acts.steps import checklist_names
from kinerja.planning.models import ShelfDocument
from kinerja.planning.queries import newest_on_shelf


def work_plan(writing: Writing) -> Content:
    """rencana: the activities with their dates; what a step of the SOP puts out is named beside it."""
    plan = read_plan(writing.work.entry, writing.work.visit, draft=writing.draft)
    outputs = {step.text.casefold(): ", ".join(step.outputs) for step in writing.case.spec.steps}
    return WorkPlan(
        head=head_of(writing),
        basis=cited(writing, "disposisi", "notulen"),
        purpose=f"Program kerja ini menjadi pedoman {writing.work.step.performer} dalam pelaksanaan "
        f"{writing.case.procedure.name} {writing.period.label} agar selesai lengkap, benar, dan tepat waktu.",
        activities=tuple(
            Activity(
                activity=one.activity or BLANK,
                performer=one.executor or BLANK,
                start=printed_day(one.start_on),
                end=printed_day(one.end_on),
                output=outputs.get(one.activity.casefold(), "-"),
            )
            for one in plan
        ),
        signatures=(approved(writing, role="Disusun oleh"),),
    )


def checklist(writing: Writing) -> Content:
    """himpun: each document, where it is on the shelf, or why it was waived."""
    names = checklist_names(writing.case.spec)
    items = read_checklist(writing.work.entry, names, writing.work.visit, draft=writing.draft)
    found = newest_on_shelf(agency_id=writing.agency.pk, names=[item.name for item in items], on=writing.today)
    return Checklist(
        head=head_of(writing),
        items=tuple(
            ChecklistItem(
                document=item.name,
                present=item.present,
                reference=_shelf_label(found[item.name]) if item.present and item.name in found else "",
                remark=item.note,
            )
            for item in items
        ),
        signature=approved(writing),
    )


def _shelf_label(document: ShelfDocument) -> str:
    parts = [document.number, long_date(document.dated_on) if document.dated_on else "", document.place]
    told = ", ".join(part for part in parts if part) or "di rak perangkat daerah"
    return f"{told} (contoh)" if document.is_example else told


def method_sheet(writing: Writing) -> Content:
    """siapkan of a measuring procedure: each indicator's frozen rule, before any figure is measured."""
    method = load_method(writing.cycle.method)
    return MethodSheet(
        head=head_of(writing),
        method=method_line(method),
        rules=method_rules(method),
        groups=tuple(
            MethodGroup(level, node, tuple(_method_of(line, method) for line in members))
            for level, node, members in grouped(lines_of(writing))
        ),
        scale=scale(method),
        signatures=(approved(writing, role="Disiapkan oleh"),),
    )


def _method_of(line: Line, method: Method) -> IndicatorMethod:
    rule, weight = line.rule, line.weight
    return IndicatorMethod(
        indicator=line.indicator,
        unit=line.unit,
        polarity=rule.polarity.value,
        formula=formula_told(rule, method),
        aggregation=f"{rule.aggregation}, {rule.nature}" + (f"; bobot {write(weight)}" if weight is not None else ""),
        target=line.period_target,
        source=line.media,
        responsible=line.responsible,
    )


def formula_told(rule: Rule, method: Method) -> str:
    """Return a rule's formula with what the card sets for it: baseline, ceiling or the table of ranks."""
    told = [FORMULA_TEXTS[rule.formula]]
    if rule.baseline is not None:
        told.append(f"nilai awal {write(unscaled(rule.baseline))}")
    if rule.ceiling is not None:
        told.append(f"batas atas {percent(rule.ceiling)}%")
    if rule.ranks:
        table = ", ".join(f"{word} {rank}" for word, rank in method.ranks[rule.ranks].items())
        told.append(f"tabel {rule.ranks}: {table}")
    return "; ".join(told)


def guide(writing: Writing) -> Content:
    """The juknis pengukuran, written from the method that the cycle froze."""
    method = load_method(writing.cycle.method)
    return MeasurementGuide(
        head=head_of(writing),
        method=method_line(method),
        in_force=long_date(method.in_force_from),
        references=tuple(f"{topic.capitalize()}: {text}" for topic, text in method.references.items()),
        formulas=tuple(
            FormulaLine(polarity.value, DIRECTIONS[polarity], FORMULA_TEXTS[formula])
            for polarity, formulas in FORMULAS.items()
            for formula in formulas
        ),
        rules=method_rules(method),
        scale=scale(method),
    )


def method_line(method: Method) -> str:
    return f"{method.name}, {method.code} versi {method.version}"


def method_rules(method: Method) -> tuple[str, ...]:
    """Return the rules of the method as the papers print them (decided in docs/method.md)."""
    return (
        "Capaian dihitung dari realisasi sampai dengan periode terhadap target sampai dengan periode yang sama.",
        "Capaian dibulatkan dua angka di belakang koma, setengah ke atas, dan tidak pernah di bawah 0,00.",
        "Target periode kosong atau nol sedangkan target tahun tidak nol: belum ditargetkan, tidak masuk rata-rata.",
        "Kosong tidak dihitung sebagai nol; data yang tidak tersedia disertai alasan dan tidak masuk rata-rata.",
        cap_sentence(method),
        f"Capaian simpul: {method.node_rule}; capaian perangkat daerah: {method.agency_rule}.",
    )


def cap_sentence(method: Method) -> str:
    """Return what was capped, as every average says it."""
    if method.cap is None:
        return "Rata-rata memakai capaian tanpa batas."
    return (
        f"Rata-rata memakai capaian yang dibatasi {percent(method.cap)} persen; rata-rata tanpa batas dicantumkan "
        "di sampingnya."
    )


def scale(method: Method) -> tuple[ScaleStep, ...]:
    """Return the predicate scale with its edges, from the highest down."""
    steps = []
    for above, edge in zip((None, *method.edges), method.edges, strict=False):
        low = "" if edge.bound is None else f"{'di atas ' if edge.strict else ''}{percent(edge.bound)}"
        high = "" if above is None or above.bound is None else percent(above.bound)
        if not high:
            limits = low if edge.strict else f"{low} ke atas"
        elif not low:
            limits = f"{high} ke bawah" if above and above.strict else f"di bawah {high}"
        else:
            limits = f"{low} sampai {high}" if above and above.strict else f"{low} sampai di bawah {high}"
        steps.append(ScaleStep(limits, edge.name))
    return tuple(steps)
