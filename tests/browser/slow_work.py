"""What the app is made to work out in a test instead of a comparison: something that never ends."""

import time


def never(*_: object) -> None:
    """Wait."""
    time.sleep(600)
