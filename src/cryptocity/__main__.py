"""`python -m cryptocity` is the command line."""

from cryptocity.cli import main

main()
