"""A picture of a few lines, as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 300, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 34, 34, 40
_COLOURS = ("#1d4f91", "#b4531a", "#3c7a3f")
_STYLE = "text{font:12px sans-serif;fill:#222}.quiet{fill:#555}.title{font-weight:bold}"


@dataclass(frozen=True, slots=True)
class Line:
    """Points, from left to right.

    :param name: written at its end
    """

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over the same axis, which begins at nought on both sides."""

    title: str
    lines: Sequence[Line]


def draw(panels: Sequence[Panel], across: str) -> str:
    """The panels side by side.

    :param across: what the horizontal axis counts
    """
    drawn = "".join(
        f'<g transform="translate({place * WIDTH},0)">{_panel(panel, across)}</g>' for place, panel in enumerate(panels)
    )
    width = WIDTH * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}">\n'
        f'<style>{_STYLE}</style><rect width="{width}" height="{HEIGHT}" fill="#fff"/>\n{drawn}</svg>\n'
    )


def _panel(panel: Panel, across: str) -> str:
    points = [point for line in panel.lines for point in line.points]
    right, top = (round_up(max(point[side] for point in points)) for side in (0, 1))
    inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(value: float) -> float:
        return round(LEFT + inner_width * value / right, 1)

    def y(value: float) -> float:
        return round(TOP + inner_height * (1 - value / top), 1)

    parts = [f'<text class="title" x="{LEFT}" y="20">{escape(panel.title)}</text>']
    for step in range(5):
        value = top * step / 4
        parts.append(f'<path d="M{LEFT} {y(value)}H{LEFT + inner_width}" stroke="#ddd"/>')
        parts.append(f'<text class="quiet" x="{LEFT - 6}" y="{y(value) + 4}" text-anchor="end">{value:g}</text>')
    for value in sorted({point[0] for point in points}):
        parts.append(f'<path d="M{x(value)} {TOP + inner_height}v4" stroke="#555"/>')
        parts.append(f'<text class="quiet" x="{x(value)}" y="{HEIGHT - 22}" text-anchor="middle">{short(value)}</text>')
    parts.append(f'<text class="quiet" x="{LEFT + inner_width}" y="{HEIGHT - 6}" text-anchor="end">{escape(across)}</text>')
    for line, colour in zip(panel.lines, _COLOURS, strict=False):
        path = " ".join(f"{x(across_)},{y(up)}" for across_, up in line.points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(across_)}" cy="{y(up)}" r="3" fill="{colour}"/>' for across_, up in line.points]
        end = line.points[-1]
        parts.append(f'<text x="{x(end[0]) + 6}" y="{y(end[1]) + 4}" style="fill:{colour}">{escape(line.name)}</text>')
    return "\n".join(parts)


def round_up(value: float) -> float:
    """The next round number: 1, 2, 4 or 8 with noughts before or behind."""
    step = 1e-3
    while step < value:
        for factor in (1, 2, 4, 8):
            if step * factor >= value:
                return step * factor
        step *= 10
    return step


def short(value: float) -> str:
    """A count in thousands or millions."""
    return f"{value / 1e6:.1f} M" if value >= 950_000 else f"{value / 1e3:.0f} k"
