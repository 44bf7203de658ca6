"""Flips one operator or constant of a model's SQL at a time, and counts how many of these mutants the tests kill.

A mutant is killed where a dbt unit test of its model no longer gets the rows that it expects, or where a mart of a
small simulated city is no longer what it was: those marts are the known truth, row by row (tests/test_truth.py).
Nothing of the project is changed on disk. `--models NAME …` looks at some models alone, `--survivors` prints the rest.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import jinja2
import sqlglot
from sqlglot import exp

from cryptocity import project
from cryptocity.console import say, show_table
from cryptocity.settings import child_environment
from cryptocity.warehouse import candidate_path
from released import released_in

SWAPPED: dict[type[exp.Expression], type[exp.Expression]] = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
    exp.Mul: exp.Add,
    exp.Div: exp.Mul,
    exp.And: exp.Or,
    exp.Or: exp.And,
    exp.Min: exp.Max,
    exp.Max: exp.Min,
}


class Macro(jinja2.Undefined):
    """What dbt alone knows, called or not: a macro, a model, a variable."""

    MARK = "{{}}"

    def __getattr__(self, name: str) -> object:
        """Have no attributes, so that Jinja may ask for those that a function can have."""
        raise AttributeError(name)

    def __str__(self) -> str:
        """Return what stands in its place."""
        return self.MARK

    def __call__(self, *_: object, **__: object) -> str:
        """Return what stands in its place."""
        return self.MARK


@dataclass(frozen=True)
class Site:
    """A place in a model's SQL and what to put there: its position in the walk, and a name for the table."""

    position: int
    flip: str
    shown: str


@dataclass(frozen=True)
class Frame:
    """What stands around a model's own words where they were compiled, and in the place of each macro."""

    before: str
    rendered: tuple[str, ...]
    after: str

    def around(self, words: str) -> str:
        """Return the whole SQL of these words, in which each macro has a name of its own."""
        for number, text in enumerate(self.rendered):
            words = words.replace(_macro(number), text)
        return self.before + words + self.after


@dataclass(frozen=True)
class Model:
    """A model as it was built: its own words with a name for each macro, and where they were compiled.

    What a macro expands to is not flipped: macros have tests of their own, and would count once a use.
    """

    name: str
    relation: str
    is_view: bool
    words: str
    built: Frame
    unit_tests: tuple[Frame, ...]
    parents: tuple[str, ...]

    @cached_property
    def tree(self) -> exp.Expression:
        """Return its own words, parsed."""
        return sqlglot.parse_one(self.words, dialect="duckdb")


def _macro(number: int) -> str:
    return f"__macro_{number}__"


def own_words(raw: str) -> list[str]:
    """Return a model's SQL in pieces, split where macros are called; the first begins behind its `with`.

    Loops are unrolled: what they repeat is flipped in each of their rounds.
    """
    template = jinja2.Environment(undefined=Macro).from_string(raw)
    text = re.sub(r"\A(--[^\n]*\s+)+", "", template.render(config=lambda **_: "").strip())
    return text.removeprefix("with").split(Macro.MARK)


def framed(pieces: list[str], compiled: str) -> Frame:
    """Return what stands around and between the pieces in compiled SQL."""
    found = re.search("(.*?)".join(map(re.escape, pieces)), compiled, flags=re.DOTALL)
    if not found:
        raise ValueError(f"the words of a model are not found where it was compiled: {pieces[0][:80]}")
    return Frame(compiled[: found.start()], found.groups(), compiled[found.end() :])


def own_nodes(tree: exp.Expression) -> Iterator[exp.Expression]:
    """Yield what can be flipped, always in one order."""
    return (node for node in tree.walk(bfs=False) if any(flips(node)))


def flips(node: exp.Expression) -> Iterator[tuple[str, Callable[[exp.Expression], exp.Expression]]]:
    """Yield what can be put in a node's place: a name and a function of the node."""
    if type(node) in SWAPPED:
        other = SWAPPED[type(node)]
        yield f"{node.key} -> {other.key}", lambda found: other(**found.args)
    if isinstance(node, exp.Between):
        yield "between -> above the lower end", lambda found: bounded(found, exp.GT, exp.LTE)
        yield "between -> below the upper end", lambda found: bounded(found, exp.GTE, exp.LT)
    if isinstance(node, exp.Boolean):
        yield "boolean", lambda found: exp.Boolean(this=not found.this)
    if isinstance(node, exp.Not):
        yield "not dropped", lambda found: found.this
    if isinstance(node, exp.Ordered):
        yield "order", lambda found: exp.Ordered(this=found.this, desc=not found.args.get("desc"))
    if isinstance(node, exp.Literal) and not node.find_ancestor(exp.DataType, exp.Interval):
        yield from literal_flips(node)


def literal_flips(literal: exp.Literal) -> Iterator[tuple[str, Callable[[exp.Expression], exp.Expression]]]:
    """Yield what can be put in a constant's place."""
    if is_date(literal):
        yield "date", lambda found: exp.Literal.string(next_day(found.this))
    elif literal.is_string:
        yield "text", lambda found: exp.Literal.string(found.this + "~")
    else:
        yield "number", lambda found: exp.Literal.number(f"{found.this} + 1")


def is_date(literal: exp.Literal) -> bool:
    """Tell whether a text is a day: DuckDB reads one with letters behind it as the same day."""
    return isinstance(literal.parent, exp.Cast) and literal.parent.is_type(exp.DataType.Type.DATE)


def next_day(text: str) -> str:
    """Return the day beside a day: the later one, or the earlier where Python's calendar ends."""
    day = date.fromisoformat(text)
    return str(day + timedelta(days=1 if day < date.max else -1))


def bounded(between: exp.Between, lower: type[exp.Expression], upper: type[exp.Expression]) -> exp.Expression:
    """Return a between as two comparisons."""
    low, high = between.args["low"], between.args["high"]
    return exp.paren(
        exp.and_(lower(this=between.this.copy(), expression=low), upper(this=between.this, expression=high))
    )


def sites(model: Model) -> list[Site]:
    """Return every mutant of a model."""
    return [
        Site(position, flip, shown(node))
        for position, node in enumerate(own_nodes(model.tree))
        for flip, _ in flips(node)
    ]


def shown(node: exp.Expression) -> str:
    """Return what stands there, of a constant with what it is in."""
    whole = node.parent if isinstance(node, exp.Literal | exp.Boolean) and node.parent else node
    return whole.sql(dialect="duckdb")[:100]


def mutated(model: Model, site: Site) -> str:
    """Return a model's own words with one place flipped."""
    changed = model.tree.copy()
    node = next(node for position, node in enumerate(own_nodes(changed)) if position == site.position)
    flipped = dict(flips(node))[site.flip](node.copy())
    node.replace(exp.paren(flipped) if isinstance(flipped, exp.Binary) else flipped)
    return changed.sql(dialect="duckdb").removeprefix("WITH")


def fails(connection: duckdb.DuckDBPyConnection, test: str) -> bool:
    """Tell whether a unit test does not get what it expects, or cannot be run."""
    try:
        rows = connection.execute(test).fetchall()
        names = [column[0] for column in connection.description or ()]
    except duckdb.Error:
        return True
    which = names.index("actual_or_expected")
    found: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        found[row[which]][row[:which] + row[which + 1 :]] += 1
    return found["actual"] != found["expected"]


class City:
    """A small city's marts, in which one model at a time can be another."""

    def __init__(self, candidate: Path, folder: Path, models: dict[str, Model]) -> None:
        """Work on a copy, beside the marts as they are."""
        self.models = models
        self.connection = duckdb.connect(shutil.copy(candidate, folder / candidate.name))
        self.connection.execute(f"attach '{candidate}' as known (read_only); set TimeZone = 'UTC'")

    def is_another(self, model: Model, sql: str) -> bool:
        """Tell whether a mart differs, or cannot be made, where the model is this SQL."""
        self.connection.execute("begin")
        try:
            self._make(model, sql)
            if not model.is_view and not self._differs(model):
                return False
            later = list(self._later(model))
            for each in later:
                self._make(each, each.built.around(each.words.removeprefix("with")))
            return any(self._differs(each) for each in (model, *later) if is_mart(each))
        except duckdb.Error:
            return True
        finally:
            self.connection.execute("rollback")

    def _make(self, model: Model, sql: str) -> None:
        kind = "view" if model.is_view else "table"
        self.connection.execute(f"create or replace {kind} {model.relation} as {sql}")

    def _differs(self, model: Model) -> bool:
        known = model.relation.replace('"candidate"', "known", 1)
        pairs = ((model.relation, known), (known, model.relation))
        either = " union all ".join(f"(from {one} except all from {other})" for one, other in pairs)
        return bool(self.connection.execute(f"select count(*) from ({either})").fetchall()[0][0])

    def _later(self, model: Model) -> Iterator[Model]:
        """Yield what builds on a model, parents first: the models are in the order in which dbt built them."""
        changed = {model.name}
        for each in self.models.values():
            if changed & set(each.parents):
                changed.add(each.name)
                yield each


def is_mart(model: Model) -> bool:
    """Tell whether a model is published."""
    return model.relation.split(".")[1].strip('"') in project.areas()


def read_models(built: Path, unit_tested: Path) -> dict[str, Model]:
    """Return all models above staging in the order in which dbt built them, with the SQL of their unit tests."""
    manifest = json.loads((built / "manifest.json").read_text())
    ran = {path.stem: path.read_text() for path in (unit_tested / "run").rglob("*.sql")}
    tests = defaultdict(list)
    for test in manifest["unit_tests"].values():
        tests[test["depends_on"]["nodes"][0]].append(ran[test["unique_id"].split(".")[3]])
    results = json.loads((built / "run_results.json").read_text())["results"]
    nodes = [manifest["nodes"][result["unique_id"]] for result in results if result["unique_id"].startswith("model.")]
    return {
        node["unique_id"]: read_model(node, tests[node["unique_id"]]) for node in nodes if node["fqn"][1] != "staging"
    }


def read_model(node: dict, unit_tests: list[str]) -> Model:
    """Return a model of the manifest."""
    pieces = own_words(node["raw_code"])
    words = pieces[0] + "".join(_macro(number) + piece for number, piece in enumerate(pieces[1:]))
    return Model(
        name=node["unique_id"],
        relation=node["relation_name"],
        is_view=node["config"]["materialized"] == "view",
        words=f"with{words}",
        built=framed(pieces, node["compiled_code"]),
        unit_tests=tuple(framed(pieces, test) for test in unit_tests),
        parents=tuple(node["depends_on"]["nodes"]),
    )


def run_unit_tests(candidate: Path, work: Path) -> None:
    """Let dbt run all unit tests, which leaves the SQL of each in a folder of its target. They must hold."""
    source = project.folder("dbt_project")
    environment = child_environment(
        CRYPTOCITY_WAREHOUSE=str(candidate),
        CRYPTOCITY_WAREHOUSE_MEMORY="2GB",
        CRYPTOCITY_WAREHOUSE_THREADS="2",
        CRYPTOCITY_WAREHOUSE_SPILL=str(work / "spill"),
    )
    words = ("test", "--select", "test_type:unit", "--project-dir", source, "--profiles-dir", source)
    dbt = (
        sys.executable,
        "-c",
        "from dbt.cli.main import cli; cli()",
        *words,
        "--target-path",
        work,
        "--log-path",
        work,
    )
    subprocess.run(dbt, env=environment, check=True, stdout=subprocess.DEVNULL)


def killer(model: Model, site: Site, city: City, tester: duckdb.DuckDBPyConnection) -> str:
    """Return who kills a mutant: `unit tests`, `the truth` or `nobody`."""
    words = mutated(model, site)
    if any(fails(tester, test.around(words)) for test in model.unit_tests):
        return "unit tests"
    return "the truth" if city.is_another(model, model.built.around(words)) else "nobody"


def main() -> None:
    """Build the small city, flip, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="*", help="names of models; all unless given")
    parser.add_argument("--every", type=int, default=1, help="look at each n-th mutant alone")
    parser.add_argument("--first", type=int, default=0, help="leave out so many of each model's mutants first")
    parser.add_argument("--survivors", action="store_true", help="print the mutants that nobody kills")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        home, work = Path(folder) / "home", Path(folder) / "work"
        work.mkdir()
        released_in(home)
        run_unit_tests(candidate_path(home), work)
        models = read_models(home / "warehouse" / "dbt" / "target", work)
        city, tester = City(candidate_path(home), work, models), duckdb.connect()
        tester.execute("set TimeZone = 'UTC'")
        rows = []
        for model in models.values():
            short = model.name.split(".")[2]
            if not asked.models or short in asked.models:
                rows.append((short, *count(model, city, tester, asked)))
    show_table(("model", "mutants", "by unit tests", "by the truth", "alive", "killed %"), [*rows, total(rows)])


def count(model: Model, city: City, tester: duckdb.DuckDBPyConnection, asked: argparse.Namespace) -> tuple:
    """Return how many mutants a model has, and who kills them."""
    words = model.tree.sql(dialect="duckdb").removeprefix("WITH")
    if any(fails(tester, test.around(words)) for test in model.unit_tests):
        raise ValueError(f"{model.name}: a unit test fails before anything is flipped")
    found = Counter()
    for site in sites(model)[asked.first :: asked.every]:
        who = killer(model, site, city, tester)
        found[who] += 1
        if who == "nobody" and asked.survivors:
            say(f"alive: {model.name.split('.')[2]}: {site.flip}: {site.shown}")
    return figures(found.total(), found["unit tests"], found["the truth"])


def total(rows: list[tuple]) -> tuple:
    """Return the table's last row."""
    return ("all", *figures(*(sum(row[column] for row in rows) for column in (1, 2, 3))))


def figures(mutants: int, by_unit_tests: int, by_truth: int) -> tuple:
    """Return the columns of a row."""
    killed = by_unit_tests + by_truth
    return mutants, by_unit_tests, by_truth, mutants - killed, f"{100 * killed / mutants:.1f}" if mutants else ""


if __name__ == "__main__":
    main()
