"""Rates, prices, labels, calendars, registers and mining: what others say and everything else is measured against."""

SOURCE = "reference"
