"""Surat pengantar and the list of copies: what goes out with a signed document."""

from kinerja.documents.content.covering import CopyLine, CopyList, CoveringLetter, Sent
from kinerja.documents.content.frozen import Content
from kinerja.documents.content.paper import Signature
from kinerja.documents.writers.head import BLANK, Writing, approval_now, approved, cited, head_of
from kinerja.people.models import Post
from kinerja.people.queries import head_of_agency
from kinerja.performance.acts.entries import SIGNED_ON_BEHALF, read_copies, read_letter
from kinerja.sop.policy import lanes_for

FINAL = "laporan hasil pengukuran"


def covering_letter(writing: Writing) -> Content:
    """nomor: the covering letter of the signed document, with its number, recipients and tembusan."""
    cover = read_letter(writing.work.entry, writing.work.visit, draft=writing.draft)
    return CoveringLetter(
        head=head_of(writing),
        subject=cover.subject or BLANK,
        recipients=cover.recipients or (BLANK,),
        sent=tuple(
            Sent(document, "1 (satu) berkas", "Disampaikan untuk diketahui dan dipergunakan sebagaimana mestinya")
            for document in _signed(writing)
        ),
        signature=_signer(writing, on_behalf=cover.signed_by == SIGNED_ON_BEHALF),
        prepared=f"Konsep dan nomor surat: {approval_now(writing)}.",
        attachments=cover.attachments,
        copies=cover.copies_to,
    )


def _signed(writing: Writing) -> tuple[str, ...]:
    """Return the final document as the letter names it: the last one made, which is the signed one."""
    return cited(writing, FINAL)[-1:] or (BLANK,)


def _signer(writing: Writing, *, on_behalf: bool) -> Signature:
    """Return who signs the letter. Its drafter is not its signer: the place is left to the pen, unless he is."""
    head = head_of_agency(writing.agency.pk)
    signer = _deputy(writing) if on_behalf else head
    if writing.by.post_id == signer.pk:
        own = approved(writing)
        return Signature(post=own.post, capacity=_capacity(writing, head, on_behalf=on_behalf), approval=own.approval)
    return Signature(post=writing.post_title(signer), capacity=_capacity(writing, head, on_behalf=on_behalf))


def _capacity(writing: Writing, head: Post, *, on_behalf: bool) -> str:
    return f"a.n. {writing.post_title(head)}" if on_behalf else ""


def _deputy(writing: Writing) -> Post:
    """Return who signs on behalf of the head: who hands documents over to him, or the first post beneath him."""
    head = head_of_agency(writing.agency.pk)
    lanes = lanes_for(writing.case, writing.work.at)
    handing = [step for step in writing.case.spec.steps if step.act == "sampaikan" and head.pk in lanes.of(*step.to)]
    keys = lanes.of(*(step.performer for step in handing))
    posts = Post.objects.filter(pk__in=keys) if keys else Post.objects.filter(above=head)
    return posts.order_by("position", "pk").first() or head


def copies(writing: Writing) -> Content:
    """gandakan: which document was copied, how many times, and for whom."""
    found = read_copies(writing.work.entry, writing.work.visit, draft=writing.draft)
    return CopyList(
        head=head_of(writing),
        documents=(*_signed(writing), *cited(writing, "surat pengantar")),
        lines=tuple(CopyLine(one.receiver or BLANK, one.count) for one in found),
        signatures=(approved(writing, role="Digandakan oleh"),),
    )
