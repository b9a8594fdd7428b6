"""Reports: the rail's entry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports import permissions
        from staff import navigation

        navigation.register(
            navigation.Entry(
                5,
                "reports:this_week",
                "chart",
                _("The week"),
                may_see=permissions.can_see_all_figures,
            )
        )
        navigation.register(  # far down: a desk opens on its queue
            navigation.Entry(
                60,
                "reports:this_week",
                "chart",
                _("The week"),
                may_see=permissions.can_see_own_figures_only,
            )
        )
