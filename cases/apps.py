"""Cases: the rail's entries and what identity brings to a file."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import (
            actions,
            brings,
            consents,
            draft_keys,
            erasure,
            keys,
            merging,
            permissions,
            registry,
            retention,
            tasks,
            trail,
            two_people,
        )
        from cases.alerts import waiting_for
        from cases.queries import enquiries_today, unread_accesses
        from staff import approvals, audit_files, drafts, encryption, grants, navigation, new_sites

        registry.register(brings.BRINGS)
        for notes in brings.NOTES:
            registry.register_notes(notes)
        registry.register_scope(consents.opposed_scope)
        registry.register_closed_files(consents.opposed_files)
        grants.after_migrate(retention.seed_rules)
        grants.after_migrate(erasure.install)
        grants.after_migrate(merging.install)
        for kind in two_people.KINDS:
            approvals.register(kind)
        encryption.register_rotation("keys of files", keys.rewrap_minor_keys)
        new_sites.register(actions.seed_desks)
        audit_files.register(trail.FILES)
        drafts.register_file_key(draft_keys.key_of_page)
        queues = pgettext_lazy("rail", "Queues")
        planned = _("Appointments")
        requisitions, duplicates = _("Requisitions"), _("Duplicates")
        for order, view, icon, label, may_see in (
            (10, "cases:reception", "door", _("Reception"), permissions.has_reception_as_home),
            (12, "cases:my_desk", "clipboard", _("My desk"), permissions.can_work_at_a_desk),
            (14, "cases:reception", "door", _("Reception"), permissions.sees_reception_too),
            (4, "cases:briefing", "clock", _("The day"), permissions.has_briefing_as_home),
            (21, "cases:briefing", "clock", _("The day"), permissions.sees_briefing_too),
            (20, "cases:queues", "wait", queues, permissions.can_see_queues),
            (22, "cases:tallies", "list", _("Tallies"), permissions.can_see_tallies),
            (24, "cases:appointments", "calendar", planned, permissions.can_see_appointments),
            (26, "cases:tonight", "moon", _("Tonight"), permissions.can_search),
            (60, "cases:partners", "building", _("Partners"), permissions.can_see_partners),
            (70, "cases:requisitions", "scales", requisitions, permissions.can_see_requisitions),
            (82, "cases:desks", "inbox", _("Desks"), permissions.can_edit_desk),
            (84, "cases:likely_pairs", "people", duplicates, permissions.can_review_duplicates),
            (86, "cases:retention", "folder", _("Retention"), permissions.can_see_retention),
            (83, "cases:imports", "upload", _("Import"), permissions.can_import_minors),
            (88, "cases:archive", "search", _("Archive"), permissions.can_search_archive),
            (87, "cases:day_sheet", "printer", _("Day sheet"), permissions.can_print_day_sheet),
        ):
            navigation.register(navigation.Entry(order, view, icon, label, may_see))
        navigation.register(
            navigation.Entry(
                72,
                "cases:exceptional_accesses",
                "lock",
                _("Exceptional access"),
                may_see=permissions.can_see_exceptional_accesses,
                badge=unread_accesses,
            )
        )
        navigation.register(
            navigation.Entry(
                71,
                "cases:enquiries",
                "phone",
                _("Who asked"),
                may_see=permissions.reads_all_enquiries,
                badge=enquiries_today,
            )
        )
        navigation.register(
            navigation.Entry(
                40,
                "cases:alerts",
                "shield",
                _("Alerts"),
                may_see=permissions.can_see_alerts,
                badge=waiting_for,
            )
        )
        navigation.register_alarm(
            navigation.Entry(
                0, "cases:choose_alert", "warning", _("Alert"), permissions.can_raise_alert
            )
        )
        navigation.register(
            navigation.Entry(
                15,
                "cases:tasks",
                "check-circle",
                _("Tasks"),
                may_see=permissions.can_see_tasks,
                badge=tasks.due_count,
            )
        )
        navigation.register_help(
            navigation.Entry(
                0,
                "cases:is_she_here",
                "phone",
                _("“Is she here?”"),
                may_see=permissions.can_see_is_she_here,
            )
        )
        navigation.register_search(
            navigation.Entry(0, "cases:search", "search", _("Search"), permissions.can_search)
        )
