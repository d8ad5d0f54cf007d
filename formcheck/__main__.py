"""`python -m formcheck`."""

from formcheck.guard import main

main()
