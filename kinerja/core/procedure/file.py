"""The procedure file: TOML under the official form's own labels, read into the model.

Reading never stops at the first fault: what is missing or of the wrong kind is noted, an empty value takes its place,
and the file is refused as a whole at the end.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from kinerja.core.procedure.model import (
    ACTS,
    EVIDENCE,
    FINISHED,
    OUTSIDE,
    PERFORMANCE_FORM,
    RETURN_DEMANDS,
    RETURN_SCOPES,
    WHOLE_FOLDER,
    Accepted,
    Across,
    Decision,
    Document,
    Fault,
    Gate,
    IdentityChange,
    Procedure,
    Role,
    StandardTime,
    Step,
)
from kinerja.core.procedure.soundness import unsound

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_STEP_KEYS = (
    "no", "no_tercetak", "uraian", "pelaksana", "kepada", "pembantu", "peserta", "diteruskan", "tindakan", "juga",
    "kelengkapan", "waktu", "output", "keterangan", "catatan", "keputusan", "bersama", "mulai", "formulir",
    "selesai", "usul", "sumber", "keyakinan", "rekonsiliasi",
)  # fmt: skip


def read(text: str) -> tuple[Procedure | None, tuple[Fault, ...]]:
    """Return the procedure of a file's text, or None and every fault that keeps it from running.

    Faults come with those outside the steps first, then step by step. Top-level keys that are not known are left
    alone (an agency may keep notes of its own); inside a step, a decision or a paper they are a fault, because there
    a misspelt key would silently change how a case runs.
    """
    try:
        values = cast(dict[str, object], tomllib.loads(text, parse_float=Decimal))
    except (ValueError, RecursionError) as error:
        return None, (Fault(None, "berkas", _unreadable(error)),)
    faults: list[Fault] = []
    procedure = _procedure(_Table(values, "Berkas", faults))
    faults += unsound(procedure)
    faults.sort(key=lambda fault: fault.step or 0)
    return (None, tuple(faults)) if faults else (procedure, ())


def _unreadable(error: Exception) -> str:
    """Say where the text stops being TOML; the parser's own words are English and are not shown."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    where = f"pada baris {place[1]}, kolom {place[2]}" if place else "sampai akhir"
    return f"Berkas prosedur tidak dapat dibaca {where}. Periksa tanda petik, kurung, dan tanggal di sekitar itu."


class _Table:
    """One table of the file; reading a key that is missing or of the wrong kind notes a fault and goes on."""

    def __init__(
        self, values: dict[str, object], where: str, faults: list[Fault], step: int | None = None, prefix: str = ""
    ) -> None:
        self.values, self.where, self.faults, self.step, self.prefix = values, where, faults, step, prefix

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(Fault(self.step, self.prefix + key, f"{self.where} {sentence}"))

    def known(self, *keys: str) -> None:
        for key in self.values:
            if key not in keys:
                self.fault(key, f'memuat "{key}" yang tidak dikenal. Perbaiki ejaannya atau hapus.')

    def _value(self, key: str, default: object, example: str) -> object:
        if key not in self.values and default is None:
            self.fault(key, f'tidak memuat "{key}". Tambahkan, misalnya {key} = {example}.')
        return self.values.get(key, default)

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        if value is not None:
            self.fault(key, f'mempunyai "{key}" yang bukan {wanted}. Perbaiki isinya.')

    def text(self, key: str, default: str | None = None, *, filled: bool = False) -> str:
        value = self._value(key, default, '"..."')
        if not isinstance(value, str):
            self._wrong(key, value, "teks di antara tanda petik")
            return ""
        if filled and not value.strip():
            self.fault(key, f'mempunyai "{key}" yang kosong. Isi bagian itu.')
        return value

    def texts(self, key: str, default: Sequence[str] | None = None, *, filled: bool = False) -> tuple[str, ...]:
        value = self._value(key, default, '["..."]')
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.strip() for item in value):
            self._wrong(key, value, "daftar teks")
            return ()
        if filled and not value:
            self.fault(key, f'mempunyai "{key}" yang kosong. Isi paling sedikit satu.')
        for item, times in Counter(value).items():
            if times > 1:
                self.fault(key, f'menyebut "{item}" lebih dari sekali pada "{key}". Hapus yang berlebih.')
        return tuple(value)

    def number(self, key: str) -> int:
        value = self._value(key, None, "1")
        if not _whole(value):
            self._wrong(key, value, "bilangan bulat mulai dari 1")
            return 0
        return cast(int, value)

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self._value(key, (), "[1]")
        if not isinstance(value, list | tuple) or not all(_whole(item) for item in value):
            self._wrong(key, value, "daftar bilangan bulat mulai dari 1")
            return ()
        return tuple(value)

    def day(self, key: str) -> date | None:
        value = self._value(key, None, '2024-01-02, atau "" bila belum ada')
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value != "":
            self._wrong(key, value, 'tanggal seperti 2024-01-02 tanpa tanda petik, atau "" bila belum ada')
        return None

    def flag(self, key: str) -> bool:
        value = self._value(key, False, "true")
        if not isinstance(value, bool):
            self._wrong(key, value, "true atau false")
        return value is True

    def table(self, key: str, example: str = "") -> _Table | None:
        """The table under a key, or None; it is demanded where there is an `example` to show."""
        value = self._value(key, None if example else (), example)
        if not isinstance(value, dict):
            if value != ():
                self._wrong(key, value, "tabel")
            return None
        return _Table(value, self.where, self.faults, self.step, f"{self.prefix}{key}.")

    def tables(self, key: str, title: str, *, filled: bool = False) -> list[_Table]:
        """The tables listed under a key, each called by the title and its place in the list."""
        value = self._value(key, None if filled else (), "[{ ... }]")
        if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
            self._wrong(key, value, "daftar tabel")
            return []
        if filled and value == []:
            self.fault(key, f'mempunyai "{key}" yang kosong. Isi paling sedikit satu.')
        prefix = f"{self.prefix}{key}."
        return [_Table(item, f"{title} ke-{no}", self.faults, self.step, prefix) for no, item in enumerate(value, 1)]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _procedure(top: _Table) -> Procedure:
    code = top.text("kode", filled=True)
    if code.strip() and not _CODE.fullmatch(code):
        top.fault("kode", 'mempunyai "kode" di luar huruf kecil, angka, dan tanda hubung. Tulis misalnya setwan-1.')
    narrative, form = top.table("narasi"), top.table("format")
    return Procedure(
        code=code,
        version=top.text("versi", filled=True),
        status=top.text("status", ""),
        manuscript=top.text("naskah", ""),
        printed_form=top.text("bentuk_tercetak", ""),
        government=top.text("instansi", filled=True),
        unit=top.text("unit_kerja", filled=True),
        number=top.text("nomor"),
        name=top.text("nama", filled=True),
        made_on=top.day("tanggal_pembuatan"),
        revised_on=top.day("tanggal_revisi"),
        effective_on=top.day("tanggal_efektif"),
        approved_by=top.text("disahkan_oleh", filled=True),
        signature=top.text("tanda_tangan", ""),
        frequency=top.texts("frekuensi", ()),
        triggers=top.texts("pemicu", ()),
        legal_basis=top.texts("dasar_hukum"),
        qualifications=top.texts("kualifikasi_pelaksana"),
        related=top.texts("keterkaitan"),
        equipment=top.texts("peralatan"),
        warnings=top.texts("peringatan"),
        recording=top.texts("pencatatan"),
        lanes=top.texts("pelaksana", filled=True),
        documents=tuple(_document(table) for table in top.tables("dokumen", "Dokumen", filled=True)),
        steps=tuple(_step(table) for table in top.tables("langkah", "Langkah", filled=True)),
        gate=_gate(top.table("gerbang")),
        form_title=form.text("judul", filled=True) if form else "",
        form_columns=form.texts("kolom", filled=True) if form else (),
        narrative={key: narrative.texts(key) for key in narrative.values} if narrative else {},
        accepted=tuple(
            Accepted(table.text("temuan", filled=True), table.text("objek", ""), table.text("alasan", filled=True))
            for table in top.tables("diterima", "Temuan diterima")
        ),
        identity_changes=tuple(
            _identity_change(table) for table in top.tables("rekonsiliasi_identitas", "Rekonsiliasi identitas")
        ),
        roles=tuple(
            Role(table.text("unit", ""), table.text("pelaksana", ""), table.texts("jabatan"), table.numbers("sumber"))
            for table in top.tables("peran", "Peran")
        ),
    )


def _document(table: _Table) -> Document:
    name = table.text("nama", filled=True)
    if name.strip():
        table.where = f'Dokumen "{name}"'
    table.known("nama", "jenis", "asal", "guna", "alias", "tercetak", "sumber")
    origin, use = table.text("asal", filled=True), table.text("guna", "")
    if origin not in (OUTSIDE, WHOLE_FOLDER) and not re.fullmatch(r"[1-9][0-9]{0,3}", origin):
        if origin.strip():
            table.fault("asal", 'mempunyai "asal" yang tidak dikenal. Tulis "luar", "berkas", atau nomor langkah.')
        origin = OUTSIDE
    if use not in ("", EVIDENCE):
        table.fault("guna", f'mempunyai "guna" yang tidak dikenal. Tulis "{EVIDENCE}" atau hapus.')
    return Document(
        name=name,
        kind=table.text("jenis", filled=True),
        origin=origin,
        evidence=use == EVIDENCE,
        aliases=table.texts("alias", ()),
        printed=table.text("tercetak", ""),
    )


def _step(table: _Table) -> Step:
    if _whole(table.values.get("no")):
        table.step = cast(int, table.values["no"])
        table.where, table.prefix = f"Langkah {table.step}", ""  # the fault itself carries the step
    table.known(*_STEP_KEYS)
    proposed, sources = table.texts("usul", ()), table.table("sumber")
    for field in proposed:
        if field not in table.values:
            table.fault("usul", f'menyebut "{field}" sebagai usul, padahal bagian itu tidak ada. Perbaiki namanya.')
    step = Step(
        no=table.number("no"),
        printed_no=table.number("no_tercetak") if "no_tercetak" in table.values else None,
        text=table.text("uraian", filled=True),
        performer=table.text("pelaksana", filled=True),
        to=table.texts("kepada"),
        helpers=table.texts("pembantu", ()),
        attendees=table.texts("peserta", ()),
        forwarded_to=table.texts("diteruskan", ()),
        act=table.text("tindakan", filled=True),
        also=table.texts("juga", ()),
        inputs=table.texts("kelengkapan"),
        time=_standard_time(table.table("waktu", '{ jumlah = 1, satuan = "hari" }')),
        outputs=table.texts("output", filled=True),
        remark=table.text("keterangan"),
        note=table.text("catatan", ""),
        decision=_decision(table.table("keputusan")),
        together=table.numbers("bersama"),
        start_rule=table.text("mulai", ""),
        form=table.text("formulir", PERFORMANCE_FORM),
        ends=table.flag("selesai"),
        proposed=proposed,
        sources={key: sources.numbers(key) for key in sources.values} if sources else {},
        certainty=table.text("keyakinan", ""),
        reconciliation=table.text("rekonsiliasi", ""),
    )
    for field, acts in (("tindakan", (step.act,)), ("juga", step.also)):
        for act in acts:
            if act.strip() and act not in ACTS:
                table.fault(field, f'memakai tindakan "{act}" yang tidak dikenal. Pilih: {", ".join(sorted(ACTS))}.')
    return step


def _standard_time(table: _Table | None) -> StandardTime:
    if table is None:
        return StandardTime(0, "menit")
    table.known("jumlah", "satuan")
    amount, unit = table.number("jumlah"), table.text("satuan", filled=True)
    if unit.strip() and unit not in ("menit", "hari"):
        table.fault("satuan", f'memakai satuan waktu "{unit}" yang tidak dikenal. Tulis "menit" atau "hari".')
    return StandardTime(amount, "hari" if unit == "hari" else "menit")


def _decision(table: _Table | None) -> Decision | None:
    if table is None:
        return None
    table.known("ya", "tidak", "boleh", "lintas", "per", "wajib", "tercetak")
    across = table.tables("lintas", f"{table.where}, lintas")
    printed = table.table("tercetak")
    decision = Decision(
        yes=None if table.values.get("ya") == FINISHED else table.number("ya"),
        no=table.number("tidak"),
        allowed=table.numbers("boleh"),
        across=tuple(Across(other.text("prosedur", filled=True), other.number("langkah")) for other in across),
        per=table.texts("per", ()),
        required=table.texts("wajib", ()),
        printed={lane: printed.text(lane) for lane in printed.values} if printed else {},
    )
    for field, words, allowed in (("per", decision.per, RETURN_SCOPES), ("wajib", decision.required, RETURN_DEMANDS)):
        for word in words:
            if word not in allowed:
                choices = ", ".join(sorted(allowed))
                table.fault(field, f'memuat "{word}" yang tidak dikenal pada "{field}". Pilih: {choices}.')
    return decision


def _gate(table: _Table | None) -> Gate | None:
    if table is None:
        return None
    table.where = "Gerbang"
    gate = Gate(
        step=table.number("langkah"),
        procedure=table.text("menunggu", filled=True),
        awaited_step=table.number("langkah_ditunggu"),
        answer=table.text("jawaban", filled=True),
    )
    if gate.answer.strip() and gate.answer != "ya":
        table.fault("jawaban", f'menunggu jawaban "{gate.answer}" yang tidak dikenal. Tulis jawaban = "ya".')
    return gate


def _identity_change(table: _Table) -> IdentityChange:
    return IdentityChange(
        field=table.text("bidang", filled=True),
        printed=table.text("tercetak"),
        becomes=table.text("menjadi"),
        reason=table.text("alasan", filled=True),
        sources=table.numbers("sumber"),
        proposed=table.flag("usul"),
    )
