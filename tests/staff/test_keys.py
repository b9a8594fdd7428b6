"""The master keys: made once, copied on paper, proven, recovered, renewed."""

import io
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from staff import encryption, keyring, keys
from staff.models import HouseKey, KeyFingerprint

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def folder(tmp_path: Path, settings, db: None) -> Iterator[Path]:
    """An empty folder for the keys of a database that has not used any yet."""
    settings.KEYS_DIR = tmp_path / "keys"
    KeyFingerprint.objects.using("owner").all().delete()
    HouseKey.objects.using("owner").all().delete()
    keyring.forget()
    yield settings.KEYS_DIR
    keyring.forget()


def run(*words: str, typed: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    out = io.StringIO()
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    call_command("keys", *words, stdout=out)
    return out.getvalue()


def test_the_first_key_is_made_once(folder: Path) -> None:
    keys.prepare()
    first = keyring.masters()
    keys.prepare()
    assert keyring.masters() == first
    assert [path.name for path in folder.iterdir()] == ["1.key"]
    assert (folder / "1.key").stat().st_mode & 0o777 == 0o600
    assert KeyFingerprint.objects.get().fingerprint == keyring.fingerprint(1)


def test_a_missing_key_is_never_made_anew(folder: Path) -> None:
    keys.prepare()
    (folder / "1.key").unlink()
    keyring.forget()
    for start in (keys.prepare, keys.check):
        with pytest.raises(keyring.KeyFileError, match="No encryption key in"):
            start()
    assert list(folder.iterdir()) == []


def test_a_wrong_key_is_refused_at_the_start(folder: Path) -> None:
    keys.prepare()
    (folder / "1.key").unlink()
    keyring.store(1, secrets.token_bytes(keyring.SIZE))
    with pytest.raises(keyring.KeyFileError, match=r"1\.key in .* is not the key"):
        keys.check()
    with pytest.raises(CommandError, match="Put the right file back"):
        run("status")


def test_one_generation_missing_among_several(folder: Path) -> None:
    keys.prepare()
    run("rotate")
    (folder / "1.key").unlink()
    keyring.forget()
    with pytest.raises(keyring.KeyFileError, match="Encryption key 1 is missing"):
        keys.check()


@pytest.mark.parametrize("content", ["", "not a key", "é", "AAAA-" * 14])
def test_an_unreadable_file_says_which(folder: Path, content: str) -> None:
    folder.mkdir()
    (folder / "1.key").write_text(content, encoding="utf-8")
    with pytest.raises(keyring.KeyFileError, match=r"1\.key cannot be used"):
        keys.check({1: "0" * 16})


@given(st.binary(min_size=32, max_size=32), st.data())
def test_a_copy_is_read_back_and_a_slip_is_seen(key: bytes, data: st.DataObject) -> None:
    text = keyring.written(key)
    assert keyring.read(text.lower().replace("-", "  ")) == key
    place = data.draw(st.sampled_from([i for i, letter in enumerate(text) if letter != "-"]))
    other = data.draw(st.sampled_from([c for c in "ABCDEFGHIJ234567" if c != text[place]]))
    with pytest.raises(ValueError):
        keyring.read(text[:place] + other + text[place + 1 :])
    with pytest.raises(ValueError):
        keyring.read(text[:-1])


def test_the_paper_copy_is_proven_and_recovered_from(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.prepare()
    before = keys.house_key("telephone")
    printed = run("print", "--svg", str(tmp_path / "sheet.svg"))
    copy = next(line.strip() for line in printed.splitlines() if line.count("-") == 13)
    assert (tmp_path / "sheet-1.svg").read_text().startswith("<?xml")
    assert "opened 1 sealed value." in run("rehearse", "1", typed=copy, monkeypatch=monkeypatch)
    with pytest.raises(CommandError, match="nothing was changed"):
        run("recover", "1", typed=copy, monkeypatch=monkeypatch)
    (folder / "1.key").unlink()
    keyring.forget()
    run("recover", "1", typed=copy, monkeypatch=monkeypatch)
    keys.check()
    assert keys.house_key("telephone") == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "not a whole key"),
        ("AAAA-BBBB", "not a"),
        (keyring.written(b"x" * 32), "not key 1 of this database"),
    ],
)
def test_another_paper_is_refused(
    folder: Path, typed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.prepare()
    for verb in ("rehearse", "recover"):
        with pytest.raises(CommandError, match=said):
            run(verb, "1", typed=typed, monkeypatch=monkeypatch)


def test_a_new_key_seals_everything_again_and_may_be_cut_short(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.prepare()
    names = ["one", "two", "three"]
    before = {name: keys.house_key(name) for name in names}
    step = keys.rewrap_house_keys

    def cut() -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(encryption._rotations, "house keys", cut)
    keyring.make(2)
    with pytest.raises(KeyboardInterrupt):
        run("rotate")
    monkeypatch.setitem(encryption._rotations, "house keys", step)
    assert {name: keys.house_key(name) for name in names} == before  # nothing lost on the way
    said = run("rotate")
    assert "house keys: 3" in said
    assert keyring.current() == 2  # the one begun is finished, no third one is made
    assert {name: keys.house_key(name) for name in names} == before
    used = {encryption.generation_of(bytes(row.wrapped)) for row in HouseKey.objects.all()}
    assert used == {2}
    assert "Key 3 made" in run("rotate")


def test_status_says_which_key_does_what(folder: Path) -> None:
    assert "seals what is new" in run("make")
    run("rotate")
    said = run()
    assert "key 1" in said
    assert "opens what is old" in said
