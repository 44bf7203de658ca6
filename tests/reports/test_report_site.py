"""The site follows the release pointer, falls back to the last reports there are, and shows nothing else."""

import http.client
import shutil
import threading
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from cryptocity.errors import ReleaseMissing, WrongUsage
from cryptocity.reports.publish import publish_reports
from cryptocity.reports.site import Site, published_release, serve_site, serving_site
from reports.releases import city, point, write_release


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    write_release(home, "first", city(1), days=1)
    second = write_release(home, "second", city(2), days=2, previous="first")
    (second / "docs").mkdir()
    (second / "docs" / "index.html").write_text("<!doctype html><title>Lineage</title>")
    publish_reports(home, "first")
    publish_reports(home, "second")
    point(home, "second")
    (home / "secret.txt").write_text("secret")
    return home


@pytest.fixture
def own_home(published, tmp_path):
    return shutil.copytree(published, tmp_path / "home", symlinks=True)


@pytest.fixture
def site(own_home):
    server = Site(own_home, 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def ask(site, path, method="GET"):
    """Ask for a path as it is, which a client library would tidy up."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(site.url).port, timeout=5)
    connection.putrequest(method, path)
    connection.endheaders()
    answer = connection.getresponse()
    return (
        answer.status,
        answer.read().decode(errors="replace"),
        {name.lower(): value for name, value in answer.getheaders()},
    )


def release_shown(body):
    return body.partition('<dd class="code">')[2].partition("</dd>")[0]


def test_the_front_page_is_that_of_the_current_release(site):
    status, body, headers = ask(site, "/en/")
    assert (status, release_shown(body)) == (200, "second")
    assert headers["content-type"] == "text/html"
    assert headers["cache-control"] == "no-store"


def test_the_pointer_is_followed_anew_for_each_request(site, own_home):
    assert release_shown(ask(site, "/en/")[1]) == "second"
    point(own_home, "first")
    assert release_shown(ask(site, "/en/tax.html")[1]) == "first"


def test_a_release_without_reports_leaves_the_newest_before_it_on_show(site, own_home):
    write_release(own_home, "third", city(3), days=3, previous="second")
    write_release(own_home, "fourth", city(4), days=4, previous="third")
    point(own_home, "fourth")
    assert release_shown(ask(site, "/en/")[1]) == "second"
    assert published_release(own_home).name == "second"


def test_releases_that_name_each_other_do_not_keep_the_site_searching(tmp_path):
    write_release(tmp_path, "a", {}, days=0, previous="b")
    write_release(tmp_path, "b", {}, days=0, previous="a")
    point(tmp_path, "a")
    with pytest.raises(ReleaseMissing, match="no release has reports yet"):
        published_release(tmp_path)


def test_a_home_without_reports_says_so(site, own_home):
    point(own_home, "nowhere")
    status, body, _ = ask(site, "/")
    assert status == 404
    assert "there is no release nowhere" in body


def test_assets_and_audit_documents_are_reachable_by_the_links_of_the_pages(site):
    assert ask(site, "/assets/report.css")[0] == 200
    assert ask(site, "/quality/data_docs/index.html")[0] == 200
    assert ask(site, "/quality/data_docs/")[0] == 200
    assert ask(site, "/quality/raw.json")[0] == 200
    assert ask(site, "/docs/index.html")[0] == 200
    assert ask(site, "/releases/first/docs/index.html")[0] == 404
    assert ask(site, "/releases/first/reports/../quality/data_docs/index.html")[0] == 200


def test_a_release_of_the_past_is_shown_under_its_name(site):
    status, _, headers = ask(site, "/releases/first")
    assert (status, headers["location"]) == (302, "/releases/first/reports/")
    assert release_shown(ask(site, "/releases/first/reports/en/")[1]) == "first"
    assert ask(site, "/releases/nothing/reports/")[0] == 404


def test_head_answers_without_a_body(site):
    status, body, headers = ask(site, "/en/tax.html", "HEAD")
    assert (status, body) == (200, "")
    assert int(headers["content-length"]) > 1000


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/../../../secret.txt",
        "/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/..%2f..%2f..%2fsecret.txt",
        "/releases/../../secret.txt",
        "/releases/first/../../../secret.txt",
        "/releases/first/marts.duckdb",
        "/releases/first/reports/../marts.duckdb",
        "/releases/first/manifest.json",
        "/releases/.aside-third/reports/",
        "/quality/../marts.duckdb",
        "/quality/../../../secret.txt",
        "/%00",
        "//etc/passwd",
        "/releases/",
        "/assets/",
        "/quality/",
        "/nothing.html",
    ],
)
def test_nothing_else_is_served(path, site):
    status, body, _ = ask(site, path)
    assert "secret" not in body.replace("secret.txt", "")
    assert status == 404


def test_a_link_out_of_the_reports_is_not_followed(site, own_home):
    (own_home / "releases" / "second" / "reports" / "out.txt").symlink_to(own_home / "secret.txt")
    assert ask(site, "/out.txt")[0] == 404


def test_a_site_in_the_background_answers_until_its_block_ends(own_home):
    with serving_site(own_home, 0) as url:
        assert urlopen(url, timeout=5).status == 200
    with pytest.raises(URLError):
        urlopen(url, timeout=5)


def test_the_address_is_announced_before_serving(own_home):
    with pytest.raises(RuntimeError, match=r"http://127\.0\.0\.1:\d+/$"):
        serve_site(own_home, 0, announce=_stop)


def _stop(url):
    raise RuntimeError(url)


def test_ctrl_c_ends_serving_quietly(own_home):
    def interrupt(_):
        raise KeyboardInterrupt

    serve_site(own_home, 0, announce=interrupt)


def test_a_taken_port_is_named(site, own_home):
    port = urlsplit(site.url).port
    with pytest.raises(WrongUsage, match=f"cannot serve on port {port}"):
        serve_site(own_home, port, announce=_stop)


def test_nothing_can_be_changed_over_the_site(site):
    assert {ask(site, "/", method)[0] for method in ("POST", "PUT", "DELETE")} == {501}
