"""The files behind what a person names: folders and archives opened safely, and the originals that are kept."""
