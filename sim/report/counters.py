"""What a reader calls a queue."""

from __future__ import annotations

import re

from sim.report.text import Lang, say
from sim.spec import Spec

DESKS = {
    "all": "all_windows",
    "guidance": "guidance",
    "enquiries": "enquiries_desk",
    "issue": "issue_desk",
    "help": "help_desk",
    "machines": "machines",
}
"""Counters that are no department's and no domain's, and what they are called."""


def queue_label(queue: str, spec: Spec, lang: Lang, *, with_site: bool = True) -> str:
    """The name of a queue: its counter's label, its number where the counter has several, and perhaps its site."""
    for name, site in spec.sites.items():
        if len(spec.sites) > 1 and queue.startswith(f"{name}_"):
            known = _counter(queue.removeprefix(f"{name}_"), spec, lang)
            if known is not None:
                return known if not with_site else say("at_site", lang, queue=known, site=getattr(site.label, lang))
    return _counter(queue, spec, lang) or queue


def _counter(name: str, spec: Spec, lang: Lang) -> str | None:
    """The label of a counter, perhaps numbered; none for what is no counter of the hall."""
    known = _label(name, spec, lang)
    numbered = re.fullmatch(r"(.+)_(\d+)", name)
    if known is None and numbered is not None:
        counter = _label(numbered[1], spec, lang)
        return None if counter is None else f"{counter} {numbered[2]}"
    return known


def _label(counter: str, spec: Spec, lang: Lang) -> str | None:
    if counter in DESKS:
        return say(DESKS[counter], lang)
    labels = {**spec.domains, **spec.departments} if spec.hall.service_model == "departmental" else dict(spec.domains)
    if counter in labels:
        return str(getattr(labels[counter], lang))
    for suffix, words in (("_files", "files_of"), ("_experts", "experts_of")):
        department = spec.departments.get(counter.removesuffix(suffix)) if counter.endswith(suffix) else None
        if department is not None:
            return say(words, lang, department=getattr(department, lang))
    return None
