"""SQL over what a sweep has kept, finished or not: DuckDB reads the files as they are.

results   a row a cell and replication: point, variant, the keys swept, replication, and a column a measure
cells     a row a cell: its address, point, variant, and the keys swept
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.results.cells import ADDRESS, CELLS, MANIFEST, VALUES, asked_in

if TYPE_CHECKING:
    import duckdb

OWN = ("cell", "replication")
"""Columns of values that are no measure."""


def query(folder: str | Path, sql: str) -> pd.DataFrame:
    """The rows that a query gives, of the views `results` and `cells`.

    A measure of which there is nothing in a replication is null. Raises `InputError` for a folder without a sweep, a
    query that cannot be answered, and where DuckDB is not installed.
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
        _view(connection, folder)
        try:
            found: pd.DataFrame = connection.sql(sql).df()
            return found
        except (duckdb.Error, AttributeError) as error:
            # A statement that gives no rows is none that a reader of results needs.
            problem = str(error).splitlines()[0] if isinstance(error, duckdb.Error) else "it gives no rows"
            columns = ", ".join(row[0] for row in connection.execute("DESCRIBE results").fetchall()[:8])
            mend = f"ask of `results` ({columns}, ...) or `cells`"
            raise InputError(Fault(f"the query cannot be answered: {problem}", mend)) from None


def _asked(folder: Path) -> dict[str, Any]:
    """What the sweep in a folder asks."""
    asked = asked_in(folder)
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


def _view(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The view `results`: the values put together, or those of the cells that are there so far."""
    if (folder / MANIFEST).is_file() and not (folder / CELLS).is_dir():
        files = [str(path) for path in sorted((folder / VALUES).glob("*.parquet"))]
        cell = "cell"
    else:
        files = [str(path) for path in sorted((folder / CELLS).glob("*/*.parquet"))]
        cell = f"regexp_extract(filename, '([0-9a-f]{{{ADDRESS}}})[.]parquet$', 1)"
    if not files:
        raise InputError(Fault("nothing has been played yet", "let the sweep begin first", file=str(folder)))
    source = connection.read_parquet(files, union_by_name=True, filename=True)
    measures = [name for name in source.columns if name not in (*OWN, "filename")]
    columns = ", ".join(f'CASE WHEN isnan("{name}") THEN NULL ELSE "{name}" END AS "{name}"' for name in measures)
    source.select(f"{cell} AS cell, replication, {columns}").create_view("kept")
    connection.execute("CREATE VIEW results AS SELECT * EXCLUDE (cell) FROM cells JOIN kept USING (cell)")
