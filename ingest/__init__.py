"""From a file to the knowledge base."""

import kb
