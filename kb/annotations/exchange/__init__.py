"""Notes as other programs exchange them: the W3C Web Annotation model (https://www.w3.org/TR/annotation-model/), as JSON-LD."""

from kb.annotations.exchange.importing import Imported, import_annotations, import_file
from kb.annotations.exchange.reading import Refused, read_annotations
from kb.annotations.exchange.writing import Exported, export_annotations
