"""The simulated city's receipts."""

from datetime import date, timedelta

import polars as pl

from cryptocity.sandbox.city import City
from cryptocity.sandbox.feeds.merchants import original_check_number
from cryptocity.sandbox.sales import sales_of

DAYS = [date(2026, 10, 1) + timedelta(days=number) for number in range(40)]


def test_no_return_names_a_sale_of_another_amount():
    city = City(residents=3_000)
    receipts = pl.concat([sales_of(city, day).receipts for day in DAYS])
    returns = receipts.filter(pl.col("original_on").is_not_null()).select(
        "cashbox_number", original_check_number().alias("check_number")
    )
    assert returns.height > 1_000
    assert receipts.join(returns, on=["cashbox_number", "check_number"], how="semi").is_empty()
