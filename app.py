"""The page: ``formcheck app``, or ``streamlit run app.py``."""

from formcheck.web.main import main

main()
