"""How many actions a task takes: counted by the page itself, whatever the test presses.

An action is a click, a key that acts (Enter, Space on a button, an arrow in a list, F8) or a choice
in a list. What is typed is none. The count outlives a page: it is kept for the whole window.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page

COUNTS = """
(() => {
  const isText = (box) => box.matches?.("textarea, input:not([type=radio]):not([type=checkbox])");
  const note = (what, { name, value, innerText, tagName }) => {
    const on = (name || innerText || value || tagName || "").trim().split("\\n")[0];
    const before = JSON.parse(sessionStorage.getItem("actions") ?? "[]");
    sessionStorage.setItem("actions", JSON.stringify([...before, `${what}: ${on}`]));
  };
  addEventListener("pointerdown", ({ target }) => {
    if (!target.matches("select")) note("click", target.closest("a, button, label") ?? target);
  }, true);
  addEventListener("change", ({ target }) => {
    if (target.matches("select")) note("choose", target);
  }, true);
  addEventListener("keydown", ({ key, target }) => {
    const acts = /^(Enter|Arrow.+|F\\d+)$/.test(key) || (key === " " && !isText(target));
    if (acts && !target.matches?.("select")) note(key, target);
  }, true);
})();
"""
TAKEN = 'JSON.parse(sessionStorage.getItem("actions") ?? "[]")'

LEAVING = 5  # pages that one action may go through, redirections and all


def taken(page: Page) -> list[str]:
    """Return the actions there have been in this window, in order.

    The last one may be leading to another page: what the page that it leaves was asked, the next
    one is asked again.
    """
    for _time in range(LEAVING):
        try:
            return page.evaluate(TAKEN)
        except Error as error:
            if "navigation" not in error.message:
                raise
            page.wait_for_load_state()
    return page.evaluate(TAKEN)


@contextmanager
def at_most(page: Page, most: int, task: str) -> Iterator[None]:
    """Fail when what is done in here takes more actions than that; print how many it took."""
    before = len(taken(page))
    yield
    done = taken(page)[before:]
    print(f"{task}: {len(done)} of {most} actions")  # noqa: T201 - `pytest -s` shows it
    assert done, f"{task}: nothing was counted"
    assert len(done) <= most, f"{task}: {len(done)} actions, not {most}: {done}"
