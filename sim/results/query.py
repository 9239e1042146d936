"""SQL over what a sweep has kept, finished or not: DuckDB reads the files as they are.

results   a row a cell and replication: point, variant, the keys swept, replication, and a column a measure
cells     a row a cell: its address, point, variant, and the keys swept
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.results.cells import ASKED, MANIFEST, asked_in, has_lost_what_is_asked, listed_in
from sim.results.files import is_whole
from sim.results.parts import CELLS, FILES, VALUES

if TYPE_CHECKING:
    import duckdb

OWN = ("cell", "replication")
"""Columns of values that are no measure."""
MEND = "play or write what is spoilt again: the same `onewindow sweep ...` with --resume"


def query(folder: str | Path, sql: str) -> pd.DataFrame:
    """The rows that a query gives, of the views `results` and `cells`.

    A measure of which there is nothing in a replication is null. Raises `InputError` for a folder without a sweep, a
    file of it that is not as it was written, a query that cannot be answered, and where DuckDB is not installed.
    """
    folder = Path(folder)
    asked = _asked(folder)
    try:
        import duckdb
    except ImportError:
        mend = "install it: pip install 'onewindow[query]'"
        raise InputError(Fault("SQL needs DuckDB, which is not installed", mend)) from None
    with duckdb.connect() as connection:
        connection.register("cells", cells(asked))
        try:
            _view(connection, folder)
        except duckdb.Error as error:
            raise InputError(Fault(f"values cannot be read: {_first(error)}", MEND, file=str(folder))) from None
        try:
            _refuse_all_but_select(duckdb, sql)
            found: pd.DataFrame = connection.sql(sql).df()
            return found
        except (duckdb.Error, AttributeError) as error:
            # A statement that gives no rows is none that a reader of results needs.
            problem = _first(error) if isinstance(error, duckdb.Error) else "it gives no rows"
            columns = ", ".join(row[0] for row in connection.execute("DESCRIBE results").fetchall()[:8])
            mend = f"ask of `results` ({columns}, ...) or `cells`"
            raise InputError(Fault(f"the query cannot be answered: {problem}", mend)) from None


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def _refuse_all_but_select(duckdb: Any, sql: str) -> None:
    """Nothing is to be written by a question, whatever it is made of."""
    kinds = [statement.type for statement in duckdb.extract_statements(sql)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise InputError(Fault("it is not one question", "write one SELECT, of `results` or `cells`", "sql"))


def _asked(folder: Path) -> dict[str, Any]:
    """What the sweep in a folder asks."""
    asked = asked_in(folder)
    if asked is None and has_lost_what_is_asked(folder):
        raise InputError(Fault("does not tell what the sweep asks: it is spoilt", MEND, file=str(folder / ASKED)))
    if asked is None:
        raise InputError(Fault("has no sweep", "name the folder that `onewindow sweep` wrote", file=str(folder)))
    return asked


def cells(asked: dict[str, Any]) -> pd.DataFrame:
    """The cells of a sweep, a row each: address, point, variant, and the keys, as numbers where all values are."""
    variants = list(asked["variants"])
    rows = [
        {"cell": cell, "point": place // len(variants), "variant": variants[place % len(variants)]}
        | asked["points"][place // len(variants)]
        for place, cell in enumerate(asked["cells"])
    ]
    table = pd.DataFrame(rows)
    for key in asked["keys"]:
        numbers = pd.to_numeric(table[key], errors="coerce")
        table[key] = table[key] if numbers.isna().any() else numbers
    return table


def _is_finished(folder: Path) -> bool:
    return (folder / MANIFEST).exists() and not (folder / CELLS).is_dir()


def _files(folder: Path) -> list[str]:
    """The files of values put together, or of those of the cells that are there so far, all as they were written."""
    if _is_finished(folder):
        listed = listed_in(folder)
        if listed is None:
            problem = "does not tell which files there are: it is spoilt"
            raise InputError(Fault(problem, MEND, file=str(folder / MANIFEST)))
        paths = [folder / name for name in sorted(listed) if name.startswith(f"{VALUES}/")]
    else:
        paths = [path for place in (VALUES, CELLS) for path in sorted((folder / place).glob(FILES))]
    for path in paths:
        if not is_whole(path):
            problem = "is not what the sweep wrote" if path.exists() else "is not there any more"
            raise InputError(Fault(problem, MEND, file=str(path)))
    if not paths:
        raise InputError(Fault("nothing has been played yet", "let the sweep begin first", file=str(folder)))
    return [str(path) for path in paths]


def _view(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The view `results`: the values put together, or those of the cells that are there so far."""
    finished = _is_finished(folder)
    source = connection.read_parquet(_files(folder), union_by_name=True)
    measures = [name for name in source.columns if name not in OWN]
    columns = ", ".join(f'CASE WHEN isnan("{name}") THEN NULL ELSE "{name}" END AS "{name}"' for name in measures)
    # What a cell has in two files, an earlier sweep's and this one's, is the same.
    once = "" if finished else "DISTINCT ON (cell, replication)"
    source.create_view("kept")
    connection.execute(
        f"CREATE VIEW results AS SELECT cells.* EXCLUDE (cell), replication, {columns} "
        f"FROM cells JOIN (SELECT {once} * FROM kept) USING (cell)"
    )
