"""Addresses of the reception, the queues, the case file and the directory.

A file is named by its reference, which says nothing of the person.
"""

from django.urls import path, register_converter

from cases.references import ReferenceConverter
from cases.tallies import DayConverter
from cases.views import (
    access,
    cards,
    centre,
    changes,
    consents,
    directory,
    documents,
    duplicates,
    enquiries,
    imports,
    minors,
    news,
    notes,
    queues,
    reception,
    referents,
    requisitions,
    retention,
    rights,
    tallies,
    tasks,
    trail,
)

register_converter(ReferenceConverter, "reference")
register_converter(DayConverter, "day")

app_name = "cases"
urlpatterns = [
    path("open-centre/", centre.open_centre, name="open_centre"),
    path("reception/", reception.reception, name="reception"),
    path(
        "reception/arrive/<reference:reference>/",
        reception.register_arrival,
        name="register_arrival",
    ),
    path("reception/arrivals/<int:pk>/cancel/", reception.cancel_arrival, name="cancel_arrival"),
    path(
        "reception/arrivals/<int:pk>/withdraw/",
        reception.cancel_registration,
        name="cancel_registration",
    ),
    path("reception/arrivals/<int:pk>/leave/", reception.leave, name="leave"),
    path(
        "reception/arrivals/<int:pk>/not-gone/",
        reception.cancel_departure,
        name="cancel_departure",
    ),
    path(
        "reception/arrivals/<int:pk>/return/", reception.return_to_centre, name="return_to_centre"
    ),
    path("reception/arrivals/<int:pk>/send/", reception.send_to_desk, name="send_to_desk"),
    path("queues/", queues.queues, name="queues"),
    path("desk/", queues.my_desk, name="my_desk"),
    path("queues/<int:pk>/", queues.queue, name="queue"),
    path("queues/<int:pk>/next/", queues.call_next, name="call_next"),
    path("tickets/<int:pk>/seen/", queues.end_ticket, name="end_ticket"),
    path("tickets/<int:pk>/back/", queues.put_back, name="put_back"),
    path("tickets/<int:pk>/reopen/", queues.reopen_ticket, name="reopen_ticket"),
    path("tickets/<int:pk>/left/", queues.left_without, name="left_without"),
    path("tickets/<int:pk>/cancel/", queues.cancel_ticket, name="cancel_ticket"),
    path("tallies/", tallies.tallies, name="tallies"),
    path("tallies/<int:pk>/<day:day>/correct/", tallies.correct_tallies, name="correct_tallies"),
    path("tallies/<int:pk>/<day:day>/<slug:service>/", tallies.tally, name="tally"),
    path("tallies/<int:pk>/<day:day>/<slug:service>/add/", tallies.add_tally, name="add_tally"),
    path("tallies/<int:pk>/undo/", tallies.undo_tally, name="undo_tally"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.make_task, name="make_task"),
    path("tasks/done/", tasks.end_tasks, name="end_tasks"),
    path("tasks/postpone/", tasks.postpone_tasks, name="postpone_tasks"),
    path("tasks/give/", tasks.give_tasks, name="give_tasks"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/done/", tasks.end_task, name="end_task"),
    path("tasks/<int:pk>/drop/", tasks.drop_task, name="drop_task"),
    path("tasks/<int:pk>/postpone/", tasks.postpone_task, name="postpone_task"),
    path("tasks/<int:pk>/give/", tasks.give_task, name="give_task"),
    path("tasks/<int:pk>/take/", tasks.take_task, name="take_task"),
    path("tasks/<int:pk>/reopen/", tasks.reopen_task, name="reopen_task"),
    path("cases/<reference:reference>/tasks/new/", tasks.make_task_for, name="make_task_for"),
    path("cases/<reference:reference>/referent/", referents.name_referent, name="name_referent"),
    path("not-seen/", news.not_seen_for, name="not_seen_for"),
    path("cases/<reference:reference>/news/", news.record_news, name="record_news"),
    path("to-hand-over/", referents.to_hand_over, name="to_hand_over"),
    path("to-hand-over/<int:pk>/<slug:kind>/", referents.hand_over, name="hand_over"),
    path("is-she-here/", enquiries.is_she_here, name="is_she_here"),
    path("is-she-here/noted/", enquiries.enquiries, name="enquiries"),
    path("search/", minors.search, name="search"),
    path("minors/new/", minors.register_minor, name="register_minor"),
    path("minors/new/languages/", minors.language_options, name="language_options"),
    path("minors/new/birth/", minors.convert_birth, name="convert_birth"),
    path("minors/new/known/", minors.possible_duplicates, name="possible_duplicates"),
    path("cases/<reference:reference>/", minors.case, name="case"),
    path("cases/<reference:reference>/changes/", changes.changes, name="changes"),
    path("cases/<reference:reference>/identity/", minors.edit_identity, name="edit_identity"),
    path("cases/<reference:reference>/names/new/", minors.add_name, name="add_name"),
    path("cases/<reference:reference>/phones/new/", minors.add_phone, name="add_phone"),
    path("cases/<reference:reference>/births/new/", minors.claim_birth, name="claim_birth"),
    path("cases/<reference:reference>/births/kept/", minors.retain_claim, name="retain_claim"),
    path("cases/<reference:reference>/card/", cards.make_card, name="make_card"),
    path("cases/<reference:reference>/card/lost/", cards.lose_card, name="lose_card"),
    path("cases/<reference:reference>/card/no/", cards.decline_card, name="decline_card"),
    path("cases/<reference:reference>/consents/", consents.consents, name="consents"),
    path(
        "cases/<reference:reference>/consents/new/", consents.record_consent, name="record_consent"
    ),
    path(
        "cases/<reference:reference>/consents/<int:pk>/withdraw/",
        consents.withdraw_consent,
        name="withdraw_consent",
    ),
    path(
        "cases/<reference:reference>/oppositions/new/",
        consents.record_opposition,
        name="record_opposition",
    ),
    path(
        "cases/<reference:reference>/oppositions/<int:pk>/lift/",
        consents.lift_opposition,
        name="lift_opposition",
    ),
    path(
        "cases/<reference:reference>/sharings/new/", consents.record_sharing, name="record_sharing"
    ),
    path(
        "cases/<reference:reference>/sharings/print/",
        consents.print_sharings,
        name="print_sharings",
    ),
    path("cases/<reference:reference>/sharings/pdf/", consents.sharings_pdf, name="sharings_pdf"),
    path("requisitions/", requisitions.requisitions, name="requisitions"),
    path("requisitions/new/", requisitions.record_requisition, name="record_requisition"),
    path("requisitions/<int:pk>/", requisitions.requisition, name="requisition"),
    path(
        "requisitions/<int:pk>/step/",
        requisitions.record_requisition_step,
        name="record_requisition_step",
    ),
    path("cases/<reference:reference>/access/", rights.access, name="access"),
    path("cases/<reference:reference>/access/new/", rights.ask_access, name="ask_access"),
    path(
        "cases/<reference:reference>/access/parts/<int:pk>/",
        rights.answer_access_part,
        name="answer_access_part",
    ),
    path(
        "cases/<reference:reference>/access/<int:pk>/file/", rights.export_case, name="export_case"
    ),
    path("cases/<reference:reference>/hold/", retention.place_hold, name="place_hold"),
    path(
        "cases/<reference:reference>/hold/<int:pk>/lift/", retention.ask_lifting, name="ask_lifting"
    ),
    path("cases/<reference:reference>/reopen/", retention.reopen_file, name="reopen_file"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.minor_import, name="minor_import"),
    path("imports/<int:pk>/columns/", imports.match_columns, name="match_columns"),
    path("imports/<int:pk>/answers/", imports.answer_rows, name="answer_rows"),
    path("imports/<int:pk>/run/", imports.run_import, name="run_import"),
    path("imports/<int:pk>/resume/", imports.resume_import, name="resume_import"),
    path("imports/<int:pk>/give-up/", imports.give_up_import, name="give_up_import"),
    path("imports/<int:pk>/undo/", imports.undo_import, name="undo_import"),
    path("duplicates/", duplicates.likely_pairs, name="likely_pairs"),
    path("duplicates/search/", duplicates.find_duplicates, name="find_duplicates"),
    path("duplicates/progress/", duplicates.finder_progress, name="finder_progress"),
    path("duplicates/<reference:one>/<reference:other>/", duplicates.pair, name="pair"),
    path(
        "duplicates/<reference:one>/<reference:other>/verdict/",
        duplicates.judge_pair,
        name="judge_pair",
    ),
    path(
        "duplicates/<reference:kept>/<reference:gone>/join/",
        duplicates.join_files,
        name="join_files",
    ),
    path(
        "cases/<reference:reference>/joined/<int:pk>/undo/", duplicates.undo_join, name="undo_join"
    ),
    path(
        "cases/<reference:reference>/joined/<int:pk>/checked/<slug:kind>/",
        duplicates.tick_check,
        name="tick_check",
    ),
    path("archive/", retention.archive, name="archive"),
    path("retention/", retention.retention, name="retention"),
    path("retention/list/", retention.preview_retention, name="preview_retention"),
    path("retention/<int:pk>/archive/", retention.ask_archive_files, name="ask_archive_files"),
    path("retention/<int:pk>/erase/", retention.ask_erase_files, name="ask_erase_files"),
    path("cases/<reference:reference>/opened/", trail.opened, name="opened"),
    path("day-sheet/", trail.day_sheet, name="day_sheet"),
    path("cases/<reference:reference>/documents/", documents.documents, name="documents"),
    path("cases/<reference:reference>/documents/new/", documents.add_document, name="add_document"),
    path(
        "cases/<reference:reference>/documents/<uuid:number>/",
        documents.document,
        name="document",
    ),
    path(
        "cases/<reference:reference>/documents/<uuid:number>/file/",
        documents.document_file,
        name="document_file",
    ),
    path(
        "cases/<reference:reference>/documents/<uuid:number>/withdraw/",
        documents.withdraw_document,
        name="withdraw_document",
    ),
    path(
        "cases/<reference:reference>/documents/<uuid:number>/restore/",
        documents.restore_document,
        name="restore_document",
    ),
    path("cases/<reference:reference>/notes/", notes.notes, name="notes"),
    path(
        "cases/<reference:reference>/notes/<slug:kind>/", notes.notes_of_kind, name="notes_of_kind"
    ),
    path("cases/<reference:reference>/notes/<slug:kind>/new/", notes.write_note, name="write_note"),
    path(
        "cases/<reference:reference>/notes/<slug:kind>/<int:pk>/correct/",
        notes.correct_note,
        name="correct_note",
    ),
    path(
        "cases/<reference:reference>/emergency-line/",
        notes.write_emergency_line,
        name="write_emergency_line",
    ),
    path(
        "cases/<reference:reference>/exceptional-access/<slug:compartment>/",
        access.break_glass,
        name="break_glass",
    ),
    path("exceptional-access/", access.exceptional_accesses, name="exceptional_accesses"),
    path(
        "exceptional-access/<int:pk>/seen/",
        access.review_exceptional_access,
        name="review_exceptional_access",
    ),
    path("partners/", directory.partners, name="partners"),
    path("partners/new/", directory.create_partner, name="create_partner"),
    path("partners/<int:pk>/", directory.edit_partner, name="edit_partner"),
    path("desks/", directory.desks, name="desks"),
    path("desks/new/", directory.create_desk, name="create_desk"),
    path("desks/<int:pk>/", directory.edit_desk, name="edit_desk"),
]
