"""What an effect does says of itself what follows from it."""

from documents.wording.actions import Action


def test_what_each_action_does() -> None:
    """A repeal ends a provision, and is written into the text that holds it; nothing else is both."""
    assert {action.value for action in Action if action.ends} == {"repeal", "expire"}
    assert {action.value for action in Action if action.halts} == {"suspend", "resume"}
    assert {action.value for action in Action if not action.textual} == {"expire", "suspend", "resume"}
    assert {action.value for action in Action if action.backwards} == {"correct"}
