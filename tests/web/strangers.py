"""Somebody of another agency of the same government: for them nothing of ours exists."""

from django.db.backends.postgresql.psycopg_any import DateRange

from kinerja.people.models import Agency, Appointment, Capacity, Post, Unit, User
from tests.cast import SINCE
from tests.web.conftest import Desk


def stranger(ours: Agency) -> Desk:
    """Return a browser in which the head of another agency is signed in."""
    agency = Agency.objects.create(government=ours.government, code="dinas", name="Dinas Lain", short_name="Dinas")
    unit = Unit.objects.create(agency=agency, code="dinas", name="Dinas Lain")
    post = Post.objects.create(agency=agency, unit=unit, code="kepala", title="Kepala Dinas Lain", heads_agency=True)
    user = User.objects.create_user("kepala-dinas-lain")
    Appointment.objects.create(
        agency=agency, user=user, post=post, capacity=Capacity.DEFINITIVE, validity=DateRange(SINCE, None)
    )
    desk = Desk()
    desk.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return desk
