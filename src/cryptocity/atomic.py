"""Writes that happen entirely or not at all: files, symbolic links, and one writer at a time."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptocity.errors import StoreBusy, StoreUnwritable

_ASIDE = ".aside-"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the operating system says of a write into one line. Raises StoreUnwritable."""
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or str(error)).lower()
        raise StoreUnwritable(f"cannot write {path}: {reason}; run it again once it can be written") from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file aside, flush it to disk and rename it into place; readers see the old bytes or the new."""
    aside = path.with_name(f"{_ASIDE}{path.name}")
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        flush_directory(path.parent)


def move_file(path: Path, final: Path) -> None:
    """Flush a file that is whole and rename it into place."""
    with explained(final):
        final.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(final)
        flush_directory(final.parent)


def point(link: Path, target: str) -> None:
    """Make a symbolic link point at target; readers see the old target or the new, never none."""
    aside = link.with_name(f"{_ASIDE}{link.name}")
    with explained(link):
        aside.unlink(missing_ok=True)
        aside.symlink_to(target)
        aside.replace(link)
        flush_directory(link.parent)


@contextmanager
def directory(final: Path) -> Iterator[Path]:
    """Yield an empty directory to fill; when the block ends well it is flushed and renamed to `final`, else removed."""
    aside = final.with_name(f"{_ASIDE}{final.name}")
    with explained(final):
        discard(aside)
        aside.mkdir(parents=True)
    try:
        yield aside
    except BaseException:
        discard(aside)
        raise
    with explained(final):
        flush_tree(aside)
        discard(final)
        aside.rename(final)
        flush_directory(final.parent)


def discard(path: Path) -> None:
    """Remove a directory tree, if it is there."""
    if path.exists():
        shutil.rmtree(path)


def flush_tree(root: Path) -> None:
    """Flush every file and directory below root to disk."""
    for folder, _, files in os.walk(root):
        for name in files:
            with (Path(folder) / name).open("rb") as file:
                os.fsync(file.fileno())
        flush_directory(Path(folder))


def flush_directory(path: Path) -> None:
    """Flush a directory's entries to disk, so that a rename in it outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def sole_writer(lock: Path, what: str) -> Iterator[None]:
    """Hold a lock file while writing. Raises StoreBusy at once where another process holds it; death releases it."""
    with explained(lock):
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = lock.open("w")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(f"another process is writing {what}; try again when it has finished") from None
        yield
