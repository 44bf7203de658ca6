"""A real PostgreSQL server of its own on loopback, where one is installed: tests that need it skip, saying so."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from adbc_driver_postgresql import dbapi

_FOLDERS = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
_BINARIES = os.pathsep.join([*_FOLDERS, os.environ.get("PATH", os.defpath)])
INITDB, POSTGRES = (shutil.which(name, path=_BINARIES) for name in ("initdb", "postgres"))
OWNER, PASSWORD = "owner", "pa55-w0rd"

needs_postgres = pytest.mark.skipif(
    not (INITDB and POSTGRES), reason="no PostgreSQL server is installed (Debian package postgresql)"
)


def unprivileged():
    """Return the user that a server runs as: it refuses the superuser."""
    return {"user": "postgres"} if os.getuid() == 0 else {}


@contextmanager
def postgres_server():
    """Run a server in a folder of its own until the block ends. Yields the URL of an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="cryptocity-postgres-"))
    try:
        if os.getuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        with _running(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder):
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    options = [
        "-U",
        OWNER,
        "-A",
        "scram-sha-256",
        f"--pwfile={password}",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run([INITDB, "-D", folder / "data", *options], check=True, cwd=folder, stdout=-3, **unprivileged())
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "max_connections": "20"}
    arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        command = [POSTGRES, "-D", folder / "data", "-p", str(port), *arguments]
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **unprivileged())
    try:
        url = f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url):
    for _ in range(100):
        try:
            return execute(url, "select 1")
        except dbapi.OperationalError:
            time.sleep(0.1)
    raise TimeoutError("the PostgreSQL server did not start in ten seconds")


def execute(url, *statements):
    """Run statements in one transaction and commit it."""
    with dbapi.connect(url) as connection:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.commit()
