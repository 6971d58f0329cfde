"""Who acts: a person in one of their posts, or the system itself. Operations receive this as `by`."""

from dataclasses import dataclass
from datetime import date

from kinerja.people.models import Agency, Appointment, Post, User, in_force


@dataclass(frozen=True, slots=True)
class Acting:
    """A signed-in person in one post on one day; `appointment` carries its post and agency."""

    user: User
    appointment: Appointment

    @property
    def agency(self) -> Agency:
        return self.appointment.agency

    @property
    def agency_id(self) -> int:
        return self.appointment.agency_id

    @property
    def post(self) -> Post:
        return self.appointment.post

    @property
    def post_id(self) -> int | None:
        return self.appointment.post_id

    @property
    def user_id(self) -> int | None:
        return self.user.pk

    @property
    def title(self) -> str:
        """The post as papers print it, with Plt. or Plh."""
        return self.appointment.title

    @property
    def by_text(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class System:
    """The application itself: set-up of an agency, the worker. It reviews and decides nothing."""

    agency_id: int
    by_text: str = "Sistem"

    @property
    def user_id(self) -> int | None:
        return None

    @property
    def post_id(self) -> int | None:
        return None


def roles_of(user: User, on: date) -> list[Acting]:
    """Return every post that `user` holds on that day, by rank of the post."""
    appointments = (
        Appointment.objects.filter(in_force(on), user=user)
        .select_related("post__unit", "agency__government")
        .order_by("agency_id", "post__position", "pk")
    )
    return [Acting(user=user, appointment=appointment) for appointment in appointments]
