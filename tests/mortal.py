"""Runs the command line in a process that dies of SIGKILL just before one of its changes to the file system.

Usage: mortal.py MOMENT WORDS…, where MOMENT is the number of a change, counted from 1, or an event and how its object
ends, such as os.rename=manifest.json. At moment 0 the process lives, and says at its end how many changes there were.
"""

import atexit
import os
import signal
import sys

CHANGES = {"os.remove", "os.rename", "os.symlink", "subprocess.Popen"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def is_change(event, arguments):
    return event in CHANGES or (event == "open" and bool(arguments[2] & WRITING))


def die_at(moment):
    """Die at a moment of this process. Returns how to ask for the number of changes so far."""
    changes = 0
    event_of_death, _, ending = moment.partition("=")

    def watch(event, arguments):
        nonlocal changes
        changes += is_change(event, arguments)
        is_named = event == event_of_death and any(str(argument).endswith(ending) for argument in arguments)
        if is_named or (is_change(event, arguments) and str(changes) == moment):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    return lambda: changes


if __name__ == "__main__":
    from cryptocity.cli import main

    made = die_at(sys.argv.pop(1))
    atexit.register(lambda: sys.stderr.write(f"{made()}\n"))
    main()
