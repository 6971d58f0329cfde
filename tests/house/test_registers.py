"""Every name that the procedures use is registered: acts, writers of papers, sources of papers from outside."""

from collections.abc import Iterator

import pytest

from kinerja.core import procedure as rules
from kinerja.sop.register import Act, act_of, register_act, register_source, registered, writer_of
from tests.cast import EXAMPLES

FILES = (
    "sop/setwan-pengumpulan.toml",
    "sop/setwan-pengukuran.toml",
    "sop/bungursari-pengumpulan.toml",
    "sop/bungursari-pengukuran.toml",
    "urutan-terbit/bungursari-pengukuran.toml",
)


def steps() -> Iterator[tuple[rules.Procedure, rules.Step]]:
    for file in FILES:
        spec, faults = rules.read((EXAMPLES / file).read_text("utf-8"))
        assert spec is not None, faults
        yield from ((spec, step) for step in spec.steps)


STEPS = list(steps())
NAMES = [f"{spec.code}-{step.no}" for spec, step in STEPS]


@pytest.mark.parametrize(("spec", "step"), STEPS, ids=NAMES)
def test_every_act_happens(spec: rules.Procedure, step: rules.Step) -> None:
    acts, _, _ = registered()
    assert set(step.acts) <= acts
    assert act_of(step).verb


@pytest.mark.parametrize(("spec", "step"), STEPS, ids=NAMES)
def test_every_output_has_its_writer(spec: rules.Procedure, step: rules.Step) -> None:
    kinds = [spec.document(name).kind for name in step.outputs] + list(act_of(step).extra)
    assert kinds
    assert [kind for kind in kinds if writer_of(kind, acts=step.acts) is None] == []


@pytest.mark.parametrize(("spec", "step"), STEPS, ids=NAMES)
def test_every_paper_from_outside_has_its_source(spec: rules.Procedure, step: rules.Step) -> None:
    _, _, sources = registered()
    outside = [spec.document(name).kind for name in step.inputs if spec.document(name).outside]
    assert set(outside) <= sources


def test_acts_and_sources_are_registered_once_and_by_the_closed_vocabulary() -> None:
    acts, _, _ = registered()
    assert acts <= rules.ACTS
    with pytest.raises(ValueError, match="registered twice"):
        register_act(Act("isi", "Isi"))
    with pytest.raises(ValueError, match="unknown"):
        register_act(Act("renung", "Renungkan"))
    with pytest.raises(ValueError, match="registered twice"):
        register_source("surat masuk", lambda case, document: None)
