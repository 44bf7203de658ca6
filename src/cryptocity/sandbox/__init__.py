"""The simulated city: a seeded Alatau whose truth is known, served over the sources' real protocols.

Nobody in it exists. Identifiers come from a documented fictitious range: every IIN and BIN carries month 00, in which
nobody is born and nothing is registered, yet its check digit is right. Venues, merchants and wallets are made up.
"""
