import socket
import subprocess
import sys
from pathlib import Path

import pytest
from audited import SUITE, change, verdicts, write_database, write_expectations

from cryptocity.audit import PERSONAL, AuditResult, audit, require_passed, write_quality
from cryptocity.audit.canary import require_alive
from cryptocity.audit.suites import Suite, read_suites
from cryptocity.errors import AuditFailed, AuditImpossible

EXPECTATIONS = Path(__file__).parents[2] / "expectations"


@pytest.fixture
def expectations(tmp_path: Path) -> Path:
    return write_expectations(tmp_path)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return write_database(tmp_path)


def test_layer_passes_when_every_expectation_holds(database: Path, expectations: Path) -> None:
    result = audit("raw", database, expectations=expectations)

    require_passed(result)
    assert (result.verdict, result.rows) == ("passed", {"merchants.receipts": 20})
    assert verdicts(result) == ["passed", "passed", "passed"]


def test_failed_critical_expectation_fails_the_layer_in_one_line(database: Path, expectations: Path) -> None:
    change(database, "update merchants.receipts set operation = 'gift' where check_number in ('3', '4')")

    result = audit("raw", database, expectations=expectations)

    with pytest.raises(AuditFailed) as failure:
        require_passed(result)
    assert failure.value.exit_code == 3
    assert str(failure.value) == (
        "the audit of raw failed: merchants.receipts, expect_column_values_to_be_in_set(operation): 2 unexpected. "
        "A receipt is a sale or a return."
    )
    assert result.findings[0].sample == ("operation=gift",)


def test_failed_warning_is_reported_but_does_not_fail_the_layer(database: Path, expectations: Path) -> None:
    change(database, "update merchants.receipts set customer_key = 'p-' || md5('0') where check_number = '1'")

    result = audit("raw", database, expectations=expectations)

    require_passed(result)
    assert verdicts(result) == ["passed", "passed", "failed"]
    assert result.findings[2].unexpected_count == 2


def test_column_that_is_missing_makes_the_layer_impossible_to_check(database: Path, expectations: Path) -> None:
    change(database, "alter table merchants.receipts drop column customer_key")

    result = audit("raw", database, expectations=expectations)

    assert verdicts(result) == ["passed", "could_not_check", "could_not_check"]
    with pytest.raises(
        AuditImpossible, match=r'could not be made: .*"customer_key" not found.* No buyer is named\.'
    ) as e:
        require_passed(result)
    assert e.value.exit_code == 4
    assert "\n" not in str(e.value)


def test_failure_wins_over_what_could_not_be_checked(database: Path, expectations: Path) -> None:
    change(database, "alter table merchants.receipts drop column customer_key")
    change(database, "update merchants.receipts set operation = 'gift'")

    result = audit("raw", database, expectations=expectations)

    assert verdicts(result) == ["failed", "could_not_check", "could_not_check"]
    with pytest.raises(AuditFailed):
        require_passed(result)


def test_table_that_is_missing_could_not_be_checked(database: Path, expectations: Path) -> None:
    change(database, "drop table merchants.receipts")

    result = audit("raw", database, expectations=expectations)

    assert result.verdict == "could_not_check"
    assert set(verdicts(result)) == {"could_not_check"}


def test_table_of_which_no_suite_speaks_stops_the_audit(database: Path, expectations: Path) -> None:
    change(database, "create view merchants.refunds as from merchants.receipts")

    with pytest.raises(AuditImpossible, match=r"^merchants\.refunds .* no expectation speaks of it$"):
        audit("raw", database, expectations=expectations)


@pytest.mark.parametrize("content", [None, b"this is no database at all, but it is long enough" * 400])
def test_file_that_is_no_database_stops_the_audit(content: bytes | None, tmp_path: Path, expectations: Path) -> None:
    path = tmp_path / "broken.duckdb"
    if content:
        path.write_bytes(content)

    with pytest.raises(AuditImpossible, match=r"broken\.duckdb cannot be read: [^\n]+$"):
        audit("raw", path, expectations=expectations)


def test_database_that_another_process_is_writing_stops_the_audit(database: Path, expectations: Path) -> None:
    writing = f"import duckdb; c = duckdb.connect({str(database)!r}); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", writing], stdin=-1, stdout=-1) as writer:
        writer.stdout.readline()
        with pytest.raises(AuditImpossible, match="lock"):
            audit("raw", database, expectations=expectations)
        writer.stdin.close()


def test_database_is_only_read_and_free_for_others_afterwards(database: Path, expectations: Path) -> None:
    change(database, "update merchants.receipts set operation = 'gift'")
    before = database.read_bytes()

    audit("raw", database, expectations=expectations)

    assert database.read_bytes() == before
    assert sorted(path.name for path in database.parent.iterdir()) == ["expectations", "raw.duckdb"]
    change(database, "drop table merchants.receipts")


def test_same_data_gives_the_same_bytes(database: Path, expectations: Path) -> None:
    change(database, "insert into merchants.receipts select i::varchar, 'gift', 'p-' from range(300000) as numbers(i)")

    first, second = (audit("raw", database, expectations=expectations).to_json() for _ in range(2))

    assert first == second
    assert AuditResult.from_json(first).to_json() == first
    assert [len(finding.sample) for finding in AuditResult.from_json(first).findings] == [1, 5, 0]


def test_the_same_rows_in_another_order_show_the_same_sample(database: Path, expectations: Path) -> None:
    change(database, "update merchants.receipts set customer_key = '900101300123'")
    forwards = audit("raw", database, expectations=expectations)
    change(database, "create or replace table merchants.receipts as from merchants.receipts order by check_number desc")

    backwards = audit("raw", database, expectations=expectations)

    assert forwards.findings[1].unexpected_count == 20
    assert backwards.findings[1] == forwards.findings[1]


def test_no_personal_value_reaches_the_result(database: Path, expectations: Path, tmp_path: Path) -> None:
    change(database, "update merchants.receipts set customer_key = '900101300123'")

    result = audit("raw", database, expectations=expectations)
    write_quality([result], tmp_path / "quality")

    assert verdicts(result) == ["passed", "failed", "failed"]
    assert result.findings[1].sample == tuple(f"check_number={number}" for number in (0, 1, 10, 11, 12))
    assert result.findings[2].sample == ()
    for path in (tmp_path / "quality").rglob("*.*"):
        assert b"900101300123" not in path.read_bytes()


def test_error_does_not_repeat_the_value_that_caused_it(database: Path, expectations: Path) -> None:
    change(database, "update merchants.receipts set customer_key = '900101300123 '")
    path = expectations / "raw" / "merchants__receipts.yml"
    path.write_text(
        SUITE.replace(
            "where not regexp_full_match(customer_key, 'p-[0-9a-f]{{32}}')", "where customer_key::date < '2026-01-01'"
        )
    )

    result = audit("raw", database, expectations=expectations)

    assert verdicts(result) == ["passed", "could_not_check", "failed"]
    assert result.findings[1].observed.startswith("Conversion Error: ")
    assert b"900101300123" not in result.to_json()


def test_canary_falls_silent_over_the_stock_engine() -> None:
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine

    from cryptocity.audit.duckdb_datasource import DuckDBDatasource
    from cryptocity.audit.examination import examine

    class StockDatasource(DuckDBDatasource):
        """Great Expectations over duckdb_engine as they come: every expectation errs."""

        type: str = "stock"

        def get_execution_engine(self) -> SqlAlchemyExecutionEngine:
            return SqlAlchemyExecutionEngine(engine=self.get_engine(), create_temp_table=False)

    with pytest.raises(AuditImpossible, match=r"cannot be trusted: .* could not check on a table on which .* passed"):
        require_alive(lambda suites, path: examine(suites, path, personal=(), datasource=StockDatasource), [])


def test_canary_falls_silent_over_an_engine_that_sees_no_rows() -> None:
    from cryptocity.audit.duckdb_datasource import DuckDBDatasource
    from cryptocity.audit.examination import examine

    class BlindDatasource(DuckDBDatasource):
        """A connection that finds every table, and every table empty, as under a row-level policy."""

        type: str = "blind"

        def get_asset(self, name: str):
            asset = super().get_asset(name)
            asset.query = f"{asset.query} and false"
            return asset

    with pytest.raises(AuditImpossible, match=r"cannot be trusted: .* passed on a table on which .* failed"):
        require_alive(lambda suites, path: examine(suites, path, personal=(), datasource=BlindDatasource), [])


def test_canary_knows_every_type_of_expectation_in_use() -> None:
    from cryptocity.audit.examination import examine

    suites: tuple[Suite, ...] = (*read_suites(EXPECTATIONS / "raw"), *read_suites(EXPECTATIONS / "marts"))

    require_alive(lambda some, path: examine(some, path, personal=PERSONAL), suites)


def test_parquet_views_are_audited_like_tables(tmp_path: Path, expectations: Path, database: Path) -> None:
    folder = tmp_path / "lake" / "day=2026-07-01"
    folder.mkdir(parents=True)
    change(database, f"copy merchants.receipts to '{folder}/part.parquet'; drop table merchants.receipts")
    change(
        database, f"create view merchants.receipts as from read_parquet('{folder}/*.parquet', hive_partitioning = true)"
    )

    result = audit("raw", database, expectations=expectations)

    assert (result.verdict, result.rows) == ("passed", {"merchants.receipts": 20})


def test_audit_and_docs_are_quiet_and_use_no_network(
    database: Path,
    expectations: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the audit called out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    change(database, "alter table merchants.receipts drop column customer_key")

    write_quality([audit("raw", database, expectations=expectations)], tmp_path / "quality")

    assert capfd.readouterr() == ("", "")


def test_great_expectations_is_not_imported_before_it_is_needed() -> None:
    probe = "import sys, cryptocity.audit; print('great_expectations' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "False\n"
