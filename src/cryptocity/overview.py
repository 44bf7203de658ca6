"""What a home holds and whether it is in order: `status` and `doctor`."""

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cryptocity import project
from cryptocity.access import access_of
from cryptocity.console import complain, say, show_table
from cryptocity.dataset import Dataset
from cryptocity.errors import CryptocityError, SourceRefused
from cryptocity.inputs import incomplete_days
from cryptocity.lake import Lake, Manifest, lake_of
from cryptocity.release.history import history
from cryptocity.release.manifest import all_releases, current_id
from cryptocity.settings import SANDBOX_TOKEN, Settings
from cryptocity.sources import DATASETS
from cryptocity.sources.onchain.datasets import BLOCKS, UNVERIFIED, WITHDRAWALS_MISSING
from cryptocity.window import days_between, parse_day

_LEAST_FREE_BYTES = 5_000_000_000
_IN_PART = {
    WITHDRAWALS_MISSING: "came without the withdrawals that they name",
    UNVERIFIED: "hold transactions taken on the node's word",
}


def show_status(settings: Settings) -> None:
    """Say what is landed, missing between the first and last day, quarantined, and released."""
    lake = lake_of(settings)
    rows = [_landed(dataset, lake) for dataset in DATASETS]
    columns = ("dataset", "first day", "last day", "days", "missing", "rows", "quarantined", "new fields")
    show_table(columns, rows, f"Landed in {settings.home}")
    warn_of_days_left_out(lake)
    current = current_id(settings.home)
    events = history(settings.home)
    say(f"current release: {current or 'none'}; {len(all_releases(settings.home))} in all")
    if events:
        say(f"last change: {events[-1].action} {events[-1].release} at {events[-1].at:%Y-%m-%d %H:%M} UTC")


def say_landed(manifests: Sequence[Manifest], lake: Lake) -> None:
    """Say what an extraction received, landed and quarantined, and of how many blocks not all was proven."""
    if not manifests:
        say("nothing landed: there was nothing to land on any city day")
    for manifest in manifests:
        say(str(manifest))
        if manifest.dataset == BLOCKS.id:
            blocks = lake.rows(BLOCKS, parse_day(manifest.day))
            for verification, why in _IN_PART.items():
                found = blocks.filter(verification=verification)["chain_id"].value_counts().sort("chain_id")
                for chain_id, count in found.rows():
                    complain(f"{verification.replace('_', ' ')}: {count:,} blocks of chain {chain_id} {why}")


def warn_of_days_left_out(lake: Lake) -> None:
    """Say for each day that no build takes which sources of this home have not landed it."""
    for day, sources in incomplete_days(lake).items():
        complain(f"left out until it is whole: {day}, which has not landed from {', '.join(sources)}")


def _landed(dataset: Dataset, lake: Lake) -> tuple[object, ...]:
    days = lake.days(dataset)
    if not days:
        return dataset.id, None, None, 0, 0, 0, 0, ""
    manifests = [manifest for day in days if (manifest := lake.manifest(dataset, day))]
    missing = len(list(days_between(days[0], days[-1]))) - len(days)
    landed = sum(manifest.rows_landed for manifest in manifests)
    quarantined = sum(manifest.rows_quarantined for manifest in manifests)
    new_fields = ", ".join(sorted({name for manifest in manifests for name, _ in manifest.drift}))
    return dataset.id, days[0], days[-1], len(days), missing, f"{landed:,}", f"{quarantined:,}", new_fields


def show_doctor(settings: Settings) -> None:
    """Say what is in order and what is not. Raises CryptocityError where anything is not."""
    findings = list(_findings(settings))
    for what, trouble in findings:
        say(f"{'trouble' if trouble else 'ok     '}  {what}{f': {trouble}' if trouble else ''}")
    if troubles := sum(bool(trouble) for _, trouble in findings):
        raise CryptocityError(f"{troubles} of {len(findings)} checks found trouble")


def _findings(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each check and its trouble, empty where there is none."""
    yield "home", _trouble_with_home(settings)
    offset = datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Almaty")).utcoffset()
    yield (
        "time zone Asia/Almaty",
        "" if offset == timedelta(hours=5) else f"offset {offset}, not 5 hours: update tzdata",
    )
    for name in ("dbt_project", "expectations", "dags"):
        yield f"project folder {name}", "" if project.folder(name).is_dir() else f"{project.folder(name)} is missing"
    for source in settings.real_sources:
        yield f"token of {source}", _trouble_with_token(settings, source)
    for name in access_of(settings).endpoints:
        yield f"endpoint {name}", _trouble_with_endpoint(settings, name)


def _trouble_with_home(settings: Settings) -> str:
    home = settings.home.resolve()
    existing = next(path for path in (home, *home.parents) if path.exists())
    if not (existing.is_dir() and os.access(existing, os.W_OK)):
        return f"{existing} is not a folder that we may write to"
    free = shutil.disk_usage(existing).free
    return "" if free > _LEAST_FREE_BYTES else f"only {free / 1e9:.1f} GB free below {existing}"


def _trouble_with_token(settings: Settings, source: str) -> str:
    token = getattr(settings, f"{source}_token").get_secret_value()
    return f"CRYPTOCITY_{source.upper()}_TOKEN is still the sandbox's" if token == SANDBOX_TOKEN else ""


def _trouble_with_endpoint(settings: Settings, name: str) -> str:
    transport = access_of(settings.model_copy(update={"attempts": 1, "timeout_seconds": 3.0})).transport(name)
    try:
        transport.get("/", {}, lambda _: None)
    except CryptocityError as error:
        return str(error) if error.retry or isinstance(error, SourceRefused) else ""
    return ""
