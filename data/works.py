"""The tables of a build, each known by a hash of its content, and the statements that make one of others.

A statement whose text and whose tables are the same as in an earlier build is not run: its table is taken from
data/results.py. The tables stand in a database of their own, `house`, which holds nothing else. So whatever a statement
looks at is a table of it, named in its text, and the hash of every table named in its text is part of its key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import duckdb

from data.results import Results
from data.rows import digest, quoted
from data.small import insert

HOUSE = "house"
_LONG = 1_000_000  # rows of a table that is read from its file: in memory it would take several times as much
_COMMENT = re.compile(r"--[^\n]*")
MAKES = re.compile(r"CREATE (?:OR REPLACE )?TABLE (\w+) AS\s+(.*)", re.DOTALL)
_DROPS = re.compile(r"DROP TABLE (\w+)")


def open_works(con: duckdb.DuckDBPyConnection, results: Results, rules: str) -> Works:
    """An empty house, with a connection of its own: no table made elsewhere can be seen from there."""
    con.execute(f"ATTACH ':memory:' AS {HOUSE}")
    own = con.cursor()
    own.execute(f"USE {HOUSE}; SET python_enable_replacements = false")
    own.execute("SET asof_loop_join_threshold = 0")  # the planner takes thousands of rows for few
    return Works(own, results, digest(rules, duckdb.__version__))


def plain(statement: str) -> str:
    """A statement without comments and the sign of its end."""
    return _COMMENT.sub("", statement).strip().rstrip(";").strip()


@dataclass(frozen=True)
class Works:
    """`rules`: a hash of code and code lists. `contents`: the tables there are; `views` are those not read so far.

    `slices`: of tables made year by year, year -> the hash of its rows.
    """

    con: duckdb.DuckDBPyConnection
    results: Results
    rules: str
    contents: dict[str, str] = field(default_factory=dict)
    views: set[str] = field(default_factory=set)
    slices: dict[str, dict[int, str]] = field(default_factory=dict)

    def key(self, *texts: str) -> str:
        """The key of what these texts make of the tables they name."""
        seen = (f"{name} {self.contents[name]}" for name in self.named(*texts))
        return digest(self.rules, str(len(texts)), *texts, *seen)

    def named(self, *texts: str) -> list[str]:
        """The tables that these texts name."""
        words = {word for text in texts for word in re.findall(r"\w+", _COMMENT.sub("", text))}
        return sorted(words & self.contents.keys())

    def run(self, script: str) -> None:
        """Makes and drops tables as the statements say, in their order."""
        for statement in duckdb.extract_statements(_COMMENT.sub("", script)):
            text = plain(statement.query)
            if made := MAKES.fullmatch(text):
                self.make(made[1], made[2])
            else:
                self.drop(_DROPS.fullmatch(text)[1])

    def make(self, name: str, query: str) -> None:
        """A table of what a query gives."""
        key = self.key(name, query)
        found = self.results.find(key)
        if found:
            self.show(name, f"FROM read_parquet({quoted(found.tables[name])})", found.content(name))
            return
        table = "_made" if name in self.contents else name
        self.con.execute(f"CREATE TABLE {table} AS {query}")
        self._narrow(table)
        made = self.results.keep(self.con, key, {name: f"FROM {table}"})
        if self.is_long(table):
            self.con.execute(f"DROP TABLE {table}")
            self.show(name, f"FROM read_parquet({quoted(made.tables[name])})", made.content(name))
            return
        if table != name:
            self.drop(name)
            self.con.execute(f"ALTER TABLE {table} RENAME TO {name}")
        self.contents[name] = made.content(name)

    def is_long(self, name: str) -> bool:
        """Whether a table is to be read from its file."""
        return self.con.execute(f"SELECT count(*) FROM {name}").fetchone()[0] >= _LONG

    def show(self, name: str, rows: str, content: str) -> None:
        """A table whose rows are read only by who asks for them."""
        self.drop(name)
        self.con.execute(f"CREATE VIEW {name} AS {rows}")
        self.contents[name] = content
        self.views.add(name)

    def put(self, name: str, rows: list[tuple], columns: str) -> None:
        """A table of few given rows; `columns` with their types."""
        self.con.execute(f"CREATE TABLE {name} ({columns})")
        insert(self.con, name, rows)
        self.contents[name] = digest(repr(rows), columns)

    def load(self, name: str) -> None:
        """Reads the rows of a table, so that they can be changed or asked for often."""
        if name in self.views:
            self.con.execute(f"CREATE TABLE _made AS FROM {name}")
            content = self.contents[name]
            self.drop(name)
            self.con.execute(f"ALTER TABLE _made RENAME TO {name}")
            self.contents[name] = content

    def drop(self, *names: str) -> None:
        """Forgets tables, those that are there."""
        for name in (name for name in names if name in self.contents):
            self.con.execute(f"DROP {'VIEW' if name in self.views else 'TABLE'} {name}")
            self.views.discard(name)
            self.slices.pop(name, None)
            del self.contents[name]

    def _narrow(self, name: str) -> None:
        """Sums of whole numbers are as wide as no file keeps them."""
        for column in self.con.execute(f"FROM {name} LIMIT 0").description:
            if column[1] == "HUGEINT":
                self.con.execute(f'ALTER TABLE {name} ALTER "{column[0]}" TYPE BIGINT')
