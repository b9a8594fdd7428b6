"""`keys`: make the master keys, copy them on paper, prove the copy, recover from it, renew them."""

import getpass
import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from staff import encryption, keyring, keys
from staff.models import HouseKey, KeyFingerprint


class Command(BaseCommand):
    help = (
        "The encryption keys of this database. Without them its sealed texts and documents are "
        "lost: print a recovery copy, rehearse it, keep it in a sealed envelope elsewhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do; `status` when there is none."""
        parser.set_defaults(do=self.status)
        verbs = parser.add_subparsers(title="what to do")

        def verb(name: str, do: Any, text: str) -> ArgumentParser:
            made = verbs.add_parser(name, help=text)
            made.set_defaults(do=do)
            return made

        verb("status", self.status, "which keys there are, and whether they are the right ones")
        verb("make", self.make, "make the first key of a new database")
        copy = verb("print", self.print_copy, "print the recovery copy, text and QR code")
        copy.add_argument("--svg", type=Path, help="also write the QR code to this file")
        for name, do, text in (
            ("rehearse", self.rehearse, "prove that the paper copy opens what is sealed"),
            ("recover", self.recover, "write a lost key file again from its paper copy"),
        ):
            typed = verb(name, do, text)
            typed.add_argument("generation", type=int, help="the number printed on the copy")
        verb("rotate", self.rotate, "make a new key and seal everything with it; may be cut short")

    def handle(self, *args: Any, do: Any, **options: Any) -> None:
        """Run the verb; every refusal is one sentence."""
        try:
            do(options)
        except keyring.KeyFileError as error:
            raise CommandError(str(error)) from None

    def status(self, options: dict[str, Any]) -> None:
        keys.check()
        self.stdout.write(f"Keys in {keyring.folder()}:")
        known = set(KeyFingerprint.objects.values_list("generation", flat=True))
        for generation in sorted(keyring.masters()):
            now = "seals what is new" if generation == keyring.current() else "opens what is old"
            said = now if generation in known else "not used yet"
            self.stdout.write(f"  key {generation}  {keyring.fingerprint(generation)}  {said}")

    def make(self, options: dict[str, Any]) -> None:
        keys.prepare()
        self.status(options)
        self.stdout.write("Now `manage.py keys print`, and keep the paper away from this machine.")

    def print_copy(self, options: dict[str, Any]) -> None:
        """The paper for the sealed envelope: one block a generation."""
        keys.check()
        for generation, key in sorted(keyring.masters().items()):
            text = keyring.written(key)
            code = segno.make(text, error="m")
            self.stdout.write(f"\nESCALE, key {generation}, copied on {timezone.localdate()}")
            self.stdout.write(f"fingerprint {keyring.fingerprint(generation)}\n\n  {text}\n")
            drawn = io.StringIO()
            code.terminal(out=drawn, compact=True)
            self.stdout.write(drawn.getvalue())
            if options["svg"]:
                path = options["svg"].with_stem(f"{options['svg'].stem}-{generation}")
                path.touch(mode=0o600)
                code.save(str(path), kind="svg", scale=4)
                self.stdout.write(f"QR code written to {path}: print it, then delete the file.")

    def rehearse(self, options: dict[str, Any]) -> None:
        """Open with the typed key alone, the files left aside, what the database holds sealed."""
        generation = options["generation"]
        key = self._typed(generation)
        opened = 0
        for row in HouseKey.objects.order_by("pk"):
            wrapped = bytes(row.wrapped)
            if encryption.generation_of(wrapped) == generation:
                with_it = keyring.purpose_key(key, "compartment/house")
                place = f"house|{keys.place_of(row)}"
                encryption.open_with(with_it, wrapped, bound_to=place)
                opened += 1
        self.stdout.write(
            f"The copy of key {generation} is right: its fingerprint is the database's, and it "
            f"opened {opened} sealed value{'' if opened == 1 else 's'}."
        )

    def recover(self, options: dict[str, Any]) -> None:
        generation = options["generation"]
        key = self._typed(generation)
        try:
            path = keyring.store(generation, key)
        except FileExistsError:
            raise CommandError(
                f"{generation}.key is already in {keyring.folder()}: nothing was changed."
            ) from None
        self.stdout.write(f"Key {generation} written to {path}.")

    def _typed(self, generation: int) -> bytes:
        """Return the key typed or scanned, once it is known to be this database's."""
        asked = f"Key {generation}, as printed (it is not shown): "
        typed = getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline()
        try:
            key = keyring.read(typed)
        except ValueError as error:
            raise CommandError(f"This is {error}. Nothing was changed.") from None
        known = KeyFingerprint.objects.filter(generation=generation).first()
        if known is None or known.fingerprint != keyring.fingerprint_of(key):
            raise CommandError(f"This is not key {generation} of this database.")
        return key

    def rotate(self, options: dict[str, Any]) -> None:
        """Go on with a rotation cut short; begin a new one when nothing is left to seal anew."""
        keys.prepare()
        if not self._seal_anew():
            generation = keyring.current() + 1
            keyring.make(generation)
            keys.prepare()
            self.stdout.write(f"Key {generation} made. Print its recovery copy too.")
            self._seal_anew()
        self.stdout.write(
            f"Everything is under key {keyring.current()}. Keep the older key files as long as a "
            "backup made with them is kept."
        )

    def _seal_anew(self) -> int:
        """Seal all that is under an older key; return how many values there were."""
        total = 0
        for name, step in sorted(encryption.rotations().items()):
            done = 0
            while count := step():
                done += count
                self.stdout.write(f"  {name}: {done}", ending="\r")
            if done:
                self.stdout.write(f"  {name}: {done}")
            total += done
        return total
