"""Train the model that reads statements, and say how well it reads the clauses kept apart.

python -m benchmarks.duties --home KHO --train    (make model)
python -m benchmarks.duties --home KHO --mine     (the words that the models know; then train anew)
python -m benchmarks.duties --home KHO
"""

import argparse
import time
from pathlib import Path

from benchmarks.duties.labels import clauses_of_base, labelled, read_labels
from benchmarks.duties.mining import mine
from benchmarks.duties.scoring import score
from benchmarks.duties.training import train
from documents.duties import rules
from documents.duties.layout import cut, read_layout
from documents.duties.reading import Assembler, read_statements
from documents.duties.statement import ClauseText, Statement
from kb.base import KnowledgeBase
from kb.settings import Settings

MODEL = Path("documents/duties/model")


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duties", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a base that holds the codification")
    parser.add_argument("--train", action="store_true", help=f"train anew, into {MODEL}")
    parser.add_argument("--mine", action="store_true", help="mine the lexicon anew, and do nothing else")
    asked = parser.parse_args()
    if asked.mine:
        base = KnowledgeBase(Settings(home=asked.home), create=False)
        mine((clause.said.text for _, clause in clauses_of_base(base)), MODEL / "lexicon.tsv.gz")
        return
    clauses = labelled(KnowledgeBase(Settings(home=asked.home), create=False))
    apart = {row["id"] for row in read_labels() if row["apart"]}
    known = f"{len(clauses)} of {len(read_labels())} labelled clauses have their words in this base"
    print(f"{known}; {len(apart & clauses.keys())} of them are kept apart")
    if asked.train:
        began = time.monotonic()
        train([one for name, one in sorted(clauses.items()) if name not in apart], MODEL)
        print(f"trained in {time.monotonic() - began:.0f} s")
    kept = [one for name, one in sorted(clauses.items()) if name in apart]
    texts = [ClauseText(one.text, one.heading, one.lead_in) for one in kept]
    began = time.process_time()
    both = read_statements(texts)
    print(f"{sum(len(one.text) for one in texts)} characters read in {time.process_time() - began:.1f} s of processor's time\n")
    print(score(kept, {"rules alone": [by_rule(one) for one in texts], "rules and models": both}))


def by_rule(clause: ClauseText) -> tuple[Statement, ...]:
    """What the rules alone read in a clause."""
    edges = cut(clause.text)
    layout = read_layout([clause.text[begin:end] for begin, end in edges])
    marked = rules.mark(layout, clause.heading, clause.lead_in)
    return Assembler(clause.text, edges, layout).statements(marked["acts"], marked["parties"], marked["frame"], marked["acts"])


if __name__ == "__main__":
    main()
