"""Charts: each number is drawn, in its proportion; the sentence says what the numbers say."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.formats import localize
from lxml import etree
from PIL import ImageFont

from cases.models import Arrival
from reports import arrivals, chart_labels, charts, sentences
from reports.figures import Breakdown, Figure, Part, Section
from reports.periods import AnyPeriod, Month, Quarter, Span, Week, Year
from reports.weekly import AGE_BANDS
from staff.choices import Role
from staff.models import Site
from tests import factories

SVG = "{http://www.w3.org/2000/svg}"
DAYS = ["Lundi 16/11", "Mardi 17/11", "Mercredi 18/11", "Jeudi 19/11", "Vendredi 20/11"]
WHICH = list(charts.DRAWN)


@pytest.fixture(autouse=True)
def _french() -> object:
    with translation.override("fr"):
        yield


def cut(code: str, name: str, *counts: int | None, names: Sequence[str] = ()) -> Breakdown:
    labels = DAYS if name == "by_day" else [f"Partie {n}" for n in range(1, len(counts) + 1)]
    wanted = names or [f"part_{n}" for n in range(len(counts))]
    parts = [
        Part(part, label, count) for part, label, count in zip(wanted, labels, counts, strict=False)
    ]
    return Breakdown(code, name, "Titre", parts, "Définition")


def waits(*minutes: tuple[str, int, float | None, float | None]) -> Section:
    """Each desk: its kind, how many were called, the median, the ninth."""
    figures = [
        Figure("WAIT", f"{kind}_{what}", kind, value, "")
        for kind, _count, median, ninth in minutes
        for what, value in (("median", median), ("ninth", ninth))
    ]
    parts = [Part(kind, kind.title(), count) for kind, count, _median, _ninth in minutes]
    return Section("Attente", figures, [Breakdown("WAIT", "desk", "Par pôle", parts, "")])


def drawn_of(breakdown: Breakdown, section: Section | None = None) -> charts.Chart:
    chart = charts.chart_of(section or Section("x", [], [breakdown]), breakdown)
    assert chart is not None
    return chart


def tree(chart: charts.Chart) -> etree._Element:
    return etree.fromstring(chart.svg.encode())


def words(chart: charts.Chart) -> list[str]:
    return [node.text or "" for node in tree(chart).iter(f"{SVG}text")]


def boxes(chart: charts.Chart, side: str) -> list[float]:
    """Return the widths or heights of what is filled with numbers, patterns apart."""
    found = tree(chart).xpath("//*[local-name()='g']//*[local-name()='rect']")
    return [float(node.get(side)) for node in found]


class TestSentences:
    def say(self, breakdown: Breakdown) -> str:
        return sentences.sentence_of(Section("x", [], [breakdown]), breakdown)

    def test_one_day_comes_first(self) -> None:
        said = self.say(cut("W01", "by_day", 9, 14, 8, 7, 5))
        assert said == "Mardi 17/11 a reçu le plus de jeunes : 14 sur 43."

    def test_two_days_come_first_together(self) -> None:
        said = self.say(cut("W01", "by_day", 9, 14, 14, 1, 5))
        assert said == (
            "Mardi 17/11 et Mercredi 18/11 ont reçu le plus de jeunes : 14 chacun, sur 43."
        )

    def test_three_that_are_equal_make_none_stand_out(self) -> None:
        said = self.say(cut("W11", "motifs", 4, 4, 4, 1))
        assert said == "Aucun ne ressort : 3 en ont 4 chacun, sur 13."

    def test_what_is_unknown_never_comes_first_and_is_said(self) -> None:
        breakdown = cut("W07", "age", 3, 5, 20, names=["16", "17", "unknown"])
        assert self.say(breakdown) == (
            "L’âge dit le plus fréquent : Partie 2, 5 sur 28. Non connu : 20."
        )

    def test_only_unknown(self) -> None:
        breakdown = cut("W09", "place", 0, 7, names=["street", "unknown"])
        assert self.say(breakdown) == "Non connu : 7."

    def test_the_tail_of_a_list_is_no_motif(self) -> None:
        breakdown = cut("W11", "motifs", 3, 30, names=["scabies", "others"])
        assert self.say(breakdown) == "Le motif le plus fréquent : Partie 1, 3 sur 33."

    @pytest.mark.parametrize("which", WHICH)
    def test_nothing_counted(self, which: tuple[str, str]) -> None:
        names = ["favourable", "unfavourable"]
        for counts in ((0, 0), ()):
            assert self.say(cut(*which, *counts, names=names)) == "Rien n’a été compté."

    @pytest.mark.parametrize("which", WHICH)
    def test_all_is_masked(self, which: tuple[str, str]) -> None:
        breakdown = cut(*which, None, None, names=["favourable", "unfavourable"])
        assert self.say(breakdown) == "Tous ces nombres sont masqués."

    def test_some_is_masked_no_total_is_said_and_nothing_is_first_of_all(self) -> None:
        said = self.say(cut("W01", "by_day", 9, 14, None, 7, 5))
        assert said == (
            "Une partie de ces nombres est masquée ; "
            "parmi les autres, le plus grand : Mardi 17/11, 14."
        )
        assert "35" not in said

    @pytest.mark.parametrize(
        ("favourable", "other", "said"),
        [
            (12, 19, "Favorables : 12 sur 31 décisions au fond en douze mois, soit 39 %."),
            (10, 10, "Favorables : 10 sur 20 décisions au fond en douze mois, soit 50 %."),
            (4, 15, "Favorables : 4 sur 19 décisions au fond en douze mois ; "
                    "trop peu pour parler d’un taux."),
            (0, 1, "Favorables : 0 sur 1 décisions au fond en douze mois ; "
                   "trop peu pour parler d’un taux."),
        ],
    )  # fmt: skip
    def test_a_rate_has_its_n_and_is_none_of_few(
        self, favourable: int, other: int, said: str
    ) -> None:
        names = ["favourable", "unfavourable"]
        assert self.say(cut("W17", "outcome", favourable, other, names=names)) == said

    def test_a_rate_of_which_one_side_is_masked(self) -> None:
        breakdown = cut("W17", "outcome", 30, None, names=["favourable", "unfavourable"])
        assert self.say(breakdown) == "Une partie de ces nombres est masquée."
        assert words(drawn_of(breakdown)) == ["Partie 1", "30", "Partie 2", "masqué"]
        assert 'height="26"' not in drawn_of(breakdown).svg  # no bar of which it is a share

    def test_the_desk_where_people_waited_longest(self) -> None:
        section = waits(("nurse", 31, 25, 70), ("social", 8, 40, 90), ("legal", 0, None, None))
        assert sentences.sentence_of(section, section.breakdowns[0]) == (
            "L’attente la plus longue : Social. Des 8 jeunes appelés, la moitié ont attendu "
            "40 min au plus, neuf sur dix 90 min au plus."
        )

    def test_one_desk_is_compared_with_nobody(self) -> None:
        section = waits(("nurse", 31, 25, 70), ("legal", 0, None, None))
        said = sentences.sentence_of(section, section.breakdowns[0])
        assert said.startswith("Nurse : 31 jeunes appelés ;")

    def test_in_english_too(self) -> None:
        with translation.override("en"):
            said = self.say(cut("W01", "by_day", 9, 14, 8, 7, 5))
        assert said == "Mardi 17/11 received the most young people: 14 of 43."


class TestPictures:
    def test_columns_are_as_high_as_their_numbers(self) -> None:
        chart = drawn_of(cut("W01", "by_day", 10, 20, 0, 5, 20))
        high = boxes(chart, "height")
        assert [round(one / max(high), 2) for one in high] == [0.5, 1, 0.25, 1]
        assert [one for one in words(chart) if one.isdigit()] == ["10", "20", "0", "5", "20"]
        assert {"Lun.", "16/11", "Ven.", "20/11"} <= set(words(chart))

    def test_bars_are_as_long_as_their_numbers_and_nothing_has_none(self) -> None:
        chart = drawn_of(cut("W11", "motifs", 40, 10, 0, 20))
        long = boxes(chart, "width")
        assert [round(one / max(long), 2) for one in long] == [1, 0.25, 0.5]
        assert words(chart) == ["Partie 1", "40", "Partie 2", "10", "Partie 4", "20"]

    def test_a_proportion_fills_the_bar_each_piece_with_its_own_pattern(self) -> None:
        chart = drawn_of(cut("W17", "outcome", 30, 10, names=["favourable", "unfavourable"]))
        pieces = [node for node in tree(chart).iter(f"{SVG}rect") if node.get("height") == "26"]
        one, other = (float(node.get("width")) for node in pieces)
        assert round(one / other, 2) == 3
        assert one + other == pytest.approx(charts.WIDTH - 1 - 3, abs=0.2)
        assert len({node.get("fill") for node in pieces}) == 2

    def test_waits_reach_as_far_as_half_and_nine_in_ten(self) -> None:
        section = waits(("nurse", 31, 25, 100), ("social", 8, 50, 50))
        chart = drawn_of(section.breakdowns[0], section)
        long = boxes(chart, "width")
        assert [round(one / max(long), 2) for one in long] == [1, 0.25, 0.5, 0.5]
        assert "la moitié : 25 min · 9 sur 10 : 100 min" in words(chart)

    def test_what_is_unknown_is_hatched(self) -> None:
        chart = drawn_of(cut("W07", "age", 3, 5, names=["16", "unknown"]))
        fills = [
            node.get("fill")
            for node in tree(chart).xpath("//*[local-name()='g']//*[local-name()='rect']")
        ]
        assert fills == [charts.ACCENT, "url(#hatched)"]

    @pytest.mark.parametrize("which", [one for one in WHICH if one[0] not in {"WAIT", "W17"}])
    def test_a_masked_part_is_drawn_by_no_box_and_no_number(self, which: tuple[str, str]) -> None:
        chart = drawn_of(cut(*which, 20, None, 30))
        assert {"20", "30"} <= set(words(chart))
        assert [one for one in words(chart) if one in {"masqué", "–"}]
        whole = drawn_of(cut(*which, 20, 25, 30))
        assert len(boxes(chart, "width")) < len(boxes(whole, "width"))

    @pytest.mark.parametrize("counts", [(0, 0), (None, None), ()])
    @pytest.mark.parametrize("which", WHICH)
    def test_nothing_to_draw_is_a_sentence(
        self, which: tuple[str, str], counts: tuple[int | None, ...]
    ) -> None:
        chart = drawn_of(cut(*which, *counts, names=["favourable", "unfavourable"]))
        assert chart.svg == ""
        assert chart.sentence

    def test_a_breakdown_that_nobody_compares_has_none(self) -> None:
        other = cut("W07", "country", 1, 2)
        assert charts.chart_of(Section("x", [], [other]), other) is None

    def test_what_was_typed_is_no_markup(self) -> None:
        typed = '<script>alert(1)</script> & "l\'autre" <b>'
        breakdown = Breakdown("W24", "motifs", "x", [Part("a", typed, 3)], "")
        chart = drawn_of(breakdown)
        assert words(chart)[0] == charts._short(typed)
        assert {node.tag for node in tree(chart).iter()} <= {
            f"{SVG}{tag}"
            for tag in ("svg", "defs", "pattern", "g", "rect", "path", "circle", "line", "text")
        }
        assert not re.search(r'["<>&\s](?<! )', str(chart.address))
        assert etree.fromstring(unquote(chart.address.split(",", 1)[1]).encode()) is not None

    @pytest.mark.parametrize("which", WHICH)
    def test_neither_script_nor_style_and_the_same_each_time(self, which: tuple[str, str]) -> None:
        section = waits(("nurse", 31, 25, 70), ("social", 8, 40, 90))
        breakdown = cut(*which, 12, 8, names=["favourable", "unfavourable"])
        if which[0] == "WAIT":
            breakdown = section.breakdowns[0]
        one, other = (drawn_of(breakdown, section).svg for _time in range(2))
        assert one == other
        for node in etree.fromstring(one.encode()).iter():
            assert etree.QName(node).localname not in {"script", "style", "image", "use"}
            assert not {name for name in node.attrib if name.startswith("on") or name == "style"}
            assert not any("http" in value for value in node.attrib.values())

    @pytest.mark.parametrize("days", [1, 2, 7, 31, 90])
    def test_every_box_stays_in_the_picture(self, days: int) -> None:
        parts = [Part(str(n), f"Lundi {n:02}/11", n) for n in range(1, days + 1)]
        chart = drawn_of(Breakdown("W01", "by_day", "x", parts, ""))
        for node in tree(chart).xpath("//*[local-name()='g']//*[local-name()='rect']"):
            left, wide = float(node.get("x")), float(node.get("width"))
            assert left >= 0
            assert left + wide <= charts.WIDTH
        assert str(days) in words(chart)

    def test_a_long_label_is_cut_and_stays_in_the_picture(self) -> None:
        breakdown = Breakdown("W11", "motifs", "x", [Part("a", "Très " * 30, 3)], "")
        assert len(words(drawn_of(breakdown))[0]) <= charts.LONGEST


# --- every label has its room --------------------------------------------------------------------

VENDORED = settings.BASE_DIR / "static/vendor/atkinson-hyperlegible-next"
PERIODS = {
    "7 days": Week(2026, 47),
    "28 days": Month(2027, 2),
    "31 days": Month(2026, 12),
    "13 weeks": Quarter(2026, 4),
    "26 weeks": Span(datetime.date(2026, 7, 6), datetime.date(2027, 1, 3)),
    "12 months": Year(2026),
    "36 months": Span(datetime.date(2024, 1, 1), datetime.date(2026, 12, 31)),
    "one day": Span(datetime.date(2026, 11, 18), datetime.date(2026, 11, 18)),
}


def fonts(*, is_bold: bool) -> list[ImageFont.FreeTypeFont]:
    """Return the letters of the page and those of the PDF, 100 units high."""
    page = ImageFont.truetype(
        str(VENDORED / "atkinson-hyperlegible-next-latin-wght-normal.woff2"), 100
    )
    page.set_variation_by_axes([700 if is_bold else 400])
    name = "NotoSans_700Bold.ttf" if is_bold else "NotoSans_400Regular.ttf"
    return [page, ImageFont.truetype(str(settings.BASE_DIR / "prints/fonts" / name), 100)]


def spans(chart: charts.Chart) -> list[tuple[float, float, float, str]]:
    """Return (top, left, right, words) of each text in the widest letters."""
    measured = {is_bold: fonts(is_bold=is_bold) for is_bold in (True, False)}
    found = []
    for node in tree(chart).iter(f"{SVG}text"):
        words, middle = node.text or "", float(node.get("x"))
        size = float(node.xpath("ancestor-or-self::*[@font-size][1]/@font-size")[0])
        is_bold = node.get("font-weight") == "bold"
        wide = max(font.getlength(words) for font in measured[is_bold]) / 100 * size
        assert wide <= chart_labels.width_of(words, size, is_bold=is_bold)
        found.append((float(node.get("y")), middle - wide / 2, middle + wide / 2, words))
    return sorted(found)


def check_room(chart: charts.Chart) -> None:
    """Each label is in the picture and touches no other."""
    found = spans(chart)
    for _top, left, right, words in found:
        assert left >= 0, words
        assert right <= charts.WIDTH, words
    for number, (top, left, right, words) in enumerate(found):
        for other_top, other_left, other_right, other in found[number + 1 :]:
            if abs(top - other_top) < charts.SMALL:
                assert right <= other_left or other_right <= left, (words, other)


class TestLabels:
    @pytest.mark.django_db
    @pytest.mark.parametrize("most", [1, 9, 88, 888, 8888])
    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
    def test_whatever_the_number_of_columns_none_is_cut_or_touches(
        self, period: AnyPeriod, language: str, most: int
    ) -> None:
        with translation.override(language):
            breakdown = arrivals.by_step(
                period,
                {
                    period.start + datetime.timedelta(n): most - n % (most + 1)
                    for n in range((period.end - period.start).days + 1)
                },
                Arrival.objects.none(),
            )
            chart = drawn_of(breakdown)
        check_room(chart)
        said = words(chart)
        assert not [text for text in said if "…" in text]
        largest = max(part.count or 0 for part in breakdown.parts)
        with translation.override(language):
            assert localize(largest) in said
        # Never fewer names than can be read off by counting: one in six at least, and the first.
        below = [
            (top, text)
            for top, _left, _right, text in spans(chart)
            if top > charts.HEAD + charts.PLOT
        ]
        named = [text for top, text in below if top == min(below)[0]]
        assert len(named) >= len(breakdown.parts) / 6

    @pytest.mark.parametrize(
        ("language", "period", "expected"),
        [
            ("fr", PERIODS["7 days"], ["Lun.", "16/11", "Mar.", "17/11"]),
            ("en", PERIODS["7 days"], ["Mon.", "16/11", "Tue.", "17/11"]),
            ("fr", PERIODS["13 weeks"], ["S40", "2026", "S42", "S44"]),
            ("en", PERIODS["13 weeks"], ["W40", "2026", "W42", "W44"]),
            ("fr", PERIODS["12 months"], ["Janv.", "2026", "Mars", "Mai"]),
            ("en", PERIODS["12 months"], ["Jan", "2026", "Mar", "May"]),
        ],
    )
    def test_short_in_both_languages(
        self, language: str, period: AnyPeriod, expected: list[str]
    ) -> None:
        with translation.override(language):
            breakdown = arrivals.by_step(period, {period.start: 1}, Arrival.objects.none())
            under = [text for text in words(drawn_of(breakdown)) if text not in {"0", "1"}]
        assert under[: len(expected)] == expected

    def test_a_year_is_said_again_where_another_begins(self) -> None:
        breakdown = arrivals.by_step(PERIODS["26 weeks"], {}, Arrival.objects.none())
        breakdown = replace(breakdown, parts=[replace(part, count=1) for part in breakdown.parts])
        said = [text for text in words(drawn_of(breakdown)) if text.isdigit() and len(text) == 4]
        assert said == ["2026"]
        breakdown = arrivals.by_step(PERIODS["36 months"], {}, Arrival.objects.none())
        breakdown = replace(breakdown, parts=[replace(part, count=1) for part in breakdown.parts])
        said = [text for text in words(drawn_of(breakdown)) if text.isdigit() and len(text) == 4]
        assert said == ["2024", "2025", "2026"]

    @pytest.mark.parametrize("most", [3, 333])
    @pytest.mark.parametrize("unknown", ["Inconnu", "Unknown"])
    def test_ages_each_have_their_name(self, unknown: str, most: int) -> None:
        parts = [Part(band, band, most) for band in (*AGE_BANDS, unknown)]
        chart = drawn_of(Breakdown("W07", "age", "x", parts, ""))
        check_room(chart)
        assert {*AGE_BANDS, unknown} <= set(words(chart))

    def test_what_is_too_long_for_its_column_ends_in_dots(self) -> None:
        parts = [Part(str(n), f"Une tranche très longue {n}", 5) for n in range(10)]
        chart = drawn_of(Breakdown("W07", "age", "x", parts, ""))
        check_room(chart)
        assert len([text for text in words(chart) if text.endswith("…")]) == 10

    def test_the_check_can_fail(self) -> None:
        parts = [Part(str(n), "Une tranche très longue", 5) for n in range(2)]
        chart = drawn_of(Breakdown("W07", "age", "x", parts, ""))
        wrong = replace(chart, svg=chart.svg.replace("Une", "Une tranche qui déborde"))
        with pytest.raises(AssertionError):
            check_room(wrong)


class TestPage:
    @pytest.fixture
    def coordinator(self, as_role: Callable[..., Client], time_machine: object) -> Client:
        time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)
        return as_role(Role.COORDINATOR)

    def test_each_picture_says_in_words_what_it_shows(
        self, coordinator: Client, site: Site
    ) -> None:
        factories.make_minor(by=coordinator.user, site=site)
        response = coordinator.get("/reports/2026-W47/")
        html = etree.HTML(response.content.decode())
        pictures = html.xpath("//img[starts-with(@src, 'data:image/svg+xml,')]")
        report = response.context["report"]
        wanted = [
            chart
            for section in report.sections
            for one in section.breakdowns
            if (chart := charts.chart_of(section, one)) and chart.svg
        ]
        assert len(pictures) == len(wanted) >= 4
        for picture, chart in zip(pictures, wanted, strict=True):
            assert picture.get("alt") == chart.sentence
            assert chart.sentence in "".join(picture.getparent().itertext())
            again = unquote(picture.get("src").split(",", 1)[1])
            assert again == chart.svg.replace('"', "'")

    def test_an_empty_week_has_sentences_and_no_picture(self, coordinator: Client) -> None:
        html = coordinator.get("/reports/2026-W40/").content.decode()
        assert "data:image/svg" not in html
        assert "Rien n’a été compté." in html

    def test_what_is_folded_is_on_the_page_and_unfolds_without_script(
        self, coordinator: Client
    ) -> None:
        folded = etree.HTML(coordinator.get("/reports/2026-W40/").content.decode())
        parts = folded.xpath("//details[contains(@class, 'week-section')]")
        assert {part.get("open") is None for part in parts} == {True, False}
        opened = etree.HTML(coordinator.get("/reports/2026-W40/", {"open": 1}).content.decode())
        parts = opened.xpath("//details[contains(@class, 'week-section')]")
        assert all(part.get("open") is not None for part in parts)

    def test_every_link_of_the_page_to_a_part_leads_to_one(self, coordinator: Client) -> None:
        html = etree.HTML(coordinator.get("/reports/2026-W40/").content.decode())
        wanted = html.xpath("//nav[@class='jump']/a[starts-with(@href, '#')]/@href")
        assert len(wanted) > 15
        for address in wanted:
            assert html.xpath(f"//*[@id='{address[1:]}']")
