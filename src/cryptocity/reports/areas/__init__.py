"""The catalogue by area: which headlines and figures its report has, in the order of the page."""
