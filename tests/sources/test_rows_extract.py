"""Bad rows on their way through the whole extraction: quarantined, counted, replayed and repaired."""

import pytest
from bad_rows import all_bad_rows_of
from feeds import FEEDS
from tampering import DAY, adds_up, files_below, has_all_good_rows, records


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
