"""Halls in which clerks have learnt more: one clerk moved to a group of more skills, a ring of helpers, or all of all.

A skill is what a group of window clerks serves first, and is called as that group is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sim.spec import Label, Spec
from sim.spec.skills import Skills
from sim.spec.staff import ClerkGroup, Scope, WindowCounts
from sim.study.extra import also_down, free_name, longest_line, one_of


class Training(NamedTuple):
    """One clerk of a group learns one skill more."""

    group: str
    """Name of the clerk's group in the hall."""
    skill: str


@dataclass(frozen=True)
class Trained:
    """A hall, and what its window clerks have learnt."""

    spec: Spec
    skills: Mapping[str, tuple[str, ...]]
    """By group that may learn, or has learnt: its skills, its own one first."""
    own: Mapping[str, ClerkGroup]
    """By skill the group that has it, as it was before anybody learnt anything."""
    taught: int = 0
    """Skills taught, one for each clerk who learnt one."""


def untrained(spec: Spec) -> Trained:
    """The hall as it is: groups at windows with a scope of their own, each its own skill."""
    groups = spec.staff.groups
    own = {name: one for name, one in groups.items() if one.station == "acceptance" and not one.primary.all}
    return Trained(spec, {name: (name,) for name in own}, own)


def trainings(hall: Trained) -> Iterator[Training]:
    """All that one clerk may learn: of each group with a clerk, each skill of the same site that is new to it."""
    for group, has in hall.skills.items():
        if not number_of(hall.spec.staff.groups[group]):
            continue
        known = {_scope_of(hall, skill) for skill in has}
        for skill, other in hall.own.items():
            if other.site == hall.own[has[0]].site and _scope_of(hall, skill) not in known:
                yield Training(group, skill)


def _scope_of(hall: Trained, skill: str) -> Scope:
    return hall.own[skill].primary


def number_of(group: ClerkGroup) -> int:
    """Clerks of a group, or the most windows that it has."""
    if group.windows is not None:
        return max([0, *(n for counts in (group.windows, *group.weekday_windows.values()) for n in counts.values())])
    return sum(line.clerks for line in group.roster) if group.roster else group.clerks or 0


def learnt(hall: Trained, training: Training, costs: Skills) -> Trained:
    """The hall in which one clerk has learnt one skill more.

    The clerk leaves the group and comes right after it, in a group of those with the same skills, so that nobody's
    number in the hall moves, by which clerks are away; of a roster, the clerk is of its longest line.
    """
    groups, before = hall.spec.staff.groups, hall.skills[training.group]
    has = (before[0], *sorted((*before[1:], training.skill)))
    there = next((name for name, skills in hall.skills.items() if skills == has), None)
    clerk = with_skills(hall, one_of(hall.spec, groups[training.group]), has, costs)
    if there is not None and clerk.clerks is not None and (number := groups[there].clerks) is not None:
        placed, skills = {**groups, there: groups[there].model_copy(update={"clerks": number + 1})}, {**hall.skills}
    else:
        there = free_name("_".join(has), groups)
        alike = sum(skills == has for skills in hall.skills.values())
        placed = _put_after(groups, training.group, there, _numbered(clerk, alike))
        skills = {**hall.skills, there: has}
    placed[training.group] = one_less(hall.spec, groups[training.group])
    down = tuple(also_down(trouble, training.group, there) for trouble in hall.spec.hall.disturbances)
    spec = _staffed(hall.spec, placed)
    spec = spec.model_copy(update={"hall": spec.hall.model_copy(update={"disturbances": down})})
    return replace(hall, spec=spec, skills=skills, taught=hall.taught + 1)


def _put_after(groups: Mapping[str, ClerkGroup], place: str, name: str, group: ClerkGroup) -> dict[str, ClerkGroup]:
    found = {}
    for before, one in groups.items():
        found[before] = one
        if before == place:
            found[name] = group
    return found


def _numbered(group: ClerkGroup, alike: int) -> ClerkGroup:
    """With a label of its own, where there are `alike` groups of the same skills."""
    if not alike:
        return group
    label = Label(en=f"{group.label.en} {alike + 1}", zh=f"{group.label.zh}{alike + 1}")
    return group.model_copy(update={"label": label})


def _staffed(spec: Spec, groups: Mapping[str, ClerkGroup]) -> Spec:
    return spec.model_copy(update={"staff": spec.staff.model_copy(update={"groups": dict(groups)})})


def with_skills(hall: Trained, group: ClerkGroup, has: Sequence[str], costs: Skills) -> ClerkGroup:
    """The clerks of `group`, of which the first skill is their own, with these skills."""
    own = hall.own[has[0]]
    more = costs.pace(len(has))
    added = [_scope_of(hall, skill) for skill in has[1:]]
    update: dict[str, Any] = {
        "label": Label(**{lang: _together(hall, has, lang) for lang in ("en", "zh")}),
        "slowness": own.pace(hall.spec.hall.slowness) * more,
        "department_slowness": {name: pace * more for name, pace in own.department_slowness.items()},
        "cost_per_hour": own.cost_per_hour + costs.allowance * len(added),
    }
    if costs.use == "help" and own.help is None:
        update["secondary"] = union([*([own.secondary] if own.secondary else []), *added])
    else:
        update["primary"] = union([own.primary, *added])
    return group.model_copy(update=update)


def _together(hall: Trained, has: Sequence[str], lang: str) -> str:
    labels = [getattr(hall.own[skill].label, lang) for skill in has]
    if len(has) == len(hall.own) > 2:
        return f"{labels[0]}, of all skills" if lang == "en" else f"{labels[0]}（全能）"
    return " + ".join(labels)


def union(scopes: Sequence[Scope]) -> Scope:
    """What any of the scopes has."""
    kinds = ("departments", "domains", "matters")
    named = {kind: tuple(dict.fromkeys(name for one in scopes for name in getattr(one, kind))) for kind in kinds}
    return Scope(all=any(one.all for one in scopes), **named)


def one_less(spec: Spec, group: ClerkGroup) -> ClerkGroup:
    """The group without one of its clerks, as `one_of` has him; of windows one less at any time."""
    if group.windows is not None:
        every = {day: _one_fewer(counts) for day, counts in group.weekday_windows.items()}
        return group.model_copy(update={"windows": _one_fewer(group.windows), "weekday_windows": every})
    if not group.roster:
        return group.model_copy(update={"clerks": (group.clerks or 0) - 1})
    longest = longest_line(spec, group)
    left = [line.model_copy(update={"clerks": line.clerks - (line is longest)}) for line in group.roster]
    kept = tuple(line for line in left if line.clerks)
    return group.model_copy(update={"roster": kept} if kept else {"roster": (), "clerks": 0})


def _one_fewer(counts: WindowCounts) -> WindowCounts:
    return {time: max(number - 1, 0) for time, number in counts.items()}


def chained(hall: Trained, load: Mapping[str, float], costs: Skills) -> Trained:
    """The hall in which all clerks of each group also help the next busier one, and those of the busiest the idlest.

    `load` is how busy each group is; halls of several sites have a ring at each.
    """
    has = dict(hall.skills)
    for ring in _sites(hall):
        order = sorted(ring, key=lambda name: (load.get(name, 0.0), name))
        if len(order) > 1:
            has |= {name: (name, helped) for name, helped in zip(order, [*order[1:], order[0]], strict=True)}
    return _all_with(hall, has, costs)


def flexible(hall: Trained, costs: Skills) -> Trained:
    """The hall in which all clerks at windows have all skills of their site."""
    has = {name: (name, *(other for other in ring if other != name)) for ring in _sites(hall) for name in ring}
    return _all_with(hall, has, costs)


def _sites(hall: Trained) -> list[list[str]]:
    sites = dict.fromkeys(group.site for group in hall.own.values())
    return [[name for name, group in hall.own.items() if group.site == site] for site in sites]


def _all_with(hall: Trained, has: Mapping[str, tuple[str, ...]], costs: Skills) -> Trained:
    groups = dict(hall.spec.staff.groups)
    learning = {name: skills for name, skills in has.items() if len(skills) > 1}
    groups |= {name: with_skills(hall, groups[name], skills, costs) for name, skills in learning.items()}
    taught = sum((len(skills) - 1) * number_of(hall.own[name]) for name, skills in learning.items())
    return replace(hall, spec=_staffed(hall.spec, groups), skills=has, taught=hall.taught + taught)
