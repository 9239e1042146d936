"""The second tier: what is drawn for the committed scenarios, column by column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from sim.check.columns import DIGITS, PEOPLE, Column, Tested
from sim.check.folder import People
from sim.check.found import CONFIGURATION, SAMPLING, TAPES, Change, Item, Note
from sim.check.halls import Hall
from sim.check.work import Summed

ALARM = 1e-3
"""Probability of any alarm, over all columns together, where nothing but the numbers drawn is other (Bonferroni)."""


def who_comes(halls: Mapping[str, Hall]) -> dict[str, list[str]]:
    """The halls to which the same people come, by the first of them."""
    first: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for name, hall in halls.items():
        found.setdefault(first.setdefault(hall.people, name), []).append(name)
    return found


def before(old: Mapping[str, People], halls: Sequence[str]) -> dict[str, Mapping[str, Column]]:
    """The columns that baselines have of the people of some halls, by their name there."""
    return {name: people.columns for name, people in old.items() if set(people.halls) & set(halls)}


def fresh(halls: Mapping[str, Hall], summed: Mapping[str, Summed]) -> dict[str, People]:
    """What baselines keep of people."""
    return {
        name: People(hashlib.sha256(halls[name].people.encode()).hexdigest()[:DIGITS], tuple(of), summed[name].columns)
        for name, of in who_comes(halls).items()
    }


def kept(old: Mapping[str, People], new: Mapping[str, People]) -> dict[str, People]:
    """The new people, each column that is the same as it was kept: its summary might differ in a last digit."""
    found = {}
    for name, people in new.items():
        before = old[name].columns if name in old else {}
        columns = {
            column: before[column] if column in before and _is_same(before[column], one) else one
            for column, one in people.columns.items()
        }
        found[name] = People(people.asked, people.halls, columns)
    return found


def others(old: Mapping[str, People], new: Mapping[str, People]) -> list[str]:
    """The people of whom any column is another than is kept."""
    return [
        name
        for name, people in new.items()
        if name not in old
        or old[name].columns.keys() != people.columns.keys()
        or not all(_is_same(old[name].columns[column], one) for column, one in people.columns.items())
    ]


def _is_same(old: Column, new: Column) -> bool:
    return (old.values, old.rows) == (new.values, new.rows)


def held(
    old: Mapping[str, People], new: Mapping[str, People], summed: Mapping[str, Summed], same_streams: bool
) -> list[Item]:
    """An item a column of the tapes of each people, and one for halls that came or went."""
    statements = sum(len(found) for one in summed.values() for found in one.tested.values())
    items = list(_come_and_gone(old, new))
    for name, people in new.items():
        for known, tested in summed[name].tested.items():
            cause = SAMPLING if old[known].asked == people.asked else CONFIGURATION
            halls = frozenset(old[known].halls) & frozenset(people.halls)
            pair = _Pair(name, old[known].columns, people.columns, tested, halls, cause)
            items += pair.items(same_streams, ALARM / max(statements, 1))
    return items


def _come_and_gone(old: Mapping[str, People], new: Mapping[str, People]) -> Iterator[Item]:
    ours, theirs = ({hall for people in of.values() for hall in people.halls} for of in (old, new))
    for word, names in (("hall_gone", ours - theirs), ("hall_new", theirs - ours)):
        for name in sorted(names):
            yield Item(TAPES, name, True, notes=((word, {}),), halls=frozenset([name]), cause=CONFIGURATION)


class _Pair:
    """The same halls' people, before and now."""

    def __init__(
        self,
        name: str,
        old: Mapping[str, Column],
        new: Mapping[str, Column],
        tested: Tested,
        halls: frozenset[str],
        cause: str,
    ) -> None:
        self.name, self.old, self.new, self.tested = name, old, new, tested
        self.halls, self.cause = halls, cause

    def items(self, same_streams: bool, level: float) -> list[Item]:
        """An item a column; `level` is the likelihood below which chance is no explanation."""
        names = sorted(self.old.keys() | self.new.keys())
        if not same_streams:
            return [self._tested(name, level) for name in names]
        others = {name for name in names if self._values(name)}
        return [self._exact(name, others, level) for name in names]

    def _values(self, name: str) -> bool:
        """Whether a column has other values than before, in whatever order."""
        old, new = self.old.get(name), self.new.get(name)
        return old is None or new is None or old.values != new.values

    def _tested(self, name: str, level: float) -> Item:
        """Where other numbers are drawn: whether they can be of the same law."""
        if name not in self.tested:
            return self._item(name, True, "column_came_or_went")
        return self._item(name, self.tested[name][0] < level, "column_tested")

    def _exact(self, name: str, others: set[str], level: float) -> Item:
        """Where the same numbers are drawn: whether the column is the same."""
        if name not in self.tested:
            return self._item(name, True, "column_came_or_went")
        if name not in others:
            # Rows follow the order in which people come: what has the same values moves no further than that.
            moved = self.old[name].rows != self.new[name].rows and not others
            return self._item(name, moved, "column_order") if moved else self._item(name, False)
        # Other people altogether: only what cannot be the same law is told apart.
        follows = PEOPLE in others and name != PEOPLE and self.tested[name][0] >= level
        return self._item(name, not follows, "column_follows" if follows else "column_moved")

    def _item(self, name: str, moved: bool, word: str = "") -> Item:
        changes: tuple[Change, ...] = ()
        note: tuple[Note, ...] = ()
        likelihood, now = self.tested.get(name, (1.0, None))
        if now is not None and word:
            # Of the same numbers the same replications; of others as many as there are.
            tested = word == "column_tested"
            means = (self.old[name].summary.mean, now.mean) if tested else (self.old[name].mean, self.new[name].mean)
            changes = (Change(f"mean of {name}", *means),)
        if word:
            note = ((word, {"likelihood": f"{likelihood:.2g}"}),)
        label = f"{self.name}: {name}"
        return Item(TAPES, label, moved, changes, note, self.halls, self.cause if moved else "")
