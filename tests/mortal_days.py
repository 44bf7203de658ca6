"""Extracts a city day over and over, each time in a forked process that dies of SIGKILL just before one of its changes.

Usage: mortal_days.py URL DAY. Reads lines `MOMENT HOME`; at moment 0 the process lives. Answers each line with how the
process ended and, where it lived, how many changes it made to the file system. What all runs share is imported once.
"""

import os
import sys
import traceback
from datetime import date
from importlib import import_module
from pathlib import Path

from cryptocity.extraction import extract_day
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sources import SOURCES
from loopback import access_to
from mortal import die_at

for source in SOURCES:
    import_module(f"cryptocity.sources.{source}.extract")


def extract_all(moment, home, url, day):
    """Extract every source of a day, unless death comes first. Tells the changes made on the way, if it lives."""
    changes = die_at(moment)
    lake, access = Lake(home, Seal(b"key"), rows_in_memory=100), access_to(url)
    for source in SOURCES:
        extract_day(source, day, lake, access=access)
    return changes()


def main():
    url, day = sys.argv[1], date.fromisoformat(sys.argv[2])
    for line in sys.stdin:
        moment, home = line.split()
        telling, told = os.pipe()
        if (child := os.fork()) == 0:
            try:
                os.write(told, str(extract_all(moment, Path(home), url, day)).encode())
                os._exit(0)
            finally:
                traceback.print_exc()
                os._exit(1)  # what is shared with the parent is not for the child to clean up
        os.close(told)
        with os.fdopen(telling) as answer:
            changes = answer.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(status, changes, flush=True)


if __name__ == "__main__":
    main()
