"""Every paper that the five procedures make has somebody who writes it."""

import tomllib
from pathlib import Path

import pytest

from kinerja.core.procedure import read
from kinerja.documents.operations import MARKS
from kinerja.documents.registration import PAPERS, builder_of
from kinerja.sop.operations import outputs_of
from kinerja.sop.register import registered, writer_of

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = (
    "sop/setwan-pengumpulan.toml",
    "sop/setwan-pengukuran.toml",
    "sop/bungursari-pengumpulan.toml",
    "sop/bungursari-pengukuran.toml",
    "urutan-terbit/bungursari-pengukuran.toml",
)


@pytest.mark.parametrize("file", FILES)
def test_every_output_has_a_writer(file: str) -> None:
    spec, _ = read((EXAMPLES / file).read_text("utf-8"))
    assert spec is not None
    for step in spec.steps:
        for document in outputs_of(spec, step):
            assert writer_of(document.kind, acts=step.acts) is not None, document.name
            assert builder_of(document.kind, acts=step.acts) is not None


def test_every_kind_has_its_mark_in_the_number() -> None:
    kinds = {kind for _, kind in PAPERS}
    assert kinds == set(MARKS)
    assert len(set(MARKS.values())) == len(MARKS)
    assert set(PAPERS) <= registered()[1]


@pytest.mark.parametrize("file", FILES)
def test_papers_from_outside_have_a_source(file: str) -> None:
    text = tomllib.loads((EXAMPLES / file).read_text("utf-8"))
    outside = {document["jenis"] for document in text["dokumen"] if document["asal"] == "luar"}
    assert outside <= registered()[2]
