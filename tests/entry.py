"""The dashboard for Streamlit's own harness, which runs files beside a folder pages/ without the frame."""

from ui import frame

frame.run()
