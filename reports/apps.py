"""Reports: the rail's entries, what takes two people, what is forgotten at night."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from cases import registry
        from reports import export_jobs, permissions
        from staff import approvals, navigation

        approvals.register(export_jobs.NAMED)
        registry.register(registry.Brings(app=self.name, nightly=export_jobs.forget_at_night))
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
        navigation.register(
            navigation.Entry(
                6,
                "reports:lists",
                "download",
                _("Exports"),
                may_see=permissions.can_make_lists_only,
            )
        )
