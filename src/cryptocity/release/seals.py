"""The seals of a release: hashes of its two manifests, kept outside it.

A manifest lists the hashes of everything beside it, but nothing in the release tells its own. Each seal is a file below
`releases/.seals` in the words of sha256sum, so that `cd releases && sha256sum -c .seals/*/*.sha256` checks them, too.
"""

from pathlib import Path

from cryptocity import atomic
from cryptocity.payloads import digest
from cryptocity.release.manifest import releases_folder


def seal(home: Path, manifest: Path) -> None:
    """Write the seal of a manifest below a release's folder, unless it stands."""
    content, path = _line(home, manifest), seal_path(home, manifest)
    if not (path.exists() and path.read_bytes() == content):
        atomic.write_file(path, content)


def holds(home: Path, manifest: Path) -> bool:
    """Tell whether a manifest has the bytes that its seal states."""
    return seal_path(home, manifest).read_bytes() == _line(home, manifest)


def seal_path(home: Path, manifest: Path) -> Path:
    """Return where the seal of a manifest is, whether or not it is there."""
    identifier, *inner = _parts(home, manifest)
    return releases_folder(home) / ".seals" / identifier / f"{'-'.join(inner)}.sha256"


def _line(home: Path, manifest: Path) -> bytes:
    return f"{digest(manifest.read_bytes())}  {'/'.join(_parts(home, manifest))}\n".encode()


def _parts(home: Path, manifest: Path) -> tuple[str, ...]:
    return manifest.resolve().relative_to(releases_folder(home).resolve()).parts
