"""The command line: each command calls what an Airflow task calls, says what it does, and exits as documented.

Exit codes: 0 done, 1 failed with one clear line, 2 wrong usage, 3 audit failed, 4 could not check.
"""

import sys
from dataclasses import replace
from typing import Annotated

import typer

from cryptocity.arguments import (
    CHAINS,
    AcceptReorganisation,
    FirstDay,
    FromPayloads,
    Heights,
    LastDay,
    Layer,
    OneDay,
    ReleaseId,
    Residents,
    RpcUrl,
    Seed,
    Source,
    Target,
    days_of,
    heights_of,
)
from cryptocity.cli_analysts import dictionary, metrics, shell, sql
from cryptocity.cli_coverage import coverage
from cryptocity.cli_print import print_
from cryptocity.cli_release import release_app
from cryptocity.cli_verify import verify
from cryptocity.console import complain, progress_of, say, show_table
from cryptocity.errors import CryptocityError, WrongUsage
from cryptocity.settings import read_settings

app = typer.Typer(
    help="Verified, audited and published figures on crypto adoption, tax and capital flow in Alatau.\n\n"
    "Data lives below CRYPTOCITY_HOME (default: data/). `cryptocity demo` shows the whole road.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
sandbox_app = typer.Typer(
    help="The simulated city: serve its sources, or write its days to the lake.", no_args_is_help=True
)
app.add_typer(sandbox_app, name="sandbox")
app.add_typer(release_app, name="release")
for _command in (coverage, sql, shell, metrics, dictionary, verify):
    app.command()(_command)
app.command("print")(print_)


@app.callback()
def _options(
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show a traceback when something fails.")] = False,
) -> None:
    """Read by `main`, which alone decides what to do with an error."""


@app.command()
def demo(
    days: Annotated[int, typer.Option(min=1, max=366, help="City days to simulate, ending yesterday.")] = 7,
    residents: Residents = 52_000,
    exit_: Annotated[bool, typer.Option("--exit", help="Stop everything once the reports are published.")] = False,
) -> None:
    """Run the whole road: sandbox city, Airflow, all DAGs, release, report site.

    Needs no set-up and no internet. Ends with the release id, headline figures and the URLs of Airflow and of the
    report site, which stay up until Ctrl-C unless --exit is given.
    """
    from cryptocity.demo import run_demo

    run_demo(read_settings(), days=days, residents=residents, stay=not exit_)


@sandbox_app.command("serve")
def sandbox_serve(first: FirstDay = None, residents: Residents = 52_000, seed: Seed = 1918) -> None:
    """Serve the simulated city's sources on loopback until Ctrl-C.

    They answer where every CRYPTOCITY_*_URL points by default, for the days from a week ago, or --from, to yesterday.
    """
    from cryptocity.sandbox.commands import serve

    serve(read_settings(), first_day=first, residents=residents, seed=seed)


@sandbox_app.command("generate")
def sandbox_generate(
    first: FirstDay = None,
    days: Annotated[
        int, typer.Option(min=1, max=3_660, help="How many days, ending yesterday unless --from is given.")
    ] = 7,
    residents: Residents = 52_000,
    seed: Seed = 1918,
) -> None:
    """Write simulated days straight to the lake, and what is true of them to sandbox/truth.json."""
    from cryptocity.sandbox.commands import generate

    with progress_of("sandbox") as progress:
        generate(read_settings(), first_day=first, days=days, size=(residents, seed), progress=progress)


@app.command()
def extract(
    source: Annotated[Source, typer.Argument(help="Which outside system to ask.")],
    on: OneDay = None,
    first: FirstDay = None,
    last: LastDay = None,
    rpc_url: RpcUrl = None,
    blocks: Heights = None,
    from_payloads: FromPayloads = False,
    accept_reorganisation: AcceptReorganisation = False,
) -> None:
    """Land one source without Airflow: a day, several days, or of a chain a range of heights.

    Days are calendar days in Asia/Almaty. Running the same again changes no byte.
    """
    if (rpc_url or blocks) and source not in CHAINS:
        raise WrongUsage(f"--rpc-url and --blocks are for {', '.join(CHAINS)} only")
    if accept_reorganisation and source not in CHAINS:
        raise WrongUsage(f"--accept-reorganisation is for {', '.join(CHAINS)} only")
    if blocks and (on or first or last or from_payloads):
        raise WrongUsage("give either --blocks or days, not both; --from-payloads goes with days")
    days, heights = ([], heights_of(blocks)) if blocks else (days_of(on, first, last), None)
    from cryptocity.access import access_of
    from cryptocity.extraction import extract_archived, extract_day, extract_heights
    from cryptocity.lake import lake_of
    from cryptocity.overview import say_landed

    settings = read_settings(**({f"{source}_url": rpc_url} if rpc_url else {}))
    with progress_of(f"extract {source}") as progress:
        access, lake = access_of(settings, progress), lake_of(settings)
        access = replace(access, accepts_reorganisation=accept_reorganisation)
        if heights:
            say_landed(extract_heights(source, heights, lake, access=access), lake)
        for day in days:
            manifests = (extract_archived if from_payloads else extract_day)(source, day, lake, access=access)
            say_landed(manifests, lake)


@app.command()
def audit(
    layer: Annotated[Layer, typer.Argument(help="raw: what has landed; marts: the candidate.")],
    full_refresh: Annotated[bool, typer.Option(help="Take nothing over from the raw audit before.")] = False,
) -> None:
    """Hold a layer against expectations/. Exits 3 where one does not hold, 4 where one could not be checked.

    What held in the raw audit before is asked again only of rows on which the answer may have changed since.
    """
    from cryptocity.audit import quality
    from cryptocity.audit.verdict import require_passed, tally
    from cryptocity.lake import lake_of

    settings = read_settings()
    if layer is Layer.RAW:
        record = quality.audit_raw(lake_of(settings), settings.home, full_refresh=full_refresh)
    else:
        record = quality.audit_marts(settings.home)
    counts = ", ".join(f"{count} {name}" for name, count in tally(record.result.findings).items())
    say(f"audit of {layer}: {record.result.verdict} ({counts})")
    for finding in record.result.findings:
        if finding.verdict != "passed":
            say(f"{finding.verdict}: {finding.table}, {finding.rule.type}: {finding.observed}. {finding.rule.because}")
    require_passed(record.result)


@app.command()
def build(
    target: Annotated[Target, typer.Option(help="The engine to build with.")] = Target.DUCKDB,
    full_refresh: Annotated[bool, typer.Option(help="Take nothing over from the candidate before.")] = False,
) -> None:
    """Build the candidate from every whole day that has landed: every dbt model and test, in one invocation.

    Of days that did not change since the candidate before, DuckDB takes the large tables over from it.
    """
    from cryptocity import warehouse
    from cryptocity.lake import lake_of
    from cryptocity.overview import warn_of_days_left_out
    from cryptocity.spark import Spark

    settings = read_settings()
    warn_of_days_left_out(lake_of(settings))
    with progress_of("build") as progress:
        if target is Target.SPARK:
            spark = Spark(settings.spark_master, settings.spark_tables)
            outcome = warehouse.build_on_spark(lake_of(settings), settings.home, spark=spark, progress=progress)
        else:
            outcome = warehouse.build(lake_of(settings), settings.home, full_refresh=full_refresh, progress=progress)
    marts = [node for node in outcome.nodes if node.kind == "model" and node.rows is not None]
    show_table(("model", "rows", "seconds"), [(node.name, f"{node.rows:,}", f"{node.seconds:.2f}") for node in marts])
    for node in outcome.warnings:
        say(f"warned: {node.name}: {node.message}")
    warned = f", {len(outcome.warnings)} warned" if outcome.warnings else ""
    held = len(outcome.nodes) - len(outcome.warnings)
    say(f"candidate {outcome.id[:8]}: built {outcome.extent}; {held} seeds, models and tests held{warned}")


@app.command()
def report(release: ReleaseId = None) -> None:
    """Render the report site of a release into its folder, whole or not at all."""
    from cryptocity.reports.publish import publish_reports

    say(f"reports: {publish_reports(read_settings().home, release) / 'index.html'}")


@app.command()
def serve() -> None:
    """Serve the report site of the current release on loopback until Ctrl-C."""
    from cryptocity.reports.site import serve_site

    settings = read_settings()
    serve_site(settings.home, settings.site_port, announce=lambda url: say(f"report site: {url}"))


@app.command()
def carf(
    year: Annotated[int, typer.Option(min=2000, max=9999, metavar="YEAR", help="The calendar year to report.")],
    venue: Annotated[str, typer.Option(metavar="VENUE", help="The reporting venue, such as AX-01.")],
    release: ReleaseId = None,
) -> None:
    """Write a venue's year as a CARF message (XML schema 1.5) to standard output, from a release's totals.

    CARF-shaped and not filed: clients appear by pseudonym, and the message says in its Warning what it leaves open.
    """
    from cryptocity.carf import carf_of

    message = carf_of(read_settings().home, year, venue, release=release)
    sys.stdout.buffer.write(message)


@app.command()
def rekey() -> None:
    """Give persons new pseudonyms: land their days again with the new key. May be stopped and run again.

    CRYPTOCITY_PSEUDONYM_KEY_OLD holds the former key. Until all is done nothing is built, so that no two keys mix.
    """
    from cryptocity.rekeying import rekey_home

    rekey_home(read_settings())


@app.command()
def status() -> None:
    """Show what is landed, missing, quarantined and released."""
    from cryptocity.overview import show_status

    show_status(read_settings())


@app.command()
def doctor() -> None:
    """Check that settings, disk, time zone, project and sources are in order. Exits 1 where something is not."""
    from cryptocity.overview import show_doctor

    show_doctor(read_settings())


def main() -> None:
    """Run the command line; one clear line for every error, a traceback only with --verbose."""
    try:
        app()
    except Exception as error:
        if "--verbose" in sys.argv:
            raise
        complain(f"error: {' '.join(str(error).split()) or type(error).__name__}")
        sys.exit(error.exit_code if isinstance(error, CryptocityError) else 1)
