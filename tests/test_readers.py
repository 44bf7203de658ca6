"""A hundred readers while a release is built and published: nobody meets a lock, everyone sees whole releases."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import duckdb

import readers
from cryptocity.release.manifest import MARTS, current_id, release_folder
from cryptocity.sandbox.generate import generate_day
from loopback import PSEUDONYMS
from released import NEXT, copy_of, lake_in, release, released_city


@contextmanager
def reading(home, last_day):
    """Let a hundred read until the block ends; yield their program once everyone has read."""
    command = [sys.executable, readers.__file__, str(home), str(last_day)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert [process.stdout.readline() for _ in range(readers.PROCESSES)] == ["reading\n"] * readers.PROCESSES
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def left_alone(home, release_id):
    """Return what a reader sees of a release while nobody writes."""
    folder = release_folder(home, release_id)
    with duckdb.connect(folder / MARTS, read_only=True) as marts:
        return readers.sight(folder, marts, readers.MARTS)


def test_a_hundred_readers_see_one_whole_release_and_then_the_next_whole(tmp_path, tmp_path_factory):
    city = released_city(tmp_path_factory)
    home = copy_of(city.home, tmp_path)
    generate_day(city.world, NEXT, lake_in(home), pseudonyms=PSEUDONYMS)
    with reading(home, NEXT) as process:
        release(home)
        output, _ = process.communicate(timeout=readers.PATIENCE_SECONDS)
    assert process.returncode == 0
    before, after = left_alone(home, city.release.id), left_alone(home, current_id(home))
    assert json.loads(output) == [[before, after]] * (readers.PROCESSES * readers.THREADS)
    for seen, last_day in ((before, city.release.last_day), (after, NEXT)):
        assert (seen["id"], seen["last_day"]) == (seen["folder"], str(last_day))
        assert {newest for _, newest, _ in seen["marts"]} == {str(last_day)}
