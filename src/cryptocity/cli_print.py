"""`cryptocity print`: reports as PDF, figures as PNG."""

from enum import StrEnum
from typing import Annotated

import typer

from cryptocity.arguments import ReleaseId
from cryptocity.console import progress_of, say
from cryptocity.settings import read_settings


class Language(StrEnum):
    """The languages of the reports."""

    ENGLISH = "en"
    KAZAKH = "kk"
    RUSSIAN = "ru"


def print_(
    release: ReleaseId = None,
    language: Annotated[Language, typer.Option(help="The language to print in.")] = Language.ENGLISH,
) -> None:
    """Print a release's reports: a PDF of every page, a PNG of every figure, below prints/ in the home.

    Needs Chromium on this machine and the extra `print`. The same release gives the same bytes on the same machine.
    """
    from cryptocity.prints import print_reports

    with progress_of("print") as progress:
        folder = print_reports(read_settings().home, release, language=language, progress=progress)
    say(f"prints: {folder}")
