"""Releases: immutable folders of audited marts, one of which `current` points at.

A release is assembled aside and renamed into place whole; the pointer is swapped last. Its name says the last landed
day and a hash of inputs and code, so that publishing the same again changes nothing.
"""
