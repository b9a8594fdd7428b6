"""What is asked, or measured, before a vaccine is proposed."""

from enum import StrEnum


class Answer(StrEnum):
    """Three different things: nobody has asked is never no."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class Question(StrEnum):
    """What has to be asked first, in the order of the page."""

    AGE = "age"
    SEVERE_REACTION = "severe_reaction"
    IMMUNODEFICIENCY = "immunodeficiency"
    PREGNANCY = "pregnancy"
    CHICKENPOX = "chickenpox"


class BloodTest(StrEnum):
    """What a laboratory answers: beside whose results rules may say what they ask for."""

    ANTI_TETANUS = "anti_tetanus"
    HEPATITIS_B = "hepatitis_b"
    VARICELLA_IGG = "varicella_igg"
    TUBERCULIN = "tuberculin"


RESULTS: dict[str, tuple[str, ...]] = {
    BloodTest.ANTI_TETANUS: ("low", "middle", "high"),
    BloodTest.HEPATITIS_B: ("negative", "immune", "contact"),
    BloodTest.VARICELLA_IGG: ("negative", "positive"),
    BloodTest.TUBERCULIN: ("negative", "positive"),
    Question.CHICKENPOX: ("yes", "no"),
}
