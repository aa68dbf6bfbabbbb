"""What Streamlit runs, in a folder of its own: Streamlit puts the folder of its script on the import path."""
