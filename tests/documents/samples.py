"""One sample of every paper, as the Sekretariat DPRD Kabupaten Purwakarta could print it. All figures are contoh."""

from __future__ import annotations

from dataclasses import replace

from kinerja.documents.content.analysis import FollowUp
from kinerja.documents.content.archive import ArchiveEntry, ArchiveList
from kinerja.documents.content.covering import CopyLine, CopyList, CoveringLetter, Sent
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.meetings import Attendance, Attendee, Decision, Invitation, Minutes, Occasion, Point
from kinerja.documents.content.orders import Disposition, DispositionEntry, DispositionSheet, Letter
from kinerja.documents.content.paper import Choice, Head, Letterhead, Signature, approval_sentence
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
from kinerja.documents.content.reports import (
    CollectionReport,
    MeasurementReport,
    Returned,
    UnmeasuredDraft,
)
from kinerja.documents.content.results import (
    CollectedFigure,
    CollectedGroup,
    LevelAverages,
    MeasuredFigure,
    MeasuredGroup,
    MeasurementRecap,
    MeasurementSheet,
    NodeAverage,
    Recap,
    UnitCompleteness,
)
from kinerja.documents.content.sheets import Evidence, Receipt, ReceiptRow, SheetForm, SheetRow
from kinerja.documents.content.validation import PersonnelData, StaffLine, Validated, ValidationRecord

SEKRETARIS = "Sekretaris DPRD"
KABAG = "Kepala Bagian Umum dan Keuangan"
TIM = "Sekretaris Tim SAKIP"
KASUBAG = "Kepala Subbagian Perencanaan dan Keuangan"
STAF = "Staf Bagian Umum dan Keuangan"
UMUM = "Bagian Umum dan Keuangan"
SIDANG = "Bagian Persidangan dan Perundang-undangan"
AWAS = "Bagian Fasilitasi Penganggaran dan Pengawasan"

COLLECTING = Head(
    letterhead=Letterhead(
        government="Pemerintah Kabupaten Purwakarta",
        agency="Sekretariat Dewan Perwakilan Rakyat Daerah",
        address="Jalan Contoh Nomor 1, Purwakarta 41100",
        contact="Telepon (0264) 000000, laman setwan.contoh.go.id",
    ),
    number="000.8.6.3/012/Setwan/2024",
    place="Purwakarta",
    date="1 April 2024",
    period="Triwulan I Tahun 2024",
    procedure="SOP Pengumpulan Data Kinerja",
    step="Langkah 1",
    source_note="Data bertanda contoh (sasaran, target triwulan, realisasi, bukti) dibuat untuk peragaan, bukan resmi.",
)
MEASURING = replace(COLLECTING, procedure="SOP Pengukuran Kinerja", date="22 April 2024")


def signed(post: str, **more: str) -> Signature:
    """A post that approved in the application."""
    return Signature(
        post=post, approval=approval_sentence(post, "1 April 2024 pukul 08.05 WIB"), **{"place": "", **more}
    )


def dated(post: str, **more: str) -> Signature:
    return signed(post, place="Purwakarta", date="1 April 2024", **more)


LETTER = Letter(
    sender="Inspektorat Kabupaten Purwakarta",
    number="700/118/Inspektorat/2024",
    date="28 Maret 2024",
    received="1 April 2024",
    agenda="045",
    subject="Permintaan data capaian kinerja Triwulan I Tahun 2024 (contoh)",
)

DISPOSITION = Disposition(
    head=COLLECTING,
    letter=LETTER,
    giver=SEKRETARIS,
    recipients=(KABAG,),
    instructions=(
        "Laksanakan pengumpulan data kinerja Triwulan I Tahun 2024 bersama Tim SAKIP",
        "Laporkan hasilnya setelah ditelaah",
    ),
    signature=dated(SEKRETARIS),
    urgency="Segera",
    due="19 April 2024",
    note="Perhatikan cuti bersama 8 sampai dengan 15 April 2024.",
)

SHEET = DispositionSheet(
    head=replace(COLLECTING, step="Langkah 11"),
    letter=replace(LETTER, sender=KABAG, subject="Laporan hasil pengumpulan data kinerja Triwulan I Tahun 2024"),
    recipients=(Choice(KABAG, ticked=True), Choice("Kepala Bagian Persidangan dan Perundang-undangan"), Choice(TIM)),
    instructions=(
        Choice("Tanggapan dan saran"),
        Choice("Proses lebih lanjut", ticked=True),
        Choice("Koordinasi/konfirmasikan"),
    ),
    entries=(
        DispositionEntry(
            SEKRETARIS,
            KABAG,
            "Gunakan sebagai bahan pengukuran kinerja dan penyusunan Laporan Kinerja.",
            "19 April 2024",
            approval_sentence(SEKRETARIS, "19 April 2024 pukul 10.30 WIB"),
        ),
    ),
    urgency="Segera",
)

BLANK_SHEET = replace(
    SHEET,
    letter=Letter(),
    recipients=tuple(replace(one, ticked=False) for one in SHEET.recipients),
    instructions=tuple(replace(one, ticked=False) for one in SHEET.instructions),
    entries=(),
    urgency="",
)

OCCASION = Occasion(
    subject="Rapat Arahan Pengumpulan Data Kinerja Triwulan I Tahun 2024",
    day="Selasa, 2 April 2024",
    time="09.00 s.d. 10.00 WIB",
    venue="Ruang Rapat Sekretariat DPRD",
    agenda=("Arahan Kepala Bagian", "Pembagian tugas Tim SAKIP", "Jadwal pengumpulan data"),
)

INVITATION = Invitation(
    head=COLLECTING,
    occasion=OCCASION,
    recipients=("Ketua Tim SAKIP", TIM, "Anggota Tim SAKIP"),
    introduction="Menindaklanjuti disposisi Sekretaris DPRD tanggal 1 April 2024 tentang pengumpulan data kinerja, "
    "dengan ini kami mengundang Saudara untuk hadir pada rapat yang akan diselenggarakan pada:",
    signature=signed(KABAG, capacity="a.n. Sekretaris DPRD"),
    copies=("Sekretaris DPRD (sebagai laporan)",),
)

ATTENDANCE = Attendance(
    head=replace(COLLECTING, number=""),
    occasion=OCCASION,
    attendees=(
        Attendee(KABAG, UMUM, "Hadir, dikonfirmasi di aplikasi 2 April 2024 pukul 08.58 WIB"),
        Attendee(TIM, UMUM, "Hadir, dikonfirmasi di aplikasi 2 April 2024 pukul 08.55 WIB"),
        Attendee("Anggota Tim SAKIP", SIDANG, "Hadir, dikonfirmasi di aplikasi 2 April 2024 pukul 09.01 WIB"),
        Attendee("Anggota Tim SAKIP", AWAS),
    ),
    signature=dated(KABAG),
    blank_rows=2,
)

MINUTES = Minutes(
    head=replace(COLLECTING, number="", step="Langkah 2"),
    occasion=OCCASION,
    chair=KABAG,
    recorder=TIM,
    participants=(KABAG, TIM, "Anggota Tim SAKIP (3 orang)"),
    points=(
        Point("Arahan", "Data kinerja dikumpulkan dari seluruh Bagian paling lambat sebelum cuti bersama."),
        Point("Bukti", "Setiap realisasi disertai bukti pendukung yang dapat diperiksa."),
        Point("", "Indikator yang datanya belum tersedia diberi alasan dan perkiraan waktu."),
    ),
    decisions=(
        Decision("Menyusun program kerja kegiatan pengumpulan data", TIM, "3 April 2024"),
        Decision("Menyiapkan dokumen pelengkap sesuai ceklist", "Anggota Tim SAKIP", "5 April 2024"),
        Decision("Mengisi dan menyerahkan formulir", "Para Kasubag/JF", "17 April 2024"),
    ),
    signatures=(dated(KABAG, role="Pimpinan rapat"), dated(TIM, role="Notulis")),
)

WORK_PLAN = WorkPlan(
    head=replace(COLLECTING, number="", step="Langkah 3"),
    basis=(
        "Disposisi Sekretaris DPRD tanggal 1 April 2024",
        "Notulen rapat arahan tanggal 2 April 2024",
    ),
    purpose="Program kerja ini menjadi pedoman Tim SAKIP agar data capaian kinerja Triwulan I Tahun 2024 terkumpul "
    "lengkap, benar, dan tepat waktu.",
    activities=(
        Activity(
            "Mengumpulkan dokumen yang diperlukan", "Tim SAKIP", "3 April 2024", "5 April 2024", "Ceklist Dokumen"
        ),
        Activity("Menyiapkan formulir", "Tim SAKIP", "5 April 2024", "5 April 2024", "Formulir"),
        Activity("Mendistribusikan formulir", "Tim SAKIP", "5 April 2024", "5 April 2024", "Tanda terima"),
        Activity(
            "Mengisi dan menyerahkan formulir",
            "Kasubag/JF",
            "5 April 2024",
            "16 April 2024",
            "Formulir terisi",
            "Cuti bersama 8 s.d. 15 April",
        ),
        Activity("Merekap data capaian kinerja", "Tim SAKIP", "17 April 2024", "17 April 2024", "Rekapitulasi"),
        Activity("Menelaah laporan", "Kepala Bagian", "18 April 2024", "18 April 2024", "Laporan hasil pengumpulan"),
    ),
    signatures=(signed(KABAG, role="Mengetahui"), dated(TIM, role="Disusun oleh")),
)

CHECKLIST = Checklist(
    head=replace(COLLECTING, number="", step="Langkah 4"),
    items=(
        ChecklistItem("Perjanjian Kinerja Tahun 2024", True, "PK-2024 versi 1 (contoh)"),
        ChecklistItem("Renstra 2024-2026", True, "Renstra versi 2 (contoh)"),
        ChecklistItem("Rencana Kerja Perangkat Daerah 2024", True, "Renja versi 1 (contoh)"),
        ChecklistItem("RKA-DPA 2024", True, "DPA versi 1 (contoh)"),
        ChecklistItem("Laporan Kinerja (LKjIP) 2023", True, "LKjIP-2023.pdf (contoh)"),
        ChecklistItem("Survei Kepuasan Masyarakat", False, "", "Survei baru dilaksanakan pada Triwulan II"),
        ChecklistItem("Dokumen hasil penilaian SAKIP 2023", True, "LHE-2023.pdf (contoh)"),
    ),
    signature=dated(TIM),
)

SCALE = (
    ScaleStep("91,00 ke atas", "Sangat Tinggi"),
    ScaleStep("76,00 sampai 90,99", "Tinggi"),
    ScaleStep("66,00 sampai 75,99", "Sedang"),
    ScaleStep("51,00 sampai 65,99", "Rendah"),
    ScaleStep("di bawah 51,00", "Sangat Rendah"),
)

METHOD = MethodSheet(
    head=replace(MEASURING, number="", step="Langkah 4"),
    method="Permendagri 86/2017, versi 1; capaian dihitung sampai dengan periode terhadap target sampai dengan periode",
    rules=(
        "Capaian dibulatkan dua angka desimal, setengah ke atas; tidak pernah kurang dari 0,00.",
        "Target periode kosong atau nol sedangkan target tahun tidak nol: belum ditargetkan, tidak masuk rata-rata.",
        "Rata-rata memakai capaian yang dibatasi 100,00; nilai tanpa batas dicantumkan di sampingnya.",
    ),
    groups=(
        MethodGroup(
            "Sasaran",
            "Meningkatnya kualitas pelayanan kepada DPRD (contoh)",
            (
                IndicatorMethod(
                    "Persentase keluhan layanan yang belum ditangani (contoh)",
                    "persen",
                    "turun",
                    "(2 x target - realisasi) / target",
                    "terakhir",
                    "5,00",
                    "Register keluhan",
                    "Kasubag Umum",
                ),
            ),
        ),
        MethodGroup(
            "Sub Kegiatan",
            "4.02.01.2.06.09 Penyelenggaraan Rapat Koordinasi dan Konsultasi SKPD",
            (
                IndicatorMethod(
                    "Terlaksananya kunjungan kerja/rapat koordinasi/konsultasi SKPD ke luar daerah",
                    "kali",
                    "naik",
                    "realisasi / target",
                    "jumlah",
                    "24",
                    "Laporan perjalanan dinas",
                    "Kepala Subbagian Tata Usaha dan Kepegawaian",
                ),
                IndicatorMethod(
                    "Tersusunnya Dokumen Perencanaan OPD yang sistematis, akurat dan tepat waktu",
                    "dok",
                    "naik",
                    "realisasi / target",
                    "jumlah",
                    "1",
                    "Dokumen Renja",
                    KASUBAG,
                ),
            ),
        ),
    ),
    scale=SCALE,
    signatures=(dated(TIM),),
)

GUIDE = MeasurementGuide(
    head=replace(MEASURING, number="000.8.6.3/001/JUKNIS/SETWAN/2024", step="Langkah 4"),
    method=METHOD.method,
    in_force="1 Januari 2018",
    references=("Capaian: PermenPANRB 53/2014", "Predikat: Permendagri 86/2017"),
    formulas=(
        FormulaLine("naik", "makin tinggi makin baik.", "realisasi ÷ target"),
        FormulaLine("turun", "makin rendah makin baik.", "(2 × target − realisasi) ÷ target"),
    ),
    rules=METHOD.rules,
    scale=SCALE,
)

FORM = SheetForm(
    head=replace(COLLECTING, number="", step="Langkah 5"),
    unit=UMUM,
    period_label="Triwulan I",
    rows=(
        SheetRow(
            "4.02.01.2.01.01 Penyusunan Dokumen Perencanaan Perangkat Daerah",
            "Tersusunnya Dokumen Perencanaan OPD yang sistematis, akurat dan tepat waktu",
            "dok",
            "2",
            "1",
        ),
        SheetRow(
            "4.02.01.2.06.06 Penyediaan Bahan Bacaan dan Peraturan Perundang-undangan",
            "tersedianya bahan bacaan dan peraturan perundang-undangan",
            "eksemplar",
            "300",
            "75",
        ),
        SheetRow(
            "4.02.01.2.09.06 Pemeliharaan Peralatan dan Mesin Lainnya",
            "Terpeliharanya alat kantor, alat rumah tangga, komputer",
            "unit",
            "50",
            "",
        ),
    ),
    signatures=(dated(TIM, role="Disiapkan oleh"),),
    deadline="17 April 2024",
)

FILLED_FORM = replace(
    FORM,
    head=replace(COLLECTING, number="", step="Langkah 7"),
    filled=True,
    rows=(
        replace(FORM.rows[0], realisation="1"),
        replace(FORM.rows[1], realisation="60", remark="15 eksemplar dikirim penyedia bulan April"),
        replace(FORM.rows[2], realisation="n/a", remark="Berita acara belum terbit; diperkirakan 30 April 2024"),
    ),
    evidence=(
        Evidence(FORM.rows[0].indicator, "renja-2024 (contoh).pdf", "3f9a1c77be02"),
        Evidence(FORM.rows[1].indicator, "berita-acara-serah-terima (contoh).pdf", "a04c55d1907e"),
    ),
    signatures=(dated(KASUBAG, role="Yang menyerahkan"),),
)

RECEIPT = Receipt(
    head=replace(COLLECTING, number="", step="Langkah 6"),
    document="Formulir Pengumpulan Data Capaian Kinerja",
    rows=(
        ReceiptRow(
            UMUM,
            KASUBAG,
            21,
            "5 April 2024 14.00",
            "5 April 2024 14.20",
            "Dibuka di aplikasi oleh penerima",
        ),
        ReceiptRow(
            SIDANG, "Kepala Subbagian Persidangan", 9, "5 April 2024 14.00", "5 April 2024 15.05", "Dibuka di aplikasi"
        ),
        ReceiptRow(AWAS, "Analis Kebijakan Ahli Muda", 8, "5 April 2024 14.00"),
    ),
    signature=dated(TIM),
)

UNITS = (
    UnitCompleteness(UMUM, 21, 20, 1, "16 April 2024 11.10", "tepat waktu"),
    UnitCompleteness(SIDANG, 9, 9, 0, "17 April 2024 09.45", "terlambat 1 hari"),
    UnitCompleteness(AWAS, 8, 7, 0, "", ""),
)

COLLECTED = (
    CollectedGroup(
        "Sasaran",
        "Meningkatnya kualitas pelayanan kepada DPRD (contoh)",
        (
            CollectedFigure(
                "Persentase keluhan layanan yang belum ditangani (contoh)",
                "persen",
                UMUM,
                "5,00",
                "5,00",
                "6,25",
                "1 berkas",
            ),
        ),
    ),
    CollectedGroup(
        "Sub Kegiatan",
        "4.02.01.2.06.06 Penyediaan Bahan Bacaan dan Peraturan Perundang-undangan",
        (
            CollectedFigure(
                "tersedianya bahan bacaan dan peraturan perundang-undangan",
                "eksemplar",
                UMUM,
                "300",
                "75",
                "60",
                "1 berkas",
            ),
        ),
    ),
    CollectedGroup(
        "Sub Kegiatan",
        "4.02.02.2.02.01 Pembahasan KUA dan PPAS",
        (
            CollectedFigure(
                "Terbahasnya KUA dan PPAS tahun berikutnya",
                "nota kesepakatan",
                AWAS,
                "2",
                "",
                "",
                remark="belum ditargetkan pada periode ini",
            ),
        ),
    ),
)

RECAP = Recap(
    head=replace(COLLECTING, step="Langkah 8", remark="Angka berubah sejak rekapitulasi 17 April 2024 (kunjungan 1)."),
    period_label="Triwulan I",
    units=UNITS,
    groups=COLLECTED,
    signatures=(dated(TIM),),
)

MEASURED = (
    MeasuredGroup(
        "Sasaran",
        "Meningkatnya kualitas pelayanan kepada DPRD (contoh)",
        (
            MeasuredFigure(
                "Persentase keluhan layanan yang belum ditangani (contoh)",
                "persen",
                "turun",
                "5,00",
                "6,25",
                "75,00",
                "Sedang",
                "(2 x 5,00 - 6,25) / 5,00 = 75,00",
            ),
        ),
    ),
    MeasuredGroup(
        "Sub Kegiatan",
        "4.02.01.2.06.06 Penyediaan Bahan Bacaan dan Peraturan Perundang-undangan",
        (
            MeasuredFigure(
                "tersedianya bahan bacaan dan peraturan perundang-undangan",
                "eksemplar",
                "naik",
                "75",
                "60",
                "80,00",
                "Tinggi",
                "60 / 75 = 80,00",
            ),
        ),
    ),
    MeasuredGroup(
        "Sub Kegiatan",
        "4.02.02.2.02.01 Pembahasan KUA dan PPAS",
        (
            MeasuredFigure(
                "Terbahasnya KUA dan PPAS tahun berikutnya",
                "nota kesepakatan",
                "naik",
                "",
                "",
                "",
                "",
                "",
                "belum ditargetkan pada periode ini",
            ),
        ),
    ),
)

WORK_SHEET = MeasurementSheet(
    head=replace(MEASURING, number="", step="Langkah 5"),
    method=METHOD.method,
    groups=MEASURED,
    scale=SCALE,
    signatures=(dated(TIM),),
    remarks=("1 indikator belum ditargetkan pada periode ini dan tidak masuk rata-rata.",),
)

LEVELS = (
    LevelAverages("Tujuan", (NodeAverage("Terwujudnya dukungan pelaksanaan fungsi DPRD (contoh)", 0, 0, "", "", ""),)),
    LevelAverages(
        "Sasaran",
        (
            NodeAverage(
                "Meningkatnya kualitas pelayanan kepada DPRD (contoh)", 1, 1, "75,00", "75,00", "Sedang", "80,00"
            ),
        ),
    ),
    LevelAverages(
        "Sub Kegiatan",
        (
            NodeAverage(
                "4.02.01.2.06.06 Penyediaan Bahan Bacaan dan Peraturan Perundang-undangan",
                1,
                1,
                "80,00",
                "80,00",
                "Tinggi",
            ),
            NodeAverage("4.02.01.2.01.01 Penyusunan Dokumen Perencanaan", 1, 1, "100,00", "120,00", "Sangat Tinggi"),
            NodeAverage(
                "4.02.02.2.02.01 Pembahasan KUA dan PPAS", 1, 0, "", "", "", remark="belum ditargetkan pada periode ini"
            ),
        ),
    ),
)
AGENCY = NodeAverage("Sekretariat DPRD", 1, 1, "75,00", "75,00", "Sedang", remark="rata-rata sasaran")
CAP = "Rata-rata memakai capaian yang dibatasi 100,00 persen; rata-rata tanpa batas dicantumkan di sampingnya."

MEASUREMENT_RECAP = MeasurementRecap(
    head=replace(MEASURING, step="Langkah 6"),
    cap=CAP,
    levels=LEVELS,
    agency=AGENCY,
    scale=SCALE,
    signatures=(dated(TIM),),
)

COLLECTION_DRAFT = CollectionReport(
    head=replace(COLLECTING, number="", step="Langkah 9"),
    author=TIM,
    addressee=KABAG,
    basis=("Disposisi Sekretaris DPRD tanggal 1 April 2024", "Program Kerja Kegiatan tanggal 3 April 2024"),
    period_label="Triwulan I",
    units=UNITS,
    groups=COLLECTED,
    signatures=(dated(TIM),),
    findings=("1 indikator pada Bagian Umum dan Keuangan belum tersedia datanya; diperkirakan 30 April 2024.",),
)

COLLECTION_REPORT = replace(
    COLLECTION_DRAFT,
    head=replace(COLLECTING, step="Langkah 10"),
    author=KABAG,
    addressee=SEKRETARIS,
    draft=False,
    returns=(
        Returned(
            "18 April 2024",
            KABAG,
            "Persentase keluhan layanan yang belum ditangani (contoh)",
            "Realisasi tidak sama dengan bukti pendukung",
            "19 April 2024",
        ),
    ),
    signatures=(signed(TIM, role="Disusun oleh"), dated(KABAG)),
    decision="Laporan ini disetujui dan digunakan sebagai bahan penyusunan Laporan Kinerja.",
)

MEASUREMENT_DRAFT = MeasurementReport(
    head=replace(MEASURING, number="", step="Langkah 7"),
    author=TIM,
    addressee=KABAG,
    basis=("Disposisi Sekretaris DPRD tanggal 22 April 2024", "Laporan hasil pengumpulan data kinerja"),
    method=METHOD.method,
    cap=CAP,
    levels=LEVELS,
    agency=AGENCY,
    groups=MEASURED,
    scale=SCALE,
    signatures=(dated(TIM),),
)

MEASUREMENT_REPORT = replace(
    MEASUREMENT_DRAFT,
    head=replace(MEASURING, step="Langkah 8"),
    author=KABAG,
    addressee=SEKRETARIS,
    draft=False,
    follow_ups=(
        FollowUp(
            "Persentase keluhan layanan yang belum ditangani (contoh)",
            "Petugas penerima keluhan belum ditetapkan (contoh)",
            "Menetapkan petugas dan batas waktu penanganan keluhan (contoh)",
            KASUBAG,
            "31 Mei 2024",
        ),
    ),
    signatures=(signed(TIM, role="Disusun oleh"), dated(KABAG, capacity="Plt.")),
    decision="Laporan ini disetujui dan digunakan sebagai bahan penyusunan Laporan Kinerja dan evaluasi.",
)

ARCHIVE = ArchiveList(
    head=replace(COLLECTING, step="Langkah 12"),
    folder="Pengumpulan Data Kinerja Triwulan I Tahun 2024",
    classification="000.8.6.3",
    location="Lemari arsip Bagian Umum dan Keuangan, boks 3 (contoh)",
    entries=(
        ArchiveEntry("1", "Disposisi", "000.8.6.3/012/Setwan/2024", "1 April 2024", "PDF", "0b1d22fa9c31"),
        ArchiveEntry("2", "Notulen rapat arahan", "", "2 April 2024", "PDF", "77aa01be45c0"),
        ArchiveEntry("7", "Formulir terisi Bagian Umum dan Keuangan", "", "16 April 2024", "PDF", "9ce0d1a7730b"),
        ArchiveEntry("7", "Bukti: renja-2024 (contoh).pdf", "", "16 April 2024", "berkas", "3f9a1c77be02"),
        ArchiveEntry(
            "10",
            "Laporan hasil pengumpulan data kinerja",
            "000.8.6.3/019/Setwan/2024",
            "19 April 2024",
            "PDF",
            "51f7e09b2d44",
        ),
    ),
    signatures=(dated(STAF),),
    closed="22 April 2024",
)

UNMEASURED_DRAFT = UnmeasuredDraft(
    head=replace(MEASURING, number="", step="Langkah 5"),
    author=KABAG,
    addressee=SEKRETARIS,
    basis=("Disposisi Sekretaris DPRD tanggal 22 April 2024",),
    period_label="Triwulan I",
    findings=("Angka dikumpulkan sesudah rapat.", f"Keputusan: Lengkapi bukti ({KASUBAG}, sampai 24 April 2024)"),
    groups=COLLECTION_REPORT.groups,
    signatures=(dated(KABAG, role="Pimpinan rapat"),),
    closing="Draft ini belum memuat hasil pengukuran. Pengukuran dilakukan pada langkah 8.",
)

STAFF = (StaffLine("Golongan III (contoh)", 8, 6), StaffLine("Golongan II (contoh)", 3, 2))

PERSONNEL = PersonnelData(
    head=replace(COLLECTING, step="Langkah 3"), unit=UMUM, lines=STAFF, signatures=(dated(KASUBAG),)
)

VALIDATION = ValidationRecord(
    head=replace(COLLECTING, step="Langkah 4"),
    day="Kamis, 18 April 2024",
    validator=KABAG,
    basis=("Formulir nomor 000.8.6.3/001/FORM/SETWAN/2024 tanggal 5 April 2024",),
    units=COLLECTION_REPORT.units,
    origins=(Validated(UMUM, STAF, KASUBAG),),
    staff=STAFF,
    returns=(f"Langkah 4, {KABAG}: Angka belum cocok dengan bukti (contoh).",),
    signatures=(dated(KABAG, role="Divalidasi oleh"),),
)

COVERING_LETTER = CoveringLetter(
    head=replace(MEASURING, step="Langkah 12"),
    subject="Penyampaian dokumen pengukuran kinerja Triwulan I Tahun 2024",
    recipients=("Bupati Purwakarta", "Kepala Bagian Organisasi"),
    sent=(Sent("Dokumen pengukuran kinerja", "1 (satu) berkas", "Disampaikan untuk diketahui"),),
    signature=Signature(post=KABAG, capacity=f"a.n. {SEKRETARIS}"),
    prepared=f"Konsep dan nomor surat: {approval_sentence(TIM, '22 April 2024 pukul 10.00 WIB')}.",
    attachments="1 (satu) berkas",
    copies=("Inspektur Daerah",),
)

COPIES = CopyList(
    head=replace(MEASURING, step="Langkah 13"),
    documents=("Dokumen pengukuran kinerja nomor 000.8.6.3/002/LHPK/SETWAN/2024 tanggal 22 April 2024",),
    lines=(CopyLine("Bagian Organisasi", 2), CopyLine("Inspektorat", 1)),
    signatures=(dated(STAF, role="Digandakan oleh"),),
)

SAMPLES: dict[str, Content] = {
    "disposisi": DISPOSITION,
    "lembar-disposisi": SHEET,
    "lembar-disposisi-blangko": BLANK_SHEET,
    "undangan": INVITATION,
    "daftar-hadir": ATTENDANCE,
    "notulen": MINUTES,
    "program-kerja": WORK_PLAN,
    "ceklist": CHECKLIST,
    "kertas-kerja-metodologi": METHOD,
    "juknis-pengukuran": GUIDE,
    "formulir": FORM,
    "formulir-terisi": FILLED_FORM,
    "tanda-terima": RECEIPT,
    "rekap-pengumpulan": RECAP,
    "kertas-kerja-terisi": WORK_SHEET,
    "rekap-pengukuran": MEASUREMENT_RECAP,
    "draft-laporan-pengumpulan": COLLECTION_DRAFT,
    "laporan-pengumpulan": COLLECTION_REPORT,
    "draft-laporan-pengukuran": MEASUREMENT_DRAFT,
    "laporan-pengukuran": MEASUREMENT_REPORT,
    "daftar-arsip": ARCHIVE,
    "draft-belum-diukur": UNMEASURED_DRAFT,
    "data-kepegawaian": PERSONNEL,
    "berita-acara": VALIDATION,
    "surat-pengantar": COVERING_LETTER,
    "daftar-salinan": COPIES,
}
