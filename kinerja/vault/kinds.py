"""What a file really is, told by its leading bytes and, for office files, by what the zip holds."""

import io
import lzma
import struct
import zipfile
import zlib

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), XLSX: (".xlsx",), DOCX: (".docx",), ODS: (".ods",)}
NAMES = {PDF: "PDF", JPEG: "foto JPEG", PNG: "gambar PNG", XLSX: "Excel", DOCX: "Word", ODS: "lembar ODS"}
UNPACKED_LIMIT = 200 * 1024 * 1024
# What reading a damaged or encrypted zip raises, depending on where it is damaged.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError)


class Unfit(Exception):
    """A file that is not taken; the message is the whole sentence that says why and what to do."""


def kind_of(name: str, data: bytes) -> str:
    """Return the media type of the bytes. Raises Unfit if they are of no accepted kind or not what the name says."""
    if not data:
        raise Unfit(f"Berkas {name} kosong. Pilih berkas yang berisi, lalu kirim lagi.")
    found = _by_leading_bytes(name, data)
    if found is None:
        raise Unfit(
            f"Berkas {name} bukan PDF, JPEG, PNG, XLSX, DOCX, atau ODS. Ubah ke salah satunya, lalu kirim lagi."
        )
    if not name.lower().endswith(ENDINGS[found]):
        endings = " atau ".join(ENDINGS[found])
        raise Unfit(
            f"Berkas {name} ternyata berisi {NAMES[found]}. Beri nama yang berakhiran {endings}, "
            "atau pilih berkas yang benar, lalu kirim lagi."
        )
    return found


def _by_leading_bytes(name: str, data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(name, data)
    return None


def _office_kind(name: str, data: bytes) -> str | None:
    """Look into a zip without unpacking it: its list of members tells what it is and how large it would become."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = {info.filename: info.file_size for info in package.infolist()}
            if sum(members.values()) > UNPACKED_LIMIT:
                raise Unfit(f"Berkas {name} terlalu besar setelah dibuka. Kirim berkas yang lebih kecil.")
            if "xl/workbook.xml" in members:
                return XLSX
            if "word/document.xml" in members:
                return DOCX
            if "mimetype" in members and members["mimetype"] < 200 and package.read("mimetype").decode() == ODS:
                return ODS
    except BROKEN:
        return None
    return None
