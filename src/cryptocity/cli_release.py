"""`cryptocity release …`: publish the candidate, list releases, show one, compare two, roll back."""

from typing import Annotated

import typer

from cryptocity.arguments import Format, NamedRelease, OlderRelease
from cryptocity.console import say, show_table
from cryptocity.errors import WrongUsage
from cryptocity.settings import read_settings

release_app = typer.Typer(help="Releases: publish the candidate, list, show, compare, roll back.", no_args_is_help=True)


@release_app.command("publish")
def release_publish() -> None:
    """Make the audited candidate the current release, in one swap of a pointer."""
    from cryptocity.release.publish import publish

    manifest = publish(read_settings().home)
    say(f"release {manifest.id} is current: {manifest.verdict}, data as of {manifest.last_day}")


@release_app.command("list")
def release_list() -> None:
    """List all releases; an asterisk marks the current one."""
    from cryptocity.release.manifest import all_releases, current_id

    home = read_settings().home
    current = current_id(home)
    rows = [
        ("*" if each.id == current else "", each.id, each.last_day, each.verdict, len(each.marts))
        for each in all_releases(home)
    ]
    show_table(("", "release", "data as of", "verdict", "marts"), rows)


@release_app.command("show")
def release_show(release_id: NamedRelease = None) -> None:
    """Show what a release was made of."""
    from cryptocity.release.manifest import read_manifest

    manifest = read_manifest(read_settings().home, release_id)
    say(f"release {manifest.id}: {manifest.verdict}, days {manifest.first_day} to {manifest.last_day}")
    say(f"built with {manifest.engine}")
    say(f"inputs {manifest.inputs_hash}, code {manifest.code_hash}, previous {manifest.previous or 'none'}")
    rows = [(d.dataset, d.days, d.rows_received, d.rows_landed, d.rows_quarantined) for d in manifest.datasets]
    show_table(("dataset", "days", "received", "landed", "quarantined"), rows)


@release_app.command("diff")
def release_diff(
    before: Annotated[str | None, typer.Argument(metavar="BEFORE", help="Else the one before AFTER.")] = None,
    after: Annotated[str | None, typer.Argument(metavar="AFTER", help="Else the current release.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write the differences.")] = Format.TABLE,
) -> None:
    """Compare two releases number by number: old, new, difference, and what changed upstream that explains it.

    Headlines, figures and marts; nothing is withheld, so this is for analysts and not for publication. Causes are new
    days, late data, revision, parameter and code; where nothing upstream changed a difference is `unexplained`.
    """
    from cryptocity.release.manifest import read_manifest
    from cryptocity.reports.difference_tables import write_differences
    from cryptocity.reports.differences import differences

    home = read_settings().home
    newer = read_manifest(home, after)
    older = before or newer.previous
    if older is None:
        raise WrongUsage(f"release {newer.id} has none before it to compare with")
    write_differences(tuple(differences(home, older, newer.id)), form=form, title=f"{older} -> {newer.id}")


@release_app.command("rollback")
def release_rollback(release_id: OlderRelease = None) -> None:
    """Make an older release current again."""
    from cryptocity.release.publish import rollback

    say(f"release {rollback(read_settings().home, release_id).id} is current again")
