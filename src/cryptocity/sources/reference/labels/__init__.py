"""Whose an address is: labels of the reference feed, and public lists in the formats in which they are published."""
