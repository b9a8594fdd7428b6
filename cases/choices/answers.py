"""What stands in a closed list for the want of an answer: three different values."""

from django.utils.translation import gettext_lazy as _

UNKNOWN, NOT_ASKED, DECLINED = "unknown", "not_asked", "declined"
NO_ANSWER = [
    (UNKNOWN, _("Unknown")),
    (NOT_ASKED, _("Not asked")),
    (DECLINED, _("Does not wish to answer")),
]
