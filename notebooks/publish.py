"""Publishes studies: results that were run, and the notebook that explains them, executed.

    python notebooks/publish.py STUDY ...        (make publish STUDY=...)

A study is a notebook whose header says which results it reads. What lies in results/runs under the name of one of
these, a finished run of the scenario as it stands, goes to results/published, and the executed notebook beside it, as
STUDY.ipynb. The notebook is executed on copies first: where one of its claims does not hold, nothing is changed. Equal
sources and results give equal bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import zmq
from moved import moved
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from pages import manifest_of, verified
from traitlets.config import Config

from sim.errors import Fault, InputError, ResultError
from sim.results.store import FIGURES

REPO = Path(__file__).resolve().parents[1]
HEADER = "onewindow"
"""The key of a notebook's header under which `results` lists what it reads."""
LEFT_OUT = {"onewindow sweep": ("summary.csv",)}
"""By kind of results, files that are not published: they follow from the others, and are large."""
PATIENCE = 600
"""Seconds that a cell may take."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def sources(root: Path) -> dict[str, NotebookNode]:
    """The notebooks that can be published, by the name of the study."""
    found = {path.stem: path for path in sorted((root / "notebooks").glob("*.py"))}
    marked = {name: path for name, path in found.items() if f"\n#   {HEADER}:\n" in path.read_text("utf-8")}
    return {name: jupytext.read(path) for name, path in marked.items()}


def reads(notebook: NotebookNode) -> list[str]:
    """The published results that a notebook reads."""
    return list(notebook.metadata[HEADER]["results"])


def publish(study: str, root: Path = REPO) -> list[str]:
    """Publish a study; returns the names of the results that took the place of earlier ones.

    Raises `InputError` for a study that there is not and for a run that cannot be published, `ResultError` for results
    that are not as they were written, and for a claim that does not hold: then all is as it was before.
    """
    known = sources(root)
    if study not in known:
        raise InputError(Fault(f"there is no study {study!r}", f"name one of {', '.join(known)}", "STUDY"))
    notebook, shelf = known[study], root / "results" / "published"
    wanted = reads(notebook)
    fresh = [name for name in wanted if _is_new(root / "results" / "runs" / name, shelf / name, root)]
    shelf.mkdir(parents=True, exist_ok=True)
    # On the same disk, so that what is ready can be moved.
    with tempfile.TemporaryDirectory(prefix=".publish-", dir=shelf.parent) as folder:
        stage = Path(folder)
        ready = stage / "results" / "published"
        for name in wanted:
            _copy((root / "results" / "runs" if name in fresh else shelf) / name, ready / name)
        shutil.copytree(root / "notebooks", stage / "notebooks", ignore=shutil.ignore_patterns("__pycache__"))
        executed = execute(notebook, stage)
        executed.metadata[HEADER] = {"results": {name: digest(ready / name) for name in wanted}}
        page = stage / f"{study}.ipynb"
        page.write_text(nbformat.writes(executed) + "\n", "utf-8")
        for name in fresh:
            _put(ready / name, shelf / name, stage / f"{name}.earlier")
        page.replace(shelf / page.name)
    return fresh


def _is_new(run: Path, earlier: Path, root: Path = REPO) -> bool:
    """Whether there is a finished run that is not the one published. Raises `InputError` for one that will not do."""
    if not run.is_dir():
        return False
    asked, before = _asked(verified(run)), _asked(earlier) if earlier.is_dir() else {}
    if earlier.is_dir() and _numbers(run) == _numbers(earlier):
        return False
    if problem := moved(asked, root):
        raise InputError(Fault(problem, "run the scenario as it stands again, or move the run away", file=str(run)))
    if asked["replications"] < before.get("replications", 0):
        problem = f"has {asked['replications']} replications, fewer than the {before['replications']} published"
        raise InputError(Fault(problem, "run it with as many, or move the run away", file=str(run)))
    return True


def _asked(folder: Path) -> dict[str, Any]:
    """What was asked: of a sweep this is in a file of its own."""
    sweep = folder / "sweep.json"
    try:
        return manifest_of(folder) | (json.loads(sweep.read_text("utf-8")) if sweep.is_file() else {})
    except ValueError as error:
        mend = "restore it as it was published, or as it was run"
        raise InputError(Fault(f"cannot be understood ({error})", mend, file=str(folder))) from None


def _numbers(folder: Path) -> dict[str, str]:
    """The sha256 of each table and file of values that is published: figures and the manifest tell nothing else."""
    manifest = manifest_of(folder)
    left_out = LEFT_OUT.get(manifest["kind"], ())
    files = manifest["files"].items()
    return {name: digest for name, digest in files if not name.startswith(f"{FIGURES}/") and name not in left_out}


def digest(results: Path) -> str:
    """The sha256 of a file, or of the manifest of a folder, which has that of every file in it."""
    path = results / "manifest.json" if results.is_dir() else results
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _copy(folder: Path, to: Path) -> None:
    """Copy a file; or of a folder the files that its manifest lists, but for those that are not published."""
    if folder.is_file():
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder, to)
        return
    manifest = manifest_of(verified(folder))
    left_out = [name for name in LEFT_OUT.get(manifest["kind"], ()) if manifest["files"].pop(name, None)]
    for name in manifest["files"]:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, to / name)
    if left_out:
        (to / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    else:
        shutil.copyfile(folder / "manifest.json", to / "manifest.json")


def _put(fresh: Path, place: Path, aside: Path) -> None:
    """Move a folder to its place; an earlier one goes only when it stands there."""
    if place.exists():
        place.replace(aside)
    try:
        fresh.replace(place)
    except BaseException:
        if aside.exists():
            aside.replace(place)
        raise


def execute(notebook: NotebookNode, stage: Path) -> NotebookNode:
    """The notebook with what its cells gave in the folder `notebooks` of `stage`, and nothing of the machine.

    Raises `ResultError` where a cell fails, warns, or prints where it ran.
    """
    # What kernel and client say to each other is encrypted, where their library knows how.
    config = Config(KernelManager={"transport_encryption": "auto" if zmq.has("curve") else "disabled"})
    client = ExecutePreprocessor(timeout=PATIENCE, kernel_name="python3", record_timing=False, config=config)
    try:
        with _settings_of_its_own():
            executed, _ = client.preprocess(notebook, {"metadata": {"path": str(stage / "notebooks")}})
    except CellExecutionError as error:
        told = COLOURS.sub("", str(error)).strip()
        raise ResultError(f"a claim of the notebook does not hold, nothing is published:\n{told}") from None
    except (DeadKernelError, TimeoutError) as error:
        raise ResultError(f"the notebook came to no end, nothing is published: {error}") from error
    executed.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
    )
    for number, cell in enumerate(executed.cells):
        cell.id, cell.metadata = f"cell-{number}", NotebookNode()
        if cell.cell_type == "code":
            cell.outputs = list(_joined(cell.outputs))
            _refuse_what_is_of_a_machine(cell, stage)
    nbformat.validate(executed)
    return executed


@contextmanager
def _settings_of_its_own() -> Iterator[None]:
    """No settings, start-up files or history of a user's reach the kernel."""
    with tempfile.TemporaryDirectory() as folder:
        own = dict.fromkeys(("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"), folder)
        before = {name: os.environ.get(name) for name in own}
        os.environ.update(own)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _joined(outputs: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """What is printed comes in pieces, now more, now fewer."""
    last: NotebookNode | None = None
    for output in outputs:
        if last is not None and output.output_type == "stream" == last.output_type and output.name == last.name:
            last.text += output.text
            continue
        last = output
        yield output


def _refuse_what_is_of_a_machine(cell: NotebookNode, stage: Path) -> None:
    places = [str(place) for place in (stage, stage.parent, Path.home()) if place != Path(place.anchor)]
    for output in cell.outputs:
        if output.get("name") == "stderr":
            raise ResultError(f"a cell of the notebook warns, nothing is published:\n{output.text.strip()}")
        if any(place in json.dumps(output, ensure_ascii=False) for place in places):
            raise ResultError(f"a cell of the notebook prints where it ran, nothing is published:\n{cell.source}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Publish the studies that are named; returns 2 for what cannot be used, 1 for what went wrong."""
    parser = argparse.ArgumentParser(prog="publish", description="Publish studies with their executed notebooks.")
    parser.add_argument("studies", nargs="*", metavar="STUDY")
    parser.add_argument("--root", type=Path, default=REPO, help="the clone (default: the one this file is in)")
    asked = parser.parse_args(arguments)
    try:
        if not asked.studies:
            raise InputError(Fault("no study is named", f"name one of {', '.join(sources(asked.root))}", "STUDY"))
        for study in asked.studies:
            fresh = publish(study, asked.root)
            new = f" with new results: {', '.join(fresh)}" if fresh else ""
            print(f"results/published/{study}.ipynb is published{new}")
    except (InputError, ResultError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, InputError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
