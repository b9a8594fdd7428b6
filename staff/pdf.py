"""Paper: a document of `prints/` filled with data, as PDF or as picture.

Data are passed as JSON and never as markup: nothing typed by anybody is read as a command. Only
the fonts shipped in `prints/fonts/` are used, and nothing outside `prints/` is read.
"""

import json
from typing import Any, Literal

from django.conf import settings

FOLDER = settings.BASE_DIR / "prints"
FONTS = FOLDER / "fonts"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "prs", "ps", "ur", "ckb"})


def direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def render(
    document: str, data: dict[str, Any], *, language: str, kind: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """Return `prints/<document>.typ` filled with `data`; raises typst.TypstError.

    A picture is of the first page.
    """
    # Its library is 8 MB of memory, which a process that prints nothing does without.
    import typst

    filled = {**data, "language": language, "direction": direction(language)}
    made = typst.compile(
        str(FOLDER / f"{document}.typ"),
        root=str(FOLDER),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format=kind,
        sys_inputs={"data": json.dumps(filled, ensure_ascii=False)},
    )
    return made[0] if isinstance(made, list) else made
