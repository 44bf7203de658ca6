"""Figures by area, all pure: rows and texts in, a Plotly figure out whose title states the finding.

Each is given rows in which its first measure has at least one value.
"""
