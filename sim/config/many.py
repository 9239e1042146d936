"""The specs of a scenario's variants at many points: what points have in common is composed and validated once.

A number put in the place of a number changes one part of a spec: the demand, the hall, the staff. Only that part is
validated anew, unless it has been before; the checks across parts are made of every spec.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.config import Composed, applied, refuse, spec_of
from sim.config.compose import Composer, composer, search_path
from sim.config.files import shown
from sim.config.overrides import Override, parse, replace_number
from sim.config.sweeps import Point, overrides
from sim.errors import InputError
from sim.spec import Spec
from sim.spec.checks import findings

AT_HAND = 1000
"""Parts of specs that are kept: points that share one mostly follow one another."""


@dataclass(frozen=True)
class Made:
    """A spec, and by its keys what each part of it comes to, as a hash."""

    spec: Spec
    parts: Mapping[str, str]


@dataclass(frozen=True)
class _Base:
    """A variant without the numbers that points put in last."""

    spec: Spec
    parts: Mapping[str, str]
    data: Mapping[str, bytes]
    """By key of the spec its plain data, pickled."""


Place = tuple[str, Point, str]
"""A variant, a point, and where the point was written."""


@dataclass
class Many:
    """Makes specs; keeps what it has made of them."""

    composed: Composed
    _known: Composer | None = None
    _bases: OrderedDict[tuple[str, ...], _Base | None] = field(default_factory=OrderedDict)
    _parts: OrderedDict[tuple[Any, ...], tuple[Any, str]] = field(default_factory=OrderedDict)

    def made(self, places: Iterable[Place], check: bool = True) -> Iterator[Made | InputError]:
        """The spec of each variant at each point, or why it cannot be; `check` whether its parts go together.

        Hydra's one global object is in use meanwhile: other threads that compose wait for the last one.
        """
        with composer(search_path(self.composed.path), self._known) as self._known:
            for variant, point, where in places:
                try:
                    yield self._made(self._known, variant, [parse(text, where) for text in overrides(point)], check)
                except InputError as error:
                    yield error

    def _made(self, compose: Composer, variant: str, changes: Sequence[Override], check: bool) -> Made:
        ordered = _numbers_last(changes)
        last = max((place for place, change in enumerate(ordered, start=1) if not change.is_number), default=0)
        base = self._base(compose, variant, ordered[:last])
        made = self._quickly(base, ordered[last:]) if base is not None else None
        if made is None or (check and findings(made.spec)):
            # Slowly, which also tells what is wrong, and where it was written.
            spec = spec_of(compose, [*self._before[variant], *changes], shown(self.composed.path))
            return Made(spec, {name: _digest(name, getattr(spec, name)) for name in Spec.model_fields})
        return made

    @cached_property
    def _before(self) -> dict[str, list[Override]]:
        return applied(self.composed, self.composed.specs)

    def _base(self, compose: Composer, variant: str, changes: Sequence[Override]) -> _Base | None:
        """A variant with some changes, if numbers can be put into it as it stands."""
        key = (variant, *(change.text for change in changes))
        if key not in self._bases:
            self._bases[key] = self._new_base(compose, variant, changes)
            if len(self._bases) > AT_HAND:
                self._bases.popitem(last=False)
        return self._bases[key]

    def _new_base(self, compose: Composer, variant: str, changes: Sequence[Override]) -> _Base | None:
        try:
            data = compose.fixed([*self._before[variant], *changes])
            if data is None:
                return None
            refuse.code(data, lambda path: "")
            refuse.unpackaged(data, lambda path: "")
            spec = Spec.model_validate(data)
        except (InputError, ValidationError):
            return None
        parts = {name: _digest(name, getattr(spec, name)) for name in Spec.model_fields}
        return _Base(spec, parts, {name: pickle.dumps(value) for name, value in data.items()})

    def _quickly(self, base: _Base, numbers: Sequence[Override]) -> Made | None:
        """The base with numbers put in the place of numbers; None where that is not all there is to do."""
        changed: dict[str, list[Override]] = {}
        for number in numbers:
            changed.setdefault(number.path[0], []).append(number)
        found = {name: self._part(base, name, own) for name, own in changed.items()}
        parts = {name: part for name, part in found.items() if part is not None}
        if len(parts) < len(found):
            return None
        spec = base.spec.model_copy(update={name: value for name, (value, _) in parts.items()})
        return Made(spec, {**base.parts, **{name: digest for name, (_, digest) in parts.items()}})

    def _part(self, base: _Base, name: str, numbers: Sequence[Override]) -> tuple[Any, str] | None:
        """A part of the base with numbers put in, and its hash; None where it cannot be."""
        if name not in base.data or any(len(number.path) < 2 for number in numbers):
            return None
        # As text: 1 and true are equal in Python, and one of them is no number.
        key = (base.data[name], *((number.path, repr(number.value)) for number in numbers))
        if key in self._parts:
            self._parts.move_to_end(key)
            return self._parts[key]
        data = {name: pickle.loads(base.data[name])}
        try:
            if not all(replace_number(data, number) for number in numbers):
                return None
            value = _kind(name).validate_python(data[name])
        except ValidationError:
            return None
        self._parts[key] = value, _digest(name, value)
        if len(self._parts) > AT_HAND:
            self._parts.popitem(last=False)
        return self._parts[key]


def _numbers_last(changes: Sequence[Override]) -> Sequence[Override]:
    """The changes with numbers at the end, where their order does not matter: none is made within another."""
    paths = sorted(change.path for change in changes)
    nested = any(later[: len(earlier)] == earlier for earlier, later in pairwise(paths))
    return changes if nested else sorted(changes, key=lambda change: change.is_number)


@lru_cache
def _kind(name: str) -> TypeAdapter[Any]:
    """What a part of a spec is validated as."""
    kind: Any = Spec.model_fields[name].annotation
    return TypeAdapter(kind)


def _digest(name: str, part: Any) -> str:
    """A hash of a part's content, in the order in which it stands."""
    content = _kind(name).dump_python(part, mode="json")
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
