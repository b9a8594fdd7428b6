"""The demonstration: an invented day centre with invented people, complete up to this minute."""

from config.demo.accounts import sign_ins
from config.demo.centre import build

__all__ = ["build", "sign_ins"]
