"""What is kept and taken; no part of a result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CacheSettings:
    """What is remembered of clips, so that a second look is quick; no part of a result."""

    # Whether what a pass over a clip saw is remembered, and taken up.
    use: bool = True
    # Beyond this what was not asked for longest is thrown out; a minute of one runner at 30 fps
    # takes 25 MB.
    max_bytes: int = 2_000_000_000


@dataclass(frozen=True)
class ArchiveLimits:
    """What a zip archive of clips may hold; no part of a result."""

    # A season of a large club; each name costs memory before anything is unpacked.
    max_files: int = 2_000
    # An hour of a phone's 4K footage; what comes out counts, not what the archive declares.
    max_bytes: int = 20_000_000_000


@dataclass(frozen=True)
class PageSettings:
    """What the page takes and keeps; no part of a result."""

    # Largest upload: three minutes of a phone's 1080p footage at 60 frames a second.
    max_upload_mb: int = 400
    # Longest clip: a stable average takes seven steps a leg, some ten seconds.
    max_clip_s: float = 180.0
    # Clips in one upload or archive, and their size unpacked.
    max_clips: int = 50
    max_unpacked_bytes: int = 4_000_000_000
    # Entries of one visitor that may wait or be worked on at a time.
    max_under_way: int = 6
    # After this a piece of work is stopped.
    work_limit_s: float = 1800.0
    # Where others visit: hours until everything of an entry is removed.
    keep_h: float = 24.0
    # How often the page looks how far a piece of work is.
    look_s: float = 0.5
