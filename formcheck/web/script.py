"""What Streamlit runs for every visit; ``app.py`` at the top of the repository does the same."""

from formcheck.web.main import main

main()
