"""A checkout of its own: package and definitions in a folder in which a test may change them. Its commands are real."""

import shutil
from pathlib import Path

from cryptocity import project
from terminal import cryptocity


def checked_out(folder):
    """Return a folder with a copy of package and definitions, which lie to each other as in this checkout."""
    source = Path(project.__file__).parent
    shutil.copytree(source, folder / "src" / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dbt_project", "expectations"):
        shutil.copytree(project.folder(name), folder / name)
    return folder


def replace(path, old, new):
    """Change a text that a file of the checkout has once."""
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def run_in(checkout, *words, home, **variables):
    """Run a command of the checkout in a home."""
    return cryptocity(*words, home=home, PYTHONPATH=str(checkout / "src"), **variables)
