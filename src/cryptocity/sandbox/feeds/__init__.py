"""The sandbox city's facts in the words of each source: JSON lines, paged JSON, ISO 20022 files, National Bank XML.

Unless told otherwise every feed carries a few faulty items a day, one for each rule, as real feeds do.
"""
