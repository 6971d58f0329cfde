"""Formulir: the sheets of the agency by cycle, and the page on which a unit fills, proves and hands in its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kinerja.audit.log import Refused
from kinerja.people.queries import calendar_of, day_at
from kinerja.performance import policy
from kinerja.performance.checking import beside, findings_of
from kinerja.performance.follow_up import carried_into
from kinerja.performance.models import Figure, Sheet, SheetState
from kinerja.performance.operations import Typed, add_evidence, confirm_sheet, save_sheet, submit_sheet
from kinerja.performance.queries import correction_of, figure_rows, request_of
from kinerja.performance.revising import ask_revision, correct_sheet, grant_revision, refuse_revision
from kinerja.sop.operations import take_up
from kinerja.web import clock
from kinerja.web.acting import SignedInRequest, acting_required
from kinerja.web.finding_rows import finding_lines
from kinerja.web.forms.acts import with_zone
from kinerja.web.forms.sheet import TYPED_FIELDS, typed_for
from kinerja.web.parts import Crumb, Problem
from kinerja.web.revision_page import revision_of
from kinerja.web.sheet_rows import Shown, cycle_groups, sheet_page


@require_GET
@acting_required
def index(request: SignedInRequest) -> HttpResponse:
    """The sheets of every cycle of the agency, newest cycle first."""
    return render(request, "pages/sheets.html", {"groups": cycle_groups(request.acting.agency_id)})


@require_http_methods(["GET", "POST"])
@acting_required
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sheet; posting receives it, keeps a draft of it, or hands it in."""
    found = _sheet_of(request, pk)
    if request.method != "POST":
        return _page(request, found, typed=request.session.pop(_unsaved_key(found), None))
    do = DOINGS.get(request.POST.get("do", ""), _save)
    try:
        sentence = do(request, found)
    except Refused as refusal:
        return _page(request, found, typed=request.POST, refusal=refusal)
    messages.success(request, sentence)
    return redirect("sheet", found.pk)


def _sheet_of(request: SignedInRequest, pk: int) -> Sheet:
    sheets = Sheet.objects.filter(agency_id=request.acting.agency_id).select_related("cycle", "unit")
    return get_object_or_404(sheets, pk=pk)


def _receive(request: SignedInRequest, found: Sheet) -> str:
    visit = policy.filling_visit(found)
    if visit is None:
        raise Refused(policy.obstacle(found, None, by=request.acting, at=clock.now()) or "")
    take_up(visit_id=visit.pk, seen=_seen(request), by=request.acting, at=clock.now())
    if visit.returned_by_id:
        return "Perbaikan dimulai. Waktu pengerjaan dihitung sejak sekarang."
    return "Formulir diterima dan tanda terimanya dibuat. Waktu pengerjaan dihitung sejak sekarang."


def _save(request: SignedInRequest, found: Sheet) -> str:
    save_sheet(sheet_id=found.pk, seen=_seen(request), typed=_typed(request, found), by=request.acting, at=clock.now())
    _warn_of_files(request, _chosen(request))
    return "Draf formulir disimpan."


def _no_file_left(request: SignedInRequest) -> None:
    """Raise Refused where a file was chosen but not attached: handing in would lose it."""
    left = {
        field: f"Berkas {name} belum dilampirkan. Pilih lagi berkasnya, tekan Lampirkan, lalu serahkan."
        for field, name in _chosen(request).items()
    }
    if left:
        raise Refused("Berkas yang dipilih belum dilampirkan, jadi formulir belum diserahkan.", fields=left)


def _submit(request: SignedInRequest, found: Sheet) -> str:
    _no_file_left(request)
    visit = policy.filling_visit(found)
    submit_sheet(
        sheet_id=found.pk, seen=_seen(request), typed=_typed(request, found), by=request.acting, at=clock.now()
    )
    if visit is not None and visit.rule.act == "validasi":
        return "Data unit ini sudah divalidasi dan terkunci."
    to = ", ".join(visit.rule.to) if visit is not None else ""
    return f"Formulir diserahkan kepada {to}." if to else "Formulir diserahkan."


def _correct(request: SignedInRequest, found: Sheet) -> str:
    correction = correction_of(found)
    if correction is None:
        raise Refused(f"Tidak ada perbaikan yang diminta pada {found}; mungkin sudah diserahkan rekan Anda.")
    _no_file_left(request)
    correct_sheet(
        correction_id=correction.pk,
        seen=_seen(request),
        typed=_typed(request, found),
        note=request.POST.get("note", ""),
        by=request.acting,
        at=clock.now(),
    )
    return "Perbaikan diserahkan. Angka lama dan baru tercatat pada jejak."


def _hold(request: SignedInRequest, found: Sheet) -> str:
    """Enter in a field of a correction ends nothing."""
    raise Refused("Perbaikan belum diserahkan. Periksa isiannya, lalu tekan Serahkan perbaikan.")


def _confirm(request: SignedInRequest, found: Sheet) -> str:
    confirm_sheet(sheet_id=found.pk, seen=_seen(request), by=request.acting, at=clock.now())
    return "Angka dikonfirmasi; formulir tetap terkunci dan bagian unit Anda selesai."


def _ask(request: SignedInRequest, found: Sheet) -> str:
    asked = ask_revision(
        sheet_id=found.pk,
        seen=_seen(request),
        codes=request.POST.getlist("codes"),
        reason=request.POST.get("reason", ""),
        by=request.acting,
        at=clock.now(),
    )
    return f"Permintaan revisi {', '.join(asked.scope)} dikirim. Anda diberi tahu begitu dijawab."


def _answered(request: SignedInRequest, found: Sheet) -> dict[str, Any]:
    wish = request_of(found)
    if wish is None:
        raise Refused(f"Tidak ada permintaan revisi pada {found}. Muat ulang halamannya.")
    seen = _number(request.POST.get("request_seen", ""))
    return {"request_id": wish.pk, "seen": seen, "by": request.acting, "at": clock.now()}


def _grant(request: SignedInRequest, found: Sheet) -> str:
    typed = with_zone(request.POST.get("due_at", ""), calendar_of(request.acting.agency))
    try:
        due_at = datetime.fromisoformat(typed)
    except ValueError:
        due_at = None
    grant_revision(due_at=due_at, **_answered(request, found))
    return f"Revisi diizinkan; {found.unit.name} menerima tugas perbaikannya."


def _refuse(request: SignedInRequest, found: Sheet) -> str:
    refuse_revision(reply=request.POST.get("reply", ""), **_answered(request, found))
    return "Permintaan revisi ditolak; kepala unit diberi tahu beserta alasannya."


def _hold_answer(request: SignedInRequest, found: Sheet) -> str:
    """Enter in a field of an answer answers nothing."""
    raise Refused("Permintaan revisi belum dijawab. Tekan Izinkan revisi atau Tolak.")


# What a button sends as `do`, and what then is asked; anything else keeps a draft.
DOINGS = {
    "terima": _receive,
    "serahkan": _submit,
    "konfirmasi": _confirm,
    "perbaikan": _correct,
    "periksa": _hold,
    "minta-revisi": _ask,
    "izinkan": _grant,
    "tolak": _refuse,
    "periksa-revisi": _hold_answer,
}


@require_POST
@acting_required
def evidence(request: SignedInRequest, pk: int, figure: int) -> HttpResponse:
    """Attach one file to one figure; what is typed on the page travels along and is shown again, not yet saved."""
    found = _sheet_of(request, pk)
    wanted = get_object_or_404(Figure, pk=figure, sheet=found)
    field = f"evidence-{wanted.pk}"
    upload = request.FILES.get(field)
    try:
        if upload is None:
            raise Refused("Pilih berkasnya dahulu, lalu tekan Lampirkan.", fields={field: "Pilih berkas bukti."})
        replaces = request.POST.get(f"replaces-{wanted.pk}", "")
        add_evidence(
            figure_id=wanted.pk,
            filename=upload.name or "berkas",
            data=upload.read(settings.UPLOAD_LIMIT + 1),  # one byte more than is taken: enough to be refused
            replaces=int(replaces) if replaces.isdecimal() else None,
            reason=request.POST.get(f"why-{wanted.pk}", ""),
            by=request.acting,
            at=clock.now(),
        )
    except Refused as refusal:
        return _page(request, found, typed=request.POST, refusal=refusal)
    request.session[_unsaved_key(found)] = _kept(request, found)
    messages.success(request, f"Berkas {upload.name} dilampirkan.")
    _warn_of_files(request, {name: left for name, left in _chosen(request).items() if name != field})
    return redirect(f"{reverse('sheet', args=[found.pk])}#angka-{wanted.pk}")


def _unsaved_key(found: Sheet) -> str:
    """The place in the session where typed but unsaved text waits for the page after an attached file."""
    return f"unsaved-sheet-{found.pk}"


def _kept(request: SignedInRequest, found: Sheet) -> dict[str, str]:
    keys = Figure.objects.filter(sheet=found).values_list("pk", flat=True)
    names = ["seen", "note", *(f"{name}-{key}" for key in keys for name in TYPED_FIELDS)]
    return {name: request.POST[name] for name in names if name in request.POST}


def _seen(request: SignedInRequest) -> int:
    return _number(request.POST.get("seen", ""))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _typed(request: SignedInRequest, found: Sheet) -> dict[int, Typed]:
    keys = Figure.objects.filter(sheet=found).order_by("position").values_list("pk", flat=True)
    typed = {key: typed_for(request.POST, key) for key in keys}
    return {key: text for key, text in typed.items() if text is not None}


def _chosen(request: SignedInRequest) -> dict[str, str]:
    """Return the names of the files that were chosen on the page, by field."""
    return {field: upload.name or "berkas" for field, uploads in request.FILES.lists() for upload in uploads}


def _warn_of_files(request: SignedInRequest, left: Mapping[str, str]) -> None:
    """Tell of files that were chosen but not sent with their own button: a browser cannot choose them again."""
    if left:
        names = ", ".join(left.values())
        messages.warning(request, f"Belum dilampirkan: {names}. Pilih lagi berkasnya, lalu tekan Lampirkan.")


def _page(
    request: SignedInRequest,
    found: Sheet,
    *,
    typed: Mapping[str, Any] | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    found = _sheet_of(request, found.pk)  # as it is now, also after a refusal
    figures, by, at = figure_rows(sheet=found), request.acting, clock.now()
    told = findings_of(sheet=found) if found.state != SheetState.EMPTY else []
    lines = finding_lines(beside(told, refusal.fields if refusal else {}))
    carried = carried_into(found.cycle, on=day_at(by.agency, at), unit_id=found.unit_id)
    shown: Shown = sheet_page(
        found, figures, by=by, at=at, typed=typed, refusal=refusal, findings=lines, carried=carried
    )
    sent = request.POST if refusal else None
    context: dict[str, Any] = {
        "crumbs": [Crumb(reverse("sheets"), "Formulir")],
        "sheet": shown,
        "rows": shown.rows,
        "revision": revision_of(found, figures, by=by, at=at, typed=sent, refusal=refusal),
        "problems": _problems(shown, refusal),
        "acts": shown.acts,
    }
    return render(request, "pages/sheet.html", context, status=422 if refusal else 200)


def _problems(shown: Shown, refusal: Refused | None) -> list[Problem]:
    if refusal is None:
        return []
    if not refusal.fields:
        return [Problem("", str(refusal))]
    names = {"note", "codes", "reason", "due_at", "reply"}
    names |= {field.html_name for row in shown.rows if row.form for field in row.form}
    return [Problem(f"id_{name}" if name in names else "", told) for name, told in refusal.fields.items()]
