"""What is cleared away before a stretch of work, and what is spared during it."""

from __future__ import annotations

import gc
import weakref

from formcheck.garbage import old_objects_spared


class Ring:
    """Garbage that only a search finds."""

    def __init__(self) -> None:
        self.itself = self


def test_old_garbage_goes_first_and_new_garbage_is_found_meanwhile() -> None:
    gc.disable()
    try:
        before = weakref.ref(Ring())
        with old_objects_spared():
            assert before() is None
            assert gc.get_freeze_count() > 0
            meanwhile = weakref.ref(Ring())
            gc.collect()
            assert meanwhile() is None
        assert gc.get_freeze_count() == 0
    finally:
        gc.enable()
