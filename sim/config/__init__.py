"""From a scenario and overrides to validated specs: the only place that knows Hydra and OmegaConf.

Both are imported late, and nothing of either leaves: what comes out is a frozen `Composed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from sim.config import of_scenario, refuse
from sim.config.compose import Composer, composer, search_path
from sim.config.files import GROUPS, Document, find, folder, read, scenarios, shown, unreadable
from sim.config.inplace import in_place
from sim.config.origins import Origins
from sim.config.overrides import Override
from sim.config.overrides import parse as _override
from sim.config.schema import schema, schemas, write_schemas
from sim.errors import Fault, InputError
from sim.spec import Scenario, Spec, parse

__all__ = [
    "GROUPS",
    "Composed",
    "changed",
    "find",
    "folder",
    "load",
    "pulled",
    "scenarios",
    "schema",
    "schemas",
    "write_schemas",
]

COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Composed:
    """A scenario, and the spec of each of its variants."""

    name: str
    """The scenario's name: its file's, without the ending."""
    path: Path
    """Its file."""
    scenario: Scenario
    overrides: tuple[str, ...]
    """What the caller set in every variant, over what the scenario says."""
    specs: Mapping[str, Spec]
    """By variant, in the scenario's order."""
    own: tuple[str, ...] = ()
    """What the caller set of the scenario itself: of its staffing, say."""

    def applied(self, variant: str) -> tuple[str, ...]:
        """All overrides of a variant, in the order in which they were applied."""
        return (*chain.from_iterable(texts for _, texts in self.scenario.applied(variant)), *self.overrides)

    @property
    def in_place(self) -> tuple[str, ...]:
        """Files of own building blocks in the place of packaged ones of the same name, as they would be typed."""
        return in_place(search_path(self.path), map(self.applied, self.specs))


def load(scenario: str | Path, overrides: Sequence[str] = ()) -> Composed:
    """Compose and validate every variant of a scenario, given by name or by path.

    Later overrides win: the scenario's base, the variant's own, then `overrides`; those of `staffing` and `skills` are
    of the scenario itself.
    Raises `InputError` with every fault of every variant: the file and line, the key, and the mend.
    """
    try:
        return _loaded(find(scenario), overrides)
    except OSError as error:
        # Wherever a file or folder was only looked up: a folder on the way may be closed to us.
        raise unreadable(error, Path(scenario)) from None


def pulled(composed: Composed, combinations: Iterable[Sequence[str]]) -> dict[tuple[str, ...], Spec]:
    """The first variant with levers of the scenario pulled, for each of the `combinations` of their names.

    Levers come over the variant's own overrides, in the scenario's order, and the caller's overrides over them.
    Raises `InputError` with every fault of the first combination that has any, and the levers pulled in it.
    """
    document, asked = read(composed.path), composed.scenario
    first = next(iter(asked.variants))
    specs = {}
    with composer(search_path(composed.path)) as compose:
        for names in combinations:
            levers = tuple(key for key in asked.levers if key in names)
            listed = [
                *(o for keys, texts in asked.applied(first, levers) for o in _understood(document, texts, *keys)),
                *(_override(text, COMMAND_LINE) for text in composed.overrides),
            ]
            try:
                specs[levers] = spec_of(compose, listed, shown(composed.path))
            except InputError as error:
                with_them = f" (levers {', '.join(levers)})" if levers else ""
                raise InputError([replace(f, file=f.file + with_them) for f in error.faults]) from None
    return specs


def changed(
    composed: Composed, overrides: Iterable[str | Sequence[str]], variants: Sequence[str]
) -> list[dict[str, Spec | InputError]]:
    """For each of `overrides`, one or several together, the specs of `variants` with it over all others.

    In place of a spec, why it cannot be applied to a variant.
    """
    before = applied(composed, variants)
    found: list[dict[str, Spec | InputError]] = []
    with composer(search_path(composed.path)) as compose:
        for together in overrides:
            specs: dict[str, Spec | InputError] = {}
            try:
                texts = (together,) if isinstance(together, str) else together
                last = [_override(text, COMMAND_LINE) for text in texts]
            except InputError as error:
                found.append(dict.fromkeys(variants, error))
                continue
            for name in variants:
                try:
                    specs[name] = spec_of(compose, [*before[name], *last], shown(composed.path))
                except InputError as error:
                    specs[name] = error
            found.append(specs)
    return found


def applied(composed: Composed, variants: Iterable[str]) -> dict[str, list[Override]]:
    """Of each variant all overrides, in the order in which they are applied."""
    document, asked = read(composed.path), composed.scenario
    own = [_override(text, COMMAND_LINE) for text in composed.overrides]
    return {
        name: [*(o for keys, texts in asked.applied(name) for o in _understood(document, texts, *keys)), *own]
        for name in variants
    }


def _understood(document: Document, texts: Sequence[str], *keys: str) -> list[Override]:
    """Overrides that stand below some keys of a scenario, and are known to be written as they should."""
    return [_override(text, document.find((*keys, number))[1]) for number, text in enumerate(texts)]


def _loaded(path: Path, overrides: Sequence[str]) -> Composed:
    document = read(path)
    own = [text for text in overrides if of_scenario.is_of_scenario(text)]
    others = [text for text in overrides if text not in own]
    asked = _scenario(document, own)
    lists = _overrides(document, asked, others)
    with composer(search_path(path)) as compose:
        specs = _specs(compose, lists, shown(path))
    return Composed(path.stem, path, asked, tuple(others), specs, tuple(own))


def _scenario(document: Document, own: Sequence[str]) -> Scenario:
    """The scenario of a file with values of its own blocks set."""
    changes = [_override(text, COMMAND_LINE, of_scenario=True) for text in own]
    locate = of_scenario.located(lambda keys: document.find(keys)[1], changes)
    refuse.code(document.data, locate)
    refuse.mappings(document)
    data = of_scenario.with_values(document.data, changes) if changes else document.data
    refuse.code(data, locate)
    return parse(Scenario, data, locate)


def _overrides(document: Document, asked: Scenario, overrides: Sequence[str]) -> dict[str, list[Override]]:
    """The overrides of each variant, with where each was written; or all that are none, as `InputError`."""
    faults: dict[Fault, None] = {}

    def understood(texts: Sequence[str], *keys: str) -> list[Override]:
        parsed = []
        for number, text in enumerate(texts):
            where = document.find((*keys, number))[1] if keys else COMMAND_LINE
            try:
                parsed.append(_override(text, where))
            except InputError as error:
                faults.update(dict.fromkeys(error.faults))
        return parsed

    last = understood(overrides)
    for name, lever in asked.levers.items():
        understood(lever.overrides, "levers", name, "overrides")
    lists = {
        name: [o for keys, texts in asked.applied(name) for o in understood(texts, *keys)] for name in asked.variants
    }
    if faults:
        raise InputError(list(faults))
    return {name: [*before, *last] for name, before in lists.items()}


def _specs(compose: Composer, lists: Mapping[str, Sequence[Override]], scenario: str) -> dict[str, Spec]:
    specs: dict[str, Spec] = {}
    wrong: dict[Fault, list[str]] = {}
    for name, overrides in lists.items():
        try:
            specs[name] = spec_of(compose, overrides, scenario)
        except InputError as error:
            for fault in error.faults:
                wrong.setdefault(fault, []).append(name)
    if wrong:
        raise InputError([_of_variants(fault, names, len(lists)) for fault, names in wrong.items()])
    return specs


def spec_of(compose: Composer, overrides: Sequence[Override], scenario: str) -> Spec:
    """The spec that a scenario's file `scenario` and these overrides come to. Raises `InputError` with every fault."""
    origins = Origins(overrides, lambda: compose.blocks(overrides), scenario)
    try:
        data = compose.compose(overrides)
    except InputError as error:
        # A fault in an interpolation knows its key only.
        faults = [replace(f, file=origins(_keys(f.key))) if f.key and not f.file else f for f in error.faults]
        raise InputError(faults) from None
    refuse.code(data, origins)
    refuse.unpackaged(data, origins)
    return parse(Spec, data, origins)


def _keys(key: str) -> tuple[str, ...]:
    return tuple(key.replace("[", ".").replace("]", "").split(".")) if key else ()


def _of_variants(fault: Fault, names: Sequence[str], variants: int) -> Fault:
    """The fault, with the variants that have it unless all do."""
    if len(names) == variants:
        return fault
    return replace(fault, file=f"{fault.file} (variant {', '.join(names)})")
