"""What a legal text is: pure functions over frozen dataclasses.

Nothing here touches files, databases, the network, Haystack or Streamlit.
"""
