"""The bytes of a paper: clean, the same each time, and text that is only ever text."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kinerja.documents.content.frozen import Content, content_hash, freeze
from kinerja.documents.content.paper import Items, KeyValues, Note, Paper, Paragraph, Signature, Signatures, Table
from kinerja.documents.render import pdf
from kinerja.documents.render.pdf import RenderError, render
from tests.documents.samples import DISPOSITION, FILLED_FORM, INVITATION, SAMPLES, SHEET, dated

AT = datetime(2024, 4, 1, 1, 5, tzinfo=UTC)
HASH = "0f" * 32
HOSTILE = (
    '#panic("x") $x^2$ *tebal* _miring_ "kutip" \\ `kode` <label> @rujukan // ulasan /* x */ = judul ~ \'a\' --- [isi]'
)

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def printed(paper: Paper, *, preview: bool = False) -> bytes:
    return render(paper, preview=preview, hash=HASH, at=AT)


def text_of(made: bytes, folder: Path, *more: str) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(made)
    return subprocess.run(["pdftotext", *more, str(file), "-"], check=True, capture_output=True, text=True).stdout


def squeezed(text: str) -> str:
    """The text without white space and without the invisible break opportunities of long words."""
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def pages(made: bytes, folder: Path) -> list[str]:
    return text_of(made, folder, "-layout").removesuffix("\f").split("\f")


@pytest.mark.parametrize("content", SAMPLES.values(), ids=SAMPLES.keys())
def test_every_paper_is_set_without_a_warning_and_twice_the_same(content: Content) -> None:
    paper = content.paper()
    made = render(paper, preview=False, hash=content_hash(freeze(content)), at=AT)
    assert made.startswith(b"%PDF-1.7")
    assert made == render(paper, preview=False, hash=content_hash(freeze(content)), at=AT)


def test_the_file_says_it_is_an_archival_pdf() -> None:
    made = printed(DISPOSITION.paper())
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made


def test_another_moment_gives_other_bytes() -> None:
    paper = DISPOSITION.paper()
    assert printed(paper) != render(paper, preview=False, hash=HASH, at=AT + timedelta(seconds=1))


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render(DISPOSITION.paper(), preview=False, hash=HASH, at=AT.replace(tzinfo=None))


@needs_poppler
def test_every_page_has_number_source_note_and_hash(tmp_path: Path) -> None:
    found = pages(printed(SAMPLES["laporan-pengukuran"].paper()), tmp_path)
    assert len(found) > 1
    for number, page in enumerate(found, 1):
        assert f"Halaman {number} dari {len(found)}" in page
        assert HASH in page
        assert "Data bertanda contoh" in page


@needs_poppler
def test_a_preview_is_stamped_and_a_final_paper_is_not(tmp_path: Path) -> None:
    final = text_of(printed(DISPOSITION.paper()), tmp_path)
    preview = text_of(render(DISPOSITION.paper(), preview=True, hash="", at=AT), tmp_path, "-raw")
    assert "PRATINJAU" not in final
    assert "Pratinjau" not in final
    assert "Pratinjau, belum berlaku." in preview
    assert "belum dibekukan" in preview
    assert "PRATINJAU" in squeezed(preview)


@needs_poppler
@pytest.mark.parametrize("name", ["laporan-pengukuran", "lembar-disposisi", "undangan"])
def test_only_the_one_family_is_in_the_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(printed(SAMPLES[name].paper()))
    listed = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert listed
    assert all("+NotoSans-" in line for line in listed)


def hostile_paper() -> Paper:
    sheet = FILLED_FORM.paper()
    table = next(block for block in sheet.blocks if isinstance(block, Table))
    row = replace(table.rows[0], cells=tuple(HOSTILE for _ in table.columns))
    return replace(
        sheet,
        title=HOSTILE,
        subtitle=HOSTILE,
        number=HOSTILE,
        footer=HOSTILE,
        source_note=HOSTILE,
        blocks=(
            KeyValues(((HOSTILE, HOSTILE),)),
            Paragraph(HOSTILE),
            Items((HOSTILE, HOSTILE)),
            Note(HOSTILE),
            replace(table, rows=(row,), note=HOSTILE, caption=HOSTILE),
            Signatures((Signature(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),)),
        ),
    )


@needs_poppler
def test_text_that_looks_like_code_is_printed_as_text(tmp_path: Path) -> None:
    found = squeezed(text_of(printed(hostile_paper()), tmp_path, "-raw"))
    assert found.count(squeezed(HOSTILE)) >= 15


@needs_poppler
def test_a_word_longer_than_its_column_stays_on_the_page(tmp_path: Path) -> None:
    word = "pertanggungjawaban" * 12
    rows = (replace(FILLED_FORM.rows[0], unit=word, indicator=word),)
    content = replace(FILLED_FORM, rows=rows, unit=word, signatures=(dated(word),))
    file = tmp_path / "paper.pdf"
    file.write_bytes(printed(content.paper()))
    boxes = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout
    rights = [float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if "xMax" in line]
    assert max(rights) <= 842 - 18 / 25.4 * 72 + 1
    assert squeezed(text_of(file.read_bytes(), tmp_path, "-raw")).count(word) >= 1


@needs_poppler
def test_a_table_of_sixty_rows_repeats_its_head_and_keeps_its_signature_company(tmp_path: Path) -> None:
    for count in range(58, 70):
        content = replace(FILLED_FORM, rows=FILLED_FORM.rows[:1] * count, filled=False, evidence=())
        found = pages(printed(content.paper()), tmp_path)
        assert len(found) > 3
        assert all("Indikator Kinerja" in page for page in found)
        assert f"{count}  " in found[-1]
        assert "Kepala Subbagian Perencanaan" in found[-1]


@needs_poppler
def test_an_empty_table_says_that_it_is_empty(tmp_path: Path) -> None:
    assert "Tidak ada data." in text_of(printed(replace(FILLED_FORM, rows=()).paper()), tmp_path)


@needs_poppler
def test_a_cell_longer_than_a_page_breaks_over_pages(tmp_path: Path) -> None:
    rows = (replace(FILLED_FORM.rows[0], remark="kata panjang " * 900 + "penghabisan"),)
    found = pages(printed(replace(FILLED_FORM, rows=rows).paper()), tmp_path)
    assert len(found) > 2
    assert any("penghabisan" in page for page in found)


@needs_poppler
def test_characters_the_family_lacks_are_shown_as_missing(tmp_path: Path) -> None:
    content = replace(INVITATION, introduction="hadir \U0001f600 di 会議 dan \x07 \u202etxt\u202c; nilai ≥ 91\x00")
    found = text_of(printed(content.paper()), tmp_path)
    assert "hadir \N{REPLACEMENT CHARACTER} di \N{REPLACEMENT CHARACTER}" in found
    assert "txt; nilai >= 91" in " ".join(found.split())


@needs_poppler
def test_line_breaks_of_the_writer_stay(tmp_path: Path) -> None:
    found = text_of(printed(replace(INVITATION, introduction="baris satu\r\nbaris dua\nbaris tiga").paper()), tmp_path)
    assert "baris satu\nbaris dua\nbaris tiga" in found


def test_a_warning_of_the_typesetter_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    layouts = {**pdf._layouts(), "main.typ": b'#set text(font: "Tidak Ada")\n#json(bytes(sys.inputs.paper)).hash'}
    monkeypatch.setattr(pdf, "_layouts", lambda: layouts)
    with pytest.raises(RenderError, match="unknown font"):
        printed(DISPOSITION.paper())


def test_an_error_of_the_typesetter_is_one_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_layouts", lambda: {"main.typ": b"#missing"})
    with pytest.raises(RenderError, match="could not be set"):
        printed(DISPOSITION.paper())


def test_the_layouts_fetch_nothing_and_read_no_file() -> None:
    for name, source in pdf._layouts().items():
        text = source.decode()
        imported = [line.split('"')[1] for line in text.splitlines() if line.startswith("#import")]
        assert set(imported) <= set(pdf._layouts()), name
        assert "@" not in text
        assert "read(" not in text
        assert "eval(" not in text


def test_a_ticked_box_is_drawn_otherwise_than_an_empty_one() -> None:
    unticked = replace(SHEET, recipients=tuple(replace(one, ticked=False) for one in SHEET.recipients))
    assert len(printed(SHEET.paper())) != len(printed(unticked.paper()))
