"""The Streamlit pages, thin: what they show is built by plain functions that return HTML."""
