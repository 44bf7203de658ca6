"""Bad rows on their way through the whole extraction: quarantined, counted, replayed and repaired."""

import pytest
from bad_rows import all_bad_rows_of
from feeds import FEEDS
from tampering import DAY, adds_up, files_below, has_all_good_rows, records

from cryptocity.audit import quality
from cryptocity.sources.merchants.datasets import CRYPTO_SETTLEMENTS


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_bad_rows_are_quarantined_and_counted_while_all_good_ones_land(city, lake, honest, feed):
    source = feed.dataset.source
    with city.tampered(feed.path, records(all_bad_rows_of(feed))):
        city.extract(source, lake)
        first = files_below(lake.home)
        city.extract(source, lake)
    assert files_below(lake.home) == first
    assert [rejected.rule for rejected in lake.rejected(feed.dataset, DAY)] == [
        rule for _, rule in feed.ways_to_be_bad().values()
    ]
    assert lake.manifest(feed.dataset, DAY).rows_landed == honest.rows(feed.dataset, DAY).height
    assert adds_up(source, lake)
    assert has_all_good_rows(source, lake, honest)
    city.repairs(source, lake, honest)
    assert lake.rejected(feed.dataset, DAY) == ()


def test_a_new_field_is_told_by_the_manifest_and_the_audit_and_lost_by_nobody(city, lake, honest):
    def tell_more(lines):
        return [line[:-1] + b',"loyalty_card":"7"}' for line in lines]

    with city.tampered("/merchants/crypto-settlements", records(tell_more)):
        manifests = city.extract("merchants", lake)
    (manifest,) = (each for each in manifests if each.dataset == "merchants.crypto_settlements")
    assert manifest.drift == (("loyalty_card", manifest.rows_landed),)
    assert str(manifest).endswith(f"; new field loyalty_card in {manifest.rows_landed}")
    assert has_all_good_rows("merchants", lake, honest)
    (told,) = (payload for payload in lake.payloads(CRYPTO_SETTLEMENTS, DAY) if "settlements" in payload.name)
    assert b'"loyalty_card":"7"' in told.content
    findings = [each for each in quality.audit_raw(lake, lake.home).result.findings if each.table == "lake.partitions"]
    (warned,) = (finding for finding in findings if finding.verdict == "failed")
    assert (warned.rule.severity, "loyalty_card" in warned.sample[0]) == ("warning", True)
    city.repairs("merchants", lake, honest)
