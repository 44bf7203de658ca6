"""What every page says of its data: until when they are current, and how complete they are. Pure."""

from datetime import date, timedelta

from cryptocity.release.manifest import ReleaseManifest
from cryptocity.reports.texts import Texts
from cryptocity.window import Window

CURRENT_DAYS = 3  # days after the last one on which nobody needs to be told that the data are old


def stale_from(last_day: date) -> str:
    """Return the instant from which data that end on this day are stale, as a browser reads it."""
    return Window.of_day(last_day + timedelta(days=CURRENT_DAYS)).end.isoformat()


def final(manifest: ReleaseManifest, texts: Texts) -> str:
    """Return up to which day all data are final, and up to which block and day those of each chain."""
    if manifest.finality is None:
        return texts("facts.final_untold")
    last_day, blocks = manifest.finality.last_day, manifest.finality.blocks
    told = [
        texts(
            "facts.final_block",
            chain=texts.chain(str(block.chain)),
            height=texts.number(block.height, 0),
            day=texts.full_day(block.day),
        )
        for block in blocks
    ]
    whole = texts("facts.final_day", day=texts.full_day(last_day)) if last_day else texts("facts.final_no_day")
    return texts("source.separator").join((whole, *told))


def completeness(manifest: ReleaseManifest, texts: Texts) -> str:
    """Return how many datasets have every day of the release, and which share of the rows received was accepted."""
    if not manifest.days:
        return texts("facts.no_days")
    received, landed = (
        sum(getattr(one, name) for one in manifest.datasets) for name in ("rows_received", "rows_landed")
    )
    return texts(
        "facts.whole",
        whole=texts.number(sum(one.days >= manifest.days for one in manifest.datasets), 0),
        all=texts.number(len(manifest.datasets), 0),
        share=texts("quantities.pct", number=texts.number(_floored(landed, received), 2)),
    )


def _floored(landed: int, received: int) -> float:
    """Return the share in per cent, rounded down, so that one row in a million still keeps it from reading 100."""
    return (10_000 * landed // received) / 100 if received else 100.0
