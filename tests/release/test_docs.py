"""dbt's documentation goes with each release: one page that needs no server, the same for the same code."""

import json
import re
import shutil
import subprocess

import pytest

from cryptocity import project, warehouse
from cryptocity.lineage import lasting
from cryptocity.release.docs import write_docs
from cryptocity.release.manifest import DOCS, release_folder
from cryptocity.sandbox.truth import TRUTHS
from released import released_city

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return released_city(tmp_path_factory).home


def test_the_page_knows_every_mart_with_its_columns_and_names_no_path_or_time(home):
    page = (release_folder(home) / DOCS).read_text()
    assert "INLINE DATA" not in page
    assert str(home) not in page
    definitions = json.loads(warehouse.definitions_path(home).read_text())
    marts = {
        f"{node['schema']}.{node['alias']}" for node in definitions["nodes"].values() if node.get("access") == "public"
    }
    assert marts == set(TRUTHS)
    assert all(f'"name":"{mart.partition(".")[2]}"' in page for mart in marts)
    assert not re.search(r'"created_at":[0-9]', page)
    assert not re.search(r'"(generated_at|invocation_id|compiled_code)"', page)


def test_the_same_definitions_and_tables_give_the_same_page(home, tmp_path):
    definitions = warehouse.definitions_path(home).read_bytes()
    write_docs(definitions, warehouse.candidate_path(home), tmp_path / "index.html")
    assert (tmp_path / "index.html").read_bytes() == (release_folder(home) / DOCS).read_bytes()
    assert lasting(definitions) == definitions


def test_definitions_name_no_place_on_the_machine_that_built_them(home):
    definitions = warehouse.definitions_path(home).read_bytes()
    assert str(project.folder("dbt_project")).encode() not in definitions
    assert not re.search(rb'"/(?!/)[^" ]*/[^" ]*"', definitions)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; documentation was not tried in a browser")
def test_a_browser_shows_a_mart_from_the_file_system_without_a_network(home, tmp_path):
    page = (release_folder(home) / DOCS).as_uri() + "#!/model/model.cryptocity.adoption_daily.v1"
    run = subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--virtual-time-budget=10000"),
            *("--dump-dom", page),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "how much of the city's retail is paid in crypto" in run.stdout
    assert "crypto_share_pct" in run.stdout
