"""The only place in the web door that asks the clock. The demo's clock runs on from the day it plays."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the present moment, shifted to the played calendar in a demo."""
    moment: datetime = timezone.now() + settings.CLOCK_SHIFT
    return moment
