"""Compare films of a runner: clips, results, or folders of results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.comparison.change import changes, read_through_cloth
from formcheck.comparison.checks import degrees_apart, remarks
from formcheck.comparison.clothes import colours_apart
from formcheck.comparison.film import Film, film_of, is_result, mirror_image, read_film
from formcheck.comparison.result import Comparison, Pair
from formcheck.comparison.same import kinship
from formcheck.comparison.waveform import waveform
from formcheck.errors import SettingsError
from formcheck.result import Analysis
from formcheck.settings import Settings

if TYPE_CHECKING:
    from formcheck.observe import Progress

Source = str | Path | Analysis | Film


def compare(
    before: Source,
    after: Source,
    *more: Source,
    settings: Settings | None = None,
    mirrored: bool = False,
    same_clothes: bool = False,
    speeds_kmh: Sequence[float] | None = None,
    out_dir: str | Path | None = None,
    video: bool = True,
    progress: Progress | None = None,
) -> Comparison:
    """What changed between films of a runner, and what lies within the error of measurement.

    Parameters
    ----------
    before, after, *more : path, Analysis or Film
        A clip, which is analysed first; a folder that holds the result of one; or a result. Of
        more than two, each is compared with the first.
    settings : Settings, optional
        For the comparison, and for clips that are analysed first.
    mirrored : bool
        Every film but the first is a mirror image, as of a selfie camera: its left and right are
        exchanged. That a film is the mirror image of the very same film is seen without it.
    same_clothes : bool
        The runner wears the same in all films, and the phone stood at the same place: a smaller
        change of the pelvic drop can then be told. Not believed where the camera angles or the
        colours of the clothes differ.
    speeds_kmh : sequence of float, optional
        The speed of all films, or one speed for each.
    out_dir : str or Path, optional
        Where to write the page, the plots, the video and the numbers, if at all.
    video : bool
        Whether to write the side-by-side video there.
    progress : callable, optional
        ``progress(stage, done, total)``.

    Returns
    -------
    Comparison

    Raises
    ------
    ClipError
        When a clip cannot be analysed, or a folder is no whole result.
    SettingsError
        When there are not as many speeds as films.
    OutputError
        When `out_dir` holds something else or cannot be written.
    """
    settings = settings or Settings()
    sources = (before, after, *more)
    speeds = _speeds(speeds_kmh, len(sources))
    out = None if out_dir is None else Path(out_dir)
    if out is not None:
        from formcheck.comparison.files import refuse_to_lose

        refuse_to_lose(out)
    films = [_film(source, settings, progress) for source in sources]
    pairs = [
        _pair(films[0], film, settings, told_mirrored=mirrored, told_same_clothes=same_clothes,
              speeds_kmh=pair_of_speeds)
        for film, pair_of_speeds in zip(films[1:], speeds, strict=True)
    ]
    comparison = Comparison((films[0], *(pair.after for pair in pairs)), tuple(pairs))
    if out is not None:
        from formcheck.comparison.files import write

        write(comparison, out, settings=settings, video=video, progress=progress)
    return comparison


def _film(source: Source, settings: Settings, progress: Progress | None) -> Film:
    if isinstance(source, Film):
        return source
    if isinstance(source, Analysis):
        return film_of(source)
    path = Path(source)
    if path.is_dir() or is_result(path):
        return read_film(path)
    from formcheck.analysis import analyze

    return film_of(analyze(path, settings=settings, progress=progress))


def _pair(
    before: Film, after: Film, settings: Settings, *, told_mirrored: bool,
    told_same_clothes: bool, speeds_kmh: tuple[float, float] | None,
) -> Pair:
    kin = kinship(before, after)
    unlike = told_same_clothes and _look_unlike(before, after, settings)
    if told_mirrored or kin == "mirror image":
        after = mirror_image(after)
    apart = degrees_apart(before, after)
    same_place = apart is not None and apart <= settings.compare.azimuth_deg
    same_clothes = (
        told_same_clothes and not unlike and same_place and read_through_cloth(before, after))
    return Pair(
        before=before, after=after, kin=kin, same_clothes=same_clothes,
        changes=changes(before, after, settings.compare, same_clothes=same_clothes),
        waveform=waveform(before, after, settings.compare, same_clothes=same_clothes),
        remarks=remarks(
            before, after, kin=kin, told_mirrored=told_mirrored, settings=settings,
            same_clothes=same_clothes, unlike_clothes=unlike,
            other_place=told_same_clothes and not same_place, speeds_kmh=speeds_kmh,
        ),
    )


def _look_unlike(before: Film, after: Film, settings: Settings) -> bool:
    apart = colours_apart(before, after)
    return apart is not None and apart > settings.compare.unlike_clothes


def _speeds(
    speeds_kmh: Sequence[float] | None, n_films: int
) -> list[tuple[float, float] | None]:
    """The speeds of each pair."""
    if not speeds_kmh:
        return [None] * (n_films - 1)
    if len(speeds_kmh) == 1:
        speeds_kmh = [speeds_kmh[0]] * n_films
    if len(speeds_kmh) != n_films or min(speeds_kmh) <= 0:
        raise SettingsError(
            f"--speed: give one speed in km/h for all {n_films} clips, or one for each."
        )
    return [(speeds_kmh[0], speed) for speed in speeds_kmh[1:]]
