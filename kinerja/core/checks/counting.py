"""What a unit counts: whole things, a share of a hundred, an index, rupiah, or a measure that divides."""

import re
from functools import lru_cache
from typing import Final

PERCENT: Final = "%"

_PERCENTS: Final = frozenset({"%", "persen", "prosen", "percent", "persentase", "prosentase"})
_INDICES: Final = frozenset({"indeks", "index"})
_RUPIAH: Final = frozenset({"rp", "rp.", "rupiah", "idr"})
# Things that come whole, by the first word of the unit as officials write it. What is not here may be divided.
_WHOLE_WORDS: Final = (
    "aduan amil anak anggota aplikasi arsip aset bangunan berita berkas bidang buah buku dapil desa dok dokumen "
    "dusun eksemplar event faskes fraksi gedung guru indikator informasi instansi jabatan jiwa judul kader kali "
    "kampung kasus kecamatan keg kegiatan kejadian kelompok keluhan kelurahan kendaraan keputusan keputusandprd "
    "kk kode koperasi kunjungan lap laporan layanan lembaga lokasi lomba mobil motor naskah nota opd orang "
    "organisasi paket pasar pegawai pekerja pelanggaran pelatihan penduduk pengaduan peralatan perda perkara "
    "permohonan pertemuan perusahaan peserta pokir pokmas posyandu produk propemperda puskesmas rapat raperda "
    "regulasi rekomendasi ruang ruangan rumah sarana satuan sekolah set siswa sk skpd stel surat tatib temuan "
    "tenaga titik umkm unit usulan warga"
)
_WHOLE: Final = frozenset(_WHOLE_WORDS.split())
# "Dok" is Dokumen; "m" is not mil.
_LEAST_LETTERS: Final = 3
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_PER: Final = re.compile(r"\s*(?:/|\bper\b)\s*")
_ALTERNATIVES: Final = re.compile(r"\s*[/;,&+]\s*|\s+(?:dan|atau)\s+")


@lru_cache(maxsize=4096)
def is_percent(unit: str) -> bool:
    """Return whether a unit is percent in any spelling: "%", "Persen", "% (persen)"."""
    return _bare(unit) in _PERCENTS


@lru_cache(maxsize=4096)
def is_money(unit: str) -> bool:
    """Return whether a unit is rupiah in any spelling."""
    return _bare(unit) in _RUPIAH


def is_not_added_up(unit: str) -> bool:
    """Return whether figures of this unit make no sense added up over periods: percentages and indices."""
    return is_percent(unit) or _bare(unit) in _INDICES


@lru_cache(maxsize=4096)
def is_counted(unit: str) -> bool:
    """Return whether a unit counts things, also per something else: "Dokumen", "Satuan Pendidikan", "Orang/bulan"."""
    return _first(_ALTERNATIVES.split(_bare(unit))[0]) in _WHOLE


@lru_cache(maxsize=4096)
def is_indivisible(unit: str) -> bool:
    """Return whether a half of this unit cannot be: "Dokumen", but not "Orang/bulan", which is an average's unit."""
    return is_counted(unit) and len(_ALTERNATIVES.split(_bare(unit))) == 1


@lru_cache(maxsize=4096)
def different_units(unit: str) -> tuple[str, ...]:
    """Return the units that one cell names, where figures of it could be of either: "Persen / Organisasi".

    "Orang/bulan" is one unit: what is divided by a time or a measure is not a second thing to count.
    """
    parts = _ALTERNATIVES.split(" ".join(_BRACKETS.sub(" ", unit).split()))
    known = [part for part in parts if is_percent(part) or is_counted(part)]
    distinct = {PERCENT if is_percent(part) else part.casefold() for part in known}
    return tuple(parts) if len(parts) > 1 and len(known) == len(parts) and len(distinct) > 1 else ()


@lru_cache(maxsize=4096)
def same_unit(one: str, other: str) -> bool:
    """Return whether two units are one, however they are spelled: "Dok." is "dokumen". A blank one goes with any.

    A unit that names several ("Persen / Organisasi") goes with each of them; that it does is check 13's subject.
    """
    words, others = (_PER.sub("/", _bare(unit)).split() for unit in (one, other))
    if not words or not others or (is_money(one) and is_money(other)):
        return True
    if words[0].partition("/")[0] in _PERCENTS and others[0].partition("/")[0] in _PERCENTS:
        return True  # "% per tahun" is measured in percent
    if len(words) == len(others) and all(map(_abbreviates, words, others)):
        return True
    return any(
        same_unit(part, fitting)
        for several, fitting in ((one, other), (other, one))
        for part in different_units(several)
    )


def _abbreviates(one: str, other: str) -> bool:
    """Whether two words are the same, or one is the first letters of the other."""
    shorter, longer = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    return shorter == longer or (len(shorter) >= _LEAST_LETTERS and longer.startswith(shorter) and longer.isalpha())


def _bare(unit: str) -> str:
    """Return a unit without what stands in brackets, in lower case: "% (persen)" is "%"."""
    return " ".join(_BRACKETS.sub(" ", unit).split()).casefold()


def _first(unit: str) -> str:
    return unit.split(" ", 1)[0]
