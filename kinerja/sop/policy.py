"""Who may do what in a running case. `obstacle` returns the sentence that forbids it, `allow` raises it as Refused."""

from datetime import datetime

from kinerja.audit.log import Refused
from kinerja.core import procedure as rules
from kinerja.people.acting import Acting
from kinerja.people.models import Post
from kinerja.people.queries import Lanes, day_at, lanes_of, team_members, titles
from kinerja.sop.folder import papers_missing
from kinerja.sop.models import Answer, Case, Initial, Procedure, State, Visit
from kinerja.sop.register import act_of, supply_for

STALE = (
    "Halaman ini sudah usang: sejak Anda membukanya, langkah ini diubah oleh {who}. "
    "Isian Anda masih ada di bawah; periksa keadaan terbaru, lalu kirim lagi."
)


def lanes_for(case: Case, at: datetime) -> Lanes:
    """Return who stands in the lanes of a case's procedure at that moment."""
    return lanes_of(agency_id=case.agency_id, procedure=case.code, on=day_at(case.agency, at))


def performers(visit: Visit, lanes: Lanes) -> frozenset[int]:
    """Return the posts that may do this visit: those of the step's lane; for a unit's share, its own only.

    An act may name others in their place: whoever typed a figure does not validate it.
    """
    return act_of(visit.rule).doers(visit, _of_unit(visit, lanes.of(visit.rule.performer), lanes), lanes)


def helpers(visit: Visit, lanes: Lanes) -> frozenset[int]:
    """Return the posts that may prepare this visit without ending it: for a unit's share everyone of that unit.

    Whoever stands in the lane may still prepare a share that the act gives others to end.
    """
    named = lanes.of(*visit.rule.helpers)
    if visit.unit_id is None:
        return named
    return _of_unit(visit, named | lanes.of(visit.rule.performer), lanes) | frozenset(
        Post.objects.filter(unit_id=visit.unit_id, heads_unit=False).values_list("pk", flat=True)
    )


def receivers(visit: Visit, lanes: Lanes) -> frozenset[int]:
    """Return the posts that answer what this step hands over."""
    return lanes.of(*visit.rule.to)


def _of_unit(visit: Visit, posts: frozenset[int], lanes: Lanes) -> frozenset[int]:
    if visit.unit_id is None:
        return posts
    return frozenset(post for post in posts if lanes.units[post] == visit.unit_id)


def obstacle(action: str, visit: Visit, *, by: Acting, at: datetime, lanes: Lanes | None = None) -> str | None:
    """Return why `by` may not do `action` ("take_up", "prepare", "complete", "receive") at this visit, or None."""
    lanes = lanes or lanes_for(visit.case, at)
    if visit.state == State.ENDED:
        who = visit.ended_by.title if visit.ended_by else "aplikasi"
        return (
            f"Langkah {visit.step} sudah diselesaikan oleh {who}; buka halaman kasus untuk melihat langkah berikutnya."
        )
    if action == "receive":
        return _receive(visit, by, lanes)
    if visit.state == State.HANDED:
        return f"Langkah {visit.step} sudah disampaikan dan menunggu {_names(receivers(visit, lanes))}."
    turn = performers(visit, lanes)
    helps = action in ("take_up", "prepare") and by.post_id not in turn and by.post_id in helpers(visit, lanes)
    if by.post_id not in turn and not helps:
        return (
            f"Langkah {visit.step} dikerjakan oleh {_names(turn) or visit.rule.performer}, "
            f"bukan oleh {by.title}. Mintalah pejabat itu mengerjakannya."
        )
    return unready(visit, at) if action == "complete" else None


def _receive(visit: Visit, by: Acting, lanes: Lanes) -> str | None:
    if visit.state != State.HANDED:
        return f"Belum ada yang disampaikan pada langkah {visit.step}; tunggu {visit.rule.performer} menyampaikannya."
    if by.post_id not in receivers(visit, lanes):
        return f"Yang menjawab langkah {visit.step} adalah {_names(receivers(visit, lanes))}, bukan {by.title}."
    return None


def unready(visit: Visit, at: datetime) -> str | None:
    """Return what the step itself lacks: the other procedure's answer, papers, or what its act asks for.

    The gate comes first: the paper it withholds cannot be attached by hand.
    """
    closed = gate_closed(visit)
    if closed is not None:
        return closed
    lacking = missing_papers(visit)
    if lacking:
        names = ", ".join(document.name for document in lacking)
        return f"Kelengkapan belum ada di berkas: {names}. Lampirkan dahulu, lalu selesaikan langkah ini."
    return act_of(visit.rule).obstacle(visit, at)


def start_obstacle(procedure: Procedure, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not begin a case of this procedure: only its first lane, or whom that one orders, may."""
    spec = procedure.spec
    lanes = lanes_of(agency_id=procedure.agency_id, procedure=procedure.code, on=day_at(by.agency, at))
    first = spec.step(rules.first_steps(spec)[0])
    if by.post_id in lanes.of(first.performer, *first.to):
        return None
    return f"Yang memulai {spec.name} adalah {first.performer}, bukan {by.title}."


def missing_papers(visit: Visit) -> list[rules.Document]:
    """Return the inputs of the step that neither lie in the folder nor can be supplied from a known source."""
    return [document for document in papers_missing(visit) if supply_for(visit.case, document) is None]


def gate_closed(visit: Visit) -> str | None:
    """Return the sentence of a gate that is still closed: another procedure's "ya" in the same cycle is awaited."""
    gate = visit.case.spec.gate
    if gate is None or gate.step != visit.step:
        return None
    other = Case.objects.filter(agency_id=visit.agency_id, period=visit.case.period, code=gate.procedure).first()
    if other is None:
        own_check = any(step.act in ("validasi", "isi") for step in visit.case.spec.steps)
        if own_check:
            return None
        return (
            f"Langkah {visit.step} menunggu pengumpulan data pada periode yang sama, yang belum dimulai. "
            "Mulai dahulu kasus pengumpulan data untuk periode ini."
        )
    last = Visit.objects.filter(case=other, step=gate.awaited_step).order_by("-number").first()
    if last is not None and last.answer == Answer(gate.answer):
        return None
    return (
        f"Langkah {visit.step} menunggu jawaban “{gate.answer}” pada langkah {gate.awaited_step} "
        f"{other.spec.name}. Tunggu sampai langkah itu diputuskan."
    )


def initials_due(visit: Visit, lanes: Lanes) -> frozenset[int]:
    """Return the posts whose paraf the order's lembar disposisi waits for now.

    Only an order that is passed on (diteruskan) goes through a chain: each lane in its turn, one post of it.
    """
    step = visit.rule
    if visit.ended_at is None or step.act != "perintah" or not step.forwarded_to:
        return frozenset()
    given = set(Initial.objects.filter(visit=visit).values_list("post_id", flat=True))
    for lane in (*step.to, *step.forwarded_to):
        posts = lanes.of(lane)
        if posts and not posts & given:
            return posts
    return frozenset()


def allow(action: str, visit: Visit, *, by: Acting, at: datetime, seen: int | None = None) -> None:
    """Raise Refused with the sentence of `obstacle`, or if the page showed an older version of the visit."""
    sentence = obstacle(action, visit, by=by, at=at)
    if sentence is not None:
        raise Refused(sentence, about=visit)
    if seen is not None and seen != visit.version:
        who = visit.taken_up_by.title if visit.taken_up_by else "pejabat lain"
        raise Refused(STALE.format(who=who), about=visit)


def _names(posts: frozenset[int]) -> str:
    return " / ".join(titles(posts))


def hard_copy_obstacle(case: Case, *, by: Acting, at: datetime) -> str | None:
    """Return why `by` may not note where printed copies of a case lie, or None: its lanes and Tim SAKIP may."""
    if by.post_id in frozenset[int]().union(*lanes_for(case, at).posts.values()):
        return None
    if by.post_id in team_members(case.agency_id, day_at(case.agency, at)):
        return None
    return (
        f"Tempat simpan salinan cetak {case} dicatat oleh pelaksana prosedur ini atau Tim SAKIP, bukan oleh "
        f"{by.title}. Mintalah salah seorang dari mereka mencatatnya."
    )
