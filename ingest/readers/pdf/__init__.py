"""PDF: born digital, scanned and mixed.

Two ways lead from a page to its glyphs: pdfium, several times faster, for pages without ruling lines that could make a table; and
pdfplumber, which knows what the lines of a page are, for the others. What is read out of the glyphs is the same code for both.
"""

from ingest.readers.pdf.reader import page_image, read_pdf
