"""How often a person is expected to be turned back for papers, and where: exactly, by the rules of a hall.

A paper that a person lacks is found missing at guidance or at a window, once or several times in a row: that is a word
of symbols, 0 for guidance and 1, 2, ... for the sessions at windows, with its chance. On a visit the person is turned
back at the first desk that finds anything; all papers found there are told at once. So the words of several papers make
one word: as long as any is left, its next symbol is the smallest of their next ones, and all that have it are used up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from sim.tape import OCCURRENCES

Word = tuple[int, ...]
Words = dict[Word, float]
"""Chances of words; they add up to 1."""
GUIDANCE = 0
NEGLIGIBLE = 1e-12


def words_of_paper(missing: float, again: float, found: float, mended: float, session: int | None) -> Words:
    """The words of one paper that is missing with a chance, and `again` each next time.

    Guidance finds it with the chance `found`, and then mends it with the chance `mended`; what it overlooks is found
    at the `session` that asks for it, if any does.
    """
    words: Words = {}

    def follow(word: Word, chance: float, times: int) -> None:
        lacked = chance * (missing if times == 0 else again) if times < OCCURRENCES else 0.0
        right = chance - lacked + lacked * found * mended
        if session is None:
            right += lacked * (1.0 - found)
        words[word] = words.get(word, 0.0) + right
        if lacked * found * (1.0 - mended) > NEGLIGIBLE:
            follow((*word, GUIDANCE), lacked * found * (1.0 - mended), times + 1)
        if session is not None and lacked * (1.0 - found) > NEGLIGIBLE:
            follow((*word, session), lacked * (1.0 - found), times + 1)

    follow((), 1.0, 0)
    return words


@cache
def merged(one: Word, other: Word) -> Word:
    """The word of two papers, or of two sets of papers."""
    if not one or not other:
        return one or other
    first = min(one[0], other[0])
    return (first, *merged(one[one[0] == first :], other[other[0] == first :]))


def words_of_papers(papers: Iterable[Words]) -> Words:
    """The words of several papers, which are missing independently of one another."""
    together: Words = {(): 1.0}
    for paper in papers:
        following: Words = {}
        for one, likely in together.items():
            for other, chance in paper.items():
                if likely * chance > NEGLIGIBLE:
                    word = merged(one, other)
                    following[word] = following.get(word, 0.0) + likely * chance
        together = following
    return together


@dataclass
class Turns:
    """Expected numbers for one case."""

    visits: float = 0.0
    """Visits on which something is to be accepted."""
    turned_back: dict[int, float] = field(default_factory=dict)
    """Times of being turned back at guidance (0) and at each session (1, 2, ...)."""
    reached: dict[int, float] = field(default_factory=dict)
    """Chance of coming to each session at all."""
    passed: dict[int, float] = field(default_factory=dict)
    """Chance of being accepted at each session."""
    helped: float = 0.0
    """Times at the desk for those who cannot be served."""

    def add(self, counts: dict[int, float], key: int, chance: float) -> None:
        """Add to one of the counts."""
        counts[key] = counts.get(key, 0.0) + chance


def turns_of(
    words: Mapping[Word, float], sessions: int, again: float, help_after: int | None = None, solves: float = 0.0
) -> Turns:
    """What is expected of a case with so many sessions, of those turned back a share `again` comes again.

    On being turned back `help_after` times a person goes to the help desk, which finds a way for the share `solves`:
    they go on at once, and nothing is missing any more.
    """
    turns = Turns()
    for word, chance in words.items():
        _walk(turns, word, chance, sessions, again, help_after, solves)
    return turns


def _walk(
    turns: Turns, word: Word, alive: float, sessions: int, again: float, help_after: int | None, solves: float
) -> None:
    seen, done = 0, 0
    """The furthest session that was reached, and that was passed."""
    for number, symbol in enumerate(word, 1):
        turns.visits += alive
        for session in range(seen + 1, symbol + 1):
            turns.add(turns.reached, session, alive)
        for session in range(done + 1, symbol):
            turns.add(turns.passed, session, alive)
        seen, done = max(seen, symbol), max(done, symbol - 1)
        turns.add(turns.turned_back, symbol, alive)
        if number == help_after:
            turns.helped += alive
            _go_through(turns, alive * solves, seen, done, sessions)
            alive *= 1.0 - solves
        alive *= again
    turns.visits += alive
    _go_through(turns, alive, seen, done, sessions)


def _go_through(turns: Turns, alive: float, seen: int, done: int, sessions: int) -> None:
    """Nothing is missing any more."""
    for session in range(seen + 1, sessions + 1):
        turns.add(turns.reached, session, alive)
    for session in range(done + 1, sessions + 1):
        turns.add(turns.passed, session, alive)
