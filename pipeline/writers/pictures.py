"""Bars as SVG, drawn by matplotlib and then made plain: the same bytes everywhere, legible on light and on dark.

What matplotlib writes says how it looks in `style` attributes, which the page's security policy forbids, with colours
of its own, identifiers that would stand twice in one page, and more digits than a pixel has. `_plain` mends that.
"""

import io
import re
import warnings
from typing import Any
from xml.etree import ElementTree

from pipeline.writers.bars import Bars
from pipeline.writers.wording import number

_INK, _BAR = "#010203", "#b0622d"  # the first gives way to the reader's own colour of text; the second suits both
_WIDTH = 4.2  # inches
_STYLE: Any = {
    "svg.hashsalt": "deskcheck",  # else its identifiers are random
    "svg.fonttype": "none",  # text stays text, in whatever font the reader has
    "text.parse_math": False,  # a $ is a $
    "font.family": "DejaVu Sans",  # comes with matplotlib, so widths are measured alike on every machine
    "font.size": 11,
    "text.color": _INK,
    "ytick.color": _INK,
}
_SVG = "http://www.w3.org/2000/svg"
_SCHEME = "svg{color-scheme:light dark;color:#1c1b1a}@media(prefers-color-scheme:dark){svg{color:#ece9e3}}"


def picture(bars: Bars) -> str:
    """Draw bars as an `svg` element to stand inside a page; its text alternative is part of it."""
    svg = _plain(ElementTree.fromstring(_draw(bars)))
    svg.attrib |= {"role": "img", "aria-labelledby": f"picture-{bars.name}"}
    title = ElementTree.Element(f"{{{_SVG}}}title", {"id": f"picture-{bars.name}"})
    title.text = bars.words()
    svg.insert(0, title)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(svg, encoding="unicode")


def file_of(svg: str) -> bytes:
    """Make a file of a picture: as in the page, with colours of its own for readers of light and of dark screens."""
    return f"{svg.replace('</title>', f'</title><style>{_SCHEME}</style>', 1)}\n".encode()


def _draw(bars: Bars) -> bytes:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    file = io.BytesIO()
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of letters that this font lacks; the reader's may have them
        mpl.rcdefaults()  # no settings of this machine
        mpl.rcParams.update(_STYLE)
        figure = Figure(figsize=(_WIDTH, 0.1 + 0.31 * len(bars.bars)), layout="constrained")
        axes = figure.add_subplot()
        labels, sizes = zip(*bars.bars, strict=True)
        lengths = (*sizes[:-1], 0) if bars.rest else sizes
        drawn = axes.barh(range(len(sizes)), lengths, height=0.68, color=_BAR)
        for label in axes.bar_label(drawn, [number(size) for size in sizes], padding=4):
            label.set_verticalalignment("center_baseline")
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(sizes) - 0.4, -0.6)
        axes.set_xlim(0, max(lengths) * (1.04 + 0.03 * len(number(max(sizes)))))
        axes.tick_params(left=False, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(file, metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _plain(svg: ElementTree.Element) -> ElementTree.Element:
    """Keep bars and texts; say how they look in attributes; round to tenths of a point."""
    plain = ElementTree.Element(f"{{{_SVG}}}svg", {"viewBox": ", ".join(_rounded(svg.attrib["viewBox"]).split())})
    for element in svg.iter():
        kind = element.tag.rpartition("}")[2]
        look = dict(re.findall(r"([\w-]+): ?([^;]+)", element.get("style", "")))
        if kind == "path" and look.get("fill") == _BAR:
            ElementTree.SubElement(plain, f"{{{_SVG}}}rect", {**_sides(element.attrib["d"]), "fill": _BAR})
        elif kind == "text":
            where = {name: _rounded(element.attrib[name]) for name in ("x", "y")}
            told = ElementTree.SubElement(plain, element.tag, where | {"fill": "currentColor"})
            told.attrib |= {"font-size": look["font-size"].removesuffix("px"), "text-anchor": look["text-anchor"]}
            told.text = element.text
    return plain


def _sides(path: str) -> dict[str, str]:
    """Give the sides of a bar one by one: figures in a row may read as a number, and that as somebody's count."""
    corners = [float(figure) for figure in re.findall(r"-?\d+(?:\.\d+)?", path)]
    across, down = corners[::2], corners[1::2]
    left, top, right, bottom = (round(each, 1) for each in (min(across), min(down), max(across), max(down)))
    return {"x": f"{left}", "y": f"{top}", "width": f"{right - left:.1f}", "height": f"{bottom - top:.1f}"}


def _rounded(text: str) -> str:
    return " ".join(re.sub(r"-?\d+\.\d+", lambda found: f"{float(found[0]):.1f}", text).split())
