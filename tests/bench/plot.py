"""Draws what tests/bench/grow measured: plot.py RESULTS >FILE.svg. Standard library only."""
import sys

WIDTH, HEIGHT, LEFT, TOP, GAP = 360, 220, 60, 40, 80
PANELS = (
    ("memory of the proxies (RssAnon), MB", lambda name: name.endswith(" RssAnon")),
    ("set-up, ms each, one after another", lambda name: name == "set-up"),
    ("CPU at rest, % of one core", lambda name: name.endswith(" CPU")),
    ("a busy connection's call among them, p50, µs", lambda name: name == "call p50"),
)


def read(path):
    """Panel number -> {connections: value}; the processes of one measurement are added up."""
    points = [{} for _ in PANELS]
    for line in open(path, encoding="utf-8"):
        _, connections, name, value, _ = line.rstrip("\n").split("\t")
        for panel, (_, belongs) in zip(points, PANELS):
            if belongs(name):
                panel[int(connections)] = panel.get(int(connections), 0) + float(value)
    return points


def draw(title, points, left, top):
    most_x, most_y = max(points), max(max(points.values()) * 1.1, 0.1)
    at = [(left + WIDTH * x / most_x, top + HEIGHT * (1 - y / most_y), x, y) for x, y in sorted(points.items())]
    print(f'<text x="{left}" y="{top - 14}" font-weight="bold">{title}</text>')
    print(f'<path d="M{left} {top}v{HEIGHT}h{WIDTH}" fill="none" stroke="#888"/>')
    print(f'<polyline points="{" ".join(f"{px:.1f},{py:.1f}" for px, py, _, _ in at)}" fill="none" stroke="#06c" stroke-width="2"/>')
    for px, py, x, y in at:
        print(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="#06c"/>')
        print(f'<text x="{px:.1f}" y="{py - 8:.1f}" text-anchor="middle">{y:.4g}</text>')
        print(f'<text x="{px:.1f}" y="{top + HEIGHT + 16}" text-anchor="middle" fill="#555">{x}</text>')


def main():
    width, height = 2 * (WIDTH + GAP) + LEFT, 2 * (HEIGHT + GAP) + TOP
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="12">')
    print(f'<rect width="{width}" height="{height}" fill="white"/>')
    for number, ((title, _), points) in enumerate(zip(PANELS, read(sys.argv[1]))):
        if points:
            draw(title, points, LEFT + number % 2 * (WIDTH + GAP), TOP + number // 2 * (HEIGHT + GAP))
    print("</svg>")


main()
