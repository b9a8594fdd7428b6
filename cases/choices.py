"""The closed lists of the minor's file. Unknown, not asked and will not say are three values."""

from collections.abc import Callable

from babel import Locale, UnknownLocaleError
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.names import fold
from staff.choices import Compartment

UNKNOWN, NOT_ASKED, DECLINED = "unknown", "not_asked", "declined"
NO_ANSWER = [
    (UNKNOWN, _("Unknown")),
    (NOT_ASKED, _("Not asked")),
    (DECLINED, _("Does not wish to answer")),
]


class Sex(models.TextChoices):
    """As the minor says it. Never inferred from a first name."""

    FEMALE = "female", _("Girl")
    MALE = "male", _("Boy")
    OTHER = "other", _("Other")
    UNKNOWN = UNKNOWN, _("Unknown")
    NOT_ASKED = NOT_ASKED, _("Not asked")
    DECLINED = DECLINED, _("Does not wish to answer")


class FamilyNameStatus(models.TextChoices):
    """Having no family name is a fact of many countries, never a text in the box."""

    KNOWN = "known", _("Known")
    NONE = "none", _("No family name")
    NOT_ASKED = NOT_ASKED, _("Not asked")


class NameKind(models.TextChoices):
    AS_SAID = "as_said", _("As said")
    FAMILY = "family", _("Family name")
    DOCUMENT = "document", _("On a document")
    ALIAS = "alias", _("Other name")
    SPELLING = "spelling", _("Other spelling")


class NameSource(models.TextChoices):
    """Who or what a name was taken from: beside its kind, which says what it is."""

    SAID = "said", _("Said by the young person")
    IDENTITY = "identity", _("Passport, consular card, tazkira")
    CIVIL_STATUS = "civil", _("Birth certificate, supplementary judgment")
    DOCUMENT = "document", _("Other document, or not said which")
    EVALUATION = "evaluation", _("Evaluation")
    JUDGMENT = "judgment", _("Judgment")
    PARTNER = "partner", _("Partner")
    UNKNOWN = UNKNOWN, _("Unknown")


class Calendar(models.TextChoices):
    """The calendar in which a date is typed; what is kept is always the Gregorian date."""

    GREGORIAN = "gregorian", _("Gregorian (the one used in France)")
    SOLAR = "solar", _("Solar Hijri: Afghanistan, Iran (1388)")
    ETHIOPIAN = "ethiopian", _("Ethiopian, Eritrean (2001)")
    ISLAMIC = "islamic", _("Islamic, by the moon (1430)")


class Precision(models.TextChoices):
    """How much of a birth date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")
    AGE = "age", _("Age only")
    UNKNOWN = UNKNOWN, _("Unknown")


class ClaimSource(models.TextChoices):
    DECLARED = "declared", _("Said by the young person")
    DOCUMENT = "document", _("Document")
    EVALUATION = "evaluation", _("Evaluation")
    JUDGMENT = "judgment", _("Judgment")
    OFPRA = "ofpra", _("OFPRA")


class CardStepKind(models.TextChoices):
    """What became of the card of a young person: the last one holds."""

    MADE = "made", pgettext_lazy("card", "Made")
    LOST = "lost", pgettext_lazy("card", "Lost: it opens nothing any more")
    DECLINED = "declined", pgettext_lazy("card", "Does not want one")


class EnquiryChannel(models.TextChoices):
    """How somebody asked whether a young person is here."""

    DOOR = "door", pgettext_lazy("enquiry", "At the door")
    PHONE = "phone", pgettext_lazy("enquiry", "By telephone")
    MESSAGE = "message", pgettext_lazy("enquiry", "By message or letter")


class Interpreter(models.TextChoices):
    NEEDED = "needed", pgettext_lazy("interpreter", "Needed")
    NOT_NEEDED = "not_needed", pgettext_lazy("interpreter", "Not needed")
    NOT_ASKED = NOT_ASKED, _("Not asked")


class Need(models.TextChoices):
    """Urgent needs of the day (field sheet, minimum record, field 6)."""

    NOTHING = "nothing", _("Nothing urgent")
    CARE = "care", _("Care")
    SLEEP = "sleep", _("Sleep tonight")
    FOOD = "food", _("Food")
    DANGER = "danger", _("In danger")
    LEGAL = "legal", _("Urgent legal matter")


class DeskKind(models.TextChoices):
    """A desk is worked by one profession; its colleagues of the day share its queue."""

    NURSE = "nurse", _("Nurse")
    MIDWIFE = "midwife", _("Midwife")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    SOCIAL = "social", _("Social")
    LEGAL = "legal", _("Legal")


class TicketStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", pgettext_lazy("ticket", "Seen")
    LEFT = "left", _("Left without being seen")
    CANCELLED = "cancelled", _("Cancelled")


class DocumentKind(models.TextChoices):
    """Papers of the file (field sheet, section 2.4)."""

    IDENTITY = "identity", _("Identity paper: passport, consular card, tazkira")
    CIVIL_STATUS = "civil_status", _("Civil status: birth certificate, supplementary judgment")
    REFUSAL = "refusal", _("Refusal letter")
    EVALUATION = "evaluation", _("Evaluation report, document check")
    SUMMONS = "summons", _("Summons")
    DECISION = "decision", _("Court decision: placement order, judgment")
    LETTER = "letter", _("Letter")
    PROOF = "proof", _("Proof of posting or of filing")
    ENTITLEMENT = "entitlement", _("Entitlement: AME, domiciliation, transport")
    SCHOOL = "school", _("School certificate")
    MEDICAL = "medical", _("Medical certificate or report")
    PHOTO = "photo", _("Photo of a paper")
    OTHER = "other", _("Other")
    UNKNOWN = UNKNOWN, _("Unknown")


class OriginalPlace(models.TextChoices):
    """Losing an original is a disaster: where it is has always to be said."""

    MINOR = "minor", _("With the young person")
    LAWYER = "lawyer", pgettext_lazy("original", "With the lawyer")
    CENTRE = "centre", _("At the centre")
    ADMINISTRATION = "administration", _("With an administration or a court")
    LOST = "lost", _("Lost")
    UNKNOWN = UNKNOWN, _("Unknown")
    NOT_ASKED = NOT_ASKED, _("Not asked")


class PartnerKind(models.TextChoices):
    EVALUATION = "evaluation", _("Evaluation of minors")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    COURT = "court", _("Court, prosecutor")
    LAWYER = "lawyer", _("Lawyers")
    LEGAL = "legal", _("Legal help")
    HEALTH = "health", _("Health")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    SEXUAL_HEALTH = "sexual_health", _("Sexual health, pregnancy")
    SHELTER = "shelter", _("Shelter")
    FOOD = "food", _("Food, clothing")
    SCHOOL = "school", _("School")
    SOCIAL = "social", _("Social rights")
    EMERGENCY = "emergency", _("Emergency number")
    OTHER = "other", _("Other")


# Languages met at the centre and on the routes (field sheet, sections 7 and 8). Babel names them;
# those it does not know are named here.
LANGUAGE_CODES = [
    "fr", "ff", "bm", "man", "sus", "snk", "dyu", "wo", "en", "ar", "ln", "prs", "ps", "bn",
    "ti", "am", "om", "so", "pt", "kea", "es", "it", "ur", "pa", "fa", "ckb", "ku", "tr", "sw",
    "kg", "lua", "ha", "yo", "ig", "ee", "bci", "mos", "son", "tmh", "kri", "zag", "fvr", "apd",
    "mey", "kab", "ber", "vi", "zh", "ru", "uk", "sq", "ne", "ta", "other",
]  # fmt: skip
OWN_LANGUAGE_NAMES = {
    "man": _("Malinke, Mandinka"),
    "prs": _("Dari"),
    "kea": _("Cape Verdean Creole"),
    "zag": _("Zaghawa"),
    "fvr": _("Fur"),
    "apd": _("Sudanese Arabic"),
    "mey": _("Hassaniya"),
    "ber": _("Berber"),
    "son": _("Songhay"),
    "ff": _("Fula (Pular, Peul)"),
    "other": _("Other language"),
    UNKNOWN: _("Unknown"),
}
COUNTRY_CODES = [
    "AF", "AO", "BD", "BF", "BJ", "CD", "CF", "CG", "CI", "CM", "CV", "DJ", "DZ", "EG", "ER", "ET",
    "GA", "GH", "GM", "GN", "GQ", "GW", "HT", "IN", "IQ", "IR", "KE", "KM", "LK", "LR", "LY", "MA",
    "MG", "ML", "MM", "MR", "NE", "NG", "NP", "PK", "PS", "RW", "SD", "SL", "SN", "SO", "SS", "SY",
    "TD", "TG", "TN", "TR", "TZ", "UG", "UA", "VN", "YE", "AL", "AM", "AZ", "BI", "BR", "CN", "CO",
    "GE", "KG", "KZ", "LB", "MD", "MN", "MZ", "NA", "RU", "TJ", "UZ", "VE", "XK", "ZA", "ZM", "ZW",
]  # fmt: skip


def _names(kind: str) -> dict[str, str]:
    try:
        locale = Locale.parse(get_language() or "fr")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("fr")
    return getattr(locale, kind)


def language_name(code: str) -> str:
    """Return the language's name in the language of the page; the code itself if unknown."""
    if code in OWN_LANGUAGE_NAMES:
        return str(OWN_LANGUAGE_NAMES[code])
    name = _names("languages").get(code, code)
    return name[:1].upper() + name[1:]


def country_name(code: str) -> str:
    """Return the country's name in the language of the page, or which answer there was not."""
    return str(dict(NO_ANSWER).get(code) or _names("territories").get(code, code))


def _sorted_by_name(codes: list[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted(((code, name(code)) for code in codes), key=lambda pair: fold(pair[1]))


def language_choices() -> list[tuple[str, str]]:
    named = _sorted_by_name([c for c in LANGUAGE_CODES if c != "other"], language_name)
    return [*named, ("other", language_name("other")), (UNKNOWN, language_name(UNKNOWN))]


def country_choices() -> list[tuple[str, str]]:
    no_answer = [(code, str(label)) for code, label in NO_ANSWER]
    return [*_sorted_by_name(COUNTRY_CODES, country_name), *no_answer]


# Which languages to offer first for a country (field sheet, section 7).
LANGUAGES_OF_COUNTRY = {
    "GN": ["fr", "ff", "man", "sus"], "ML": ["bm", "fr", "snk"], "CI": ["fr", "dyu", "bci"],
    "AF": ["prs", "ps"], "SD": ["ar", "apd", "fvr", "zag"], "GM": ["en", "man", "ff", "wo"],
    "BD": ["bn", "en"], "CD": ["ln", "fr", "sw", "lua", "kg"], "ER": ["ti"], "ET": ["am", "om"],
    "SN": ["wo", "fr", "ff"], "CM": ["fr", "en"], "CG": ["ln", "fr"], "AO": ["pt", "ln"],
    "SL": ["en", "kri"], "NG": ["en", "ha", "yo", "ig"], "SO": ["so"], "GW": ["pt", "ff"],
    "MR": ["ar", "mey", "ff", "snk"], "PK": ["ur", "ps", "pa"], "DZ": ["ar", "kab", "fr"],
    "MA": ["ar", "ber", "fr"], "TN": ["ar", "fr"], "TD": ["ar", "fr"], "BF": ["fr", "mos", "dyu"],
    "EG": ["ar"], "LY": ["ar"], "SY": ["ar", "ku"], "IQ": ["ar", "ckb"], "IR": ["fa"],
}  # fmt: skip


# --- what may be said to others, and what was -------------------------------------------------


class RecipientKind(models.TextChoices):
    """Whoever is not a line of the directory."""

    LAWYER = "lawyer", _("Lawyer")
    HOSPITAL = "hospital", _("Hospital")
    ASE = "ase", _("Child protection service (ASE)")
    SCHOOL = "school", _("School")
    FAMILY = "family", _("Family")
    OTHER = "other", _("Other recipient")


# The closed list above, in the directory's words: a refusal of one holds for the other.
KIND_OF_PARTNER = {
    PartnerKind.LAWYER: RecipientKind.LAWYER,
    PartnerKind.HEALTH: RecipientKind.HOSPITAL,
    PartnerKind.MENTAL_HEALTH: RecipientKind.HOSPITAL,
    PartnerKind.SEXUAL_HEALTH: RecipientKind.HOSPITAL,
    PartnerKind.CHILD_PROTECTION: RecipientKind.ASE,
    PartnerKind.SCHOOL: RecipientKind.SCHOOL,
}


class Purpose(models.TextChoices):
    """Why something is shared: one agreement a purpose."""

    CARE = "care", _("To be cared for")
    LEGAL = "legal", _("To be defended, legal procedures")
    RIGHTS = "rights", _("To open rights, papers")
    SHELTER = "shelter", _("To have a place to sleep")
    SCHOOL = "school", _("To go to school")
    SOCIAL = "social", _("To be helped in daily life")
    FAMILY = "family", _("To find or reassure the family")
    OTHER = "other", _("Other purpose")


class Part(models.TextChoices):
    """What may be shared: parts of the file, each of one compartment."""

    IDENTITY = "identity", _("Name and age as said")
    LANGUAGE = "language", _("Language, interpreter")
    PHONE = "phone", _("Telephone")
    APPOINTMENT = "appointment", _("Dates of appointments")
    SOCIAL = "social", _("Social situation, needs")
    LEGAL_HEADLINE = "legal_headline", _("Where the procedures stand")
    LEGAL_FILE = "legal_file", _("Documents of the legal file")
    NARRATIVE = "narrative", _("Account given to the jurist")
    HEALTH_SUMMARY = "health_summary", _("Health summary")
    VACCINATION = "vaccination", _("Vaccinations, screening")
    SEXUAL_HEALTH = "sexual_health", _("Sexual and reproductive health")
    PSYCHOLOGY = "psychology", _("What the psychologist knows")
    PROTECTION = "protection", _("What puts the young person in danger")


COMPARTMENT_OF_PART = {
    Part.IDENTITY: Compartment.IDENTITY,
    Part.LANGUAGE: Compartment.IDENTITY,
    Part.PHONE: Compartment.IDENTITY,
    Part.APPOINTMENT: Compartment.IDENTITY,
    Part.SOCIAL: Compartment.SOCIAL,
    Part.LEGAL_HEADLINE: Compartment.LEGAL,
    Part.LEGAL_FILE: Compartment.LEGAL,
    Part.NARRATIVE: Compartment.NARRATIVE,
    Part.HEALTH_SUMMARY: Compartment.HEALTH,
    Part.VACCINATION: Compartment.HEALTH,
    Part.SEXUAL_HEALTH: Compartment.SEXUAL_HEALTH,
    Part.PSYCHOLOGY: Compartment.PSYCHOLOGY,
    Part.PROTECTION: Compartment.PROTECTION,
}
# A recipient whose name alone tells the reason: what is not secret elsewhere is kept there.
COMPARTMENT_OF_PARTNER = {
    PartnerKind.HEALTH: Compartment.HEALTH,
    PartnerKind.MENTAL_HEALTH: Compartment.PSYCHOLOGY,
    PartnerKind.SEXUAL_HEALTH: Compartment.SEXUAL_HEALTH,
}


class ConsentAnswer(models.TextChoices):
    """What the young person answered."""

    AGREED = "agreed", _("Agrees")
    REFUSED = "refused", _("Refuses")
    NOT_ASKED = NOT_ASKED, _("Not asked")
    DECLINED = DECLINED, _("Does not wish to answer")


class SaidHow(models.TextChoices):
    ORAL = "oral", pgettext_lazy("agreement", "Spoken")
    WRITTEN = "written", pgettext_lazy("agreement", "Written")


class Interpreting(models.TextChoices):
    """Who interpreted, when something was explained and answered."""

    NONE = "none", pgettext_lazy("interpreter", "None")
    PRESENT = "present", pgettext_lazy("interpreter", "Present")
    PHONE = "phone", pgettext_lazy("interpreter", "By telephone")
    PEER = "peer", pgettext_lazy("interpreter", "Another young person or somebody close")


class OppositionKind(models.TextChoices):
    """What the young person does not want. Shown without the reason."""

    NO_SMS = "no_sms", _("No SMS")
    NEUTRAL_SMS = "neutral_sms", _("Neutral SMS only")
    NO_CALL = "no_call", _("Do not call")
    COLLEAGUE = "colleague", _("Not with a colleague")
    INTERPRETER = "interpreter", _("Not with some interpreters")
    PARTNER = "partner", _("Nothing to a partner")


CONTACT_OPPOSITIONS = [
    OppositionKind.NO_SMS,
    OppositionKind.NEUTRAL_SMS,
    OppositionKind.NO_CALL,
]


class InterpreterSex(models.TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")


class Channel(models.TextChoices):
    """How something was shared."""

    ORAL = "oral", pgettext_lazy("channel", "By word of mouth")
    PHONE = "phone", pgettext_lazy("channel", "By telephone")
    POST = "post", pgettext_lazy("channel", "By post")
    SECURE_MAIL = "secure_mail", pgettext_lazy("channel", "By secure mail")
    HANDED = "handed", pgettext_lazy("channel", "Handed to the young person")


class LegalException(models.TextChoices):
    """What the law allows to share without an agreement (field sheet, section 4.5)."""

    DANGER = "danger", _("Danger for the minor (article 226-14 of the criminal code)")
    CHILD_PROTECTION = (
        "child_protection",
        _(
            "Between professionals of child protection (article L.226-2-2 CASF, to be confirmed by "
            "the jurist)"
        ),
    )


class RequisitionStepKind(models.TextChoices):
    """What became of a judicial requisition."""

    LAWYER_TOLD = "lawyer_told", _("Lawyer told")
    COORDINATOR_TOLD = "coordinator_told", _("Coordinator told")
    DOCTOR_PRESENT = "doctor_present", _("Doctor of the Order present")
    GIVEN = "given", _("Answer given")
    REFUSED = "refused", _("Answer refused")
    CLOSED = "closed", _("Closed: the file is free again")


# What must say in words what was answered.
REQUISITION_ANSWERS = [RequisitionStepKind.GIVEN, RequisitionStepKind.REFUSED]


class RetentionStep(models.TextChoices):
    """How long a file stays where it is, counted from the last contact."""

    ACTIVE = "active", _("In use")
    ARCHIVE = "archive", _("In the archive, after that")
    MEDICAL = "medical", _("Medical file, from the last contact")


class RetentionAction(models.TextChoices):
    """What is due for a file, and what was done to one that is no longer there."""

    ARCHIVE = "archive", _("Archive")
    ERASE = "erase", _("Erase everything")
    ERASE_PART = "erase_part", _("Erase all but the medical file")


class HoldReason(models.TextChoices):
    """Why a file must be kept beyond its time."""

    PROCEDURE = "procedure", _("Procedure still open")
    REQUISITION = "requisition", _("Judicial requisition")
    COMPLAINT = "complaint", _("Complaint or claim")


class PartAnswer(models.TextChoices):
    WAITING = "waiting", _("Awaited")
    GIVEN = "given", _("Given")
    WITHHELD = "withheld", _("Withheld")


# --- files from a spreadsheet -----------------------------------------------------------------


class ImportStep(models.TextChoices):
    """Where a spreadsheet is on its way in."""

    COLUMNS = "columns", _("Columns to match")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", pgettext_lazy("import", "Imported")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")
    GIVEN_UP = "given_up", _("Given up")

    @classmethod
    def working(cls) -> frozenset["ImportStep"]:
        """Those during which a command of its own is at work."""
        return frozenset({cls.CHECKING, cls.IMPORTING, cls.UNDOING})

    @classmethod
    def over(cls) -> frozenset["ImportStep"]:
        """Those at which no row of the spreadsheet is kept any more, and files were opened."""
        return frozenset({cls.DONE, cls.UNDOING, cls.UNDONE})


class RowAnswer(models.TextChoices):
    """What somebody says of a row that looks like a file that exists, or like another row."""

    LEAVE_OUT = "leave_out", _("Same person: leave out this row")
    IMPORT = "import", _("Another person: import")


class ImportField(models.TextChoices):
    """The columns of a spreadsheet of young people; the values are those of `import_minors`."""

    GIVEN_NAMES = "given_names", _("Given names")
    FAMILY_NAME = "family_name", _("Family name")
    OTHER_NAMES = "other_names", _("Other names")
    SEX = "sex", _("Sex")
    BIRTH = "birth", _("Age, year or date of birth")
    COUNTRY = "country", _("Country (declared)")
    LANGUAGES = "languages", _("Languages")
    PHONE = "phone", _("Telephone")
    FIRST_SEEN_ON = "first_seen_on", _("First seen on")


class Verdict(models.TextChoices):
    """What somebody says of two files that look like one person's."""

    SAME = "same", _("The same person")
    ANOTHER = "another", _("Another person")
    NOT_SURE = "not_sure", _("Not sure")


class PairReason(models.TextChoices):
    """Why two files are proposed as one person's."""

    PHONE = "phone", _("same telephone")
    NAME = "name", _("same name")
    SOUND = "sound", _("name sounds alike")
    COUNTRY = "country", _("same country")
    LANGUAGE = "language", _("same language")
    BIRTH = "birth", _("same birth date")
    YEAR = "year", _("born the same year, or one apart")
