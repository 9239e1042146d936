"""Printing an answer, which may fail when the answer itself is good."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.config import Composed
from sim.errors import Fault, InputError, ResultError
from sim.report.comparison import comparison
from sim.report.tables import show
from sim.report.text import Lang
from sim.results import Results
from sim.study.telling import comparison_for_programs, scenario_tables


@contextmanager
def printing(kept: Path | None = None) -> Iterator[None]:
    """Turns a closed pipe or a full disk behind stdout into `ResultError`, with where the results are `kept`."""
    where = f"; the results are in {kept}" if kept else ""
    try:
        yield
        # Here, and not when the interpreter ends, where nothing could be said about it any more.
        sys.stdout.flush()
    except OSError as error:
        _discard()
        raise ResultError(f"the output could not be written ({error.strerror or error}){where}") from None
    except KeyboardInterrupt:
        raise KeyboardInterrupt(where.removeprefix("; ")) from None


def _discard() -> None:
    """Let what is still in stdout's buffer go nowhere: the interpreter tries once more to write it."""
    try:
        stdout = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
    # A stdout that is no file, as in a notebook.
    except (OSError, ValueError):
        return
    os.dup2(nowhere, stdout)
    os.close(nowhere)


def print_json(value: Any) -> None:
    """Plain data, for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def print_comparison(results: Results, as_json: bool, lang: Lang) -> None:
    """The answer of a study."""
    if as_json:
        print_json(comparison_for_programs(results, lang))
    else:
        print(f"{results.manifest['question'][lang]}\n")
        show(comparison(results, lang), Console(highlight=False))


def print_scenario(composed: Composed, as_yaml: bool, as_json: bool, lang: Lang) -> None:
    """What a scenario asks, or the resolved specs of its variants. Raises `InputError` for both forms at once."""
    if as_yaml and as_json:
        raise InputError(Fault("--yaml and --json cannot both be had", "leave one of them out"))
    plain = {name: spec.model_dump(mode="json") for name, spec in composed.specs.items()}
    if as_yaml:
        import yaml

        print(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), end="")
    elif as_json:
        question = getattr(composed.scenario.question, lang)
        print_json({"scenario": composed.name, "question": question, "variants": plain})
    else:
        for text in filter(None, (composed.scenario.question, composed.scenario.note)):
            print(f"{getattr(text, lang)}\n")
        show(scenario_tables(composed, lang), Console(highlight=False))
