"""The table: what was measured beside what must be reached, in Markdown."""
import math
from statistics import median

from interval import estimate
from peers import BASELINE, HAPROXY, OURS
from rows import DEPLOYMENTS, Count

HEAD = ["work", "deployment", "HAProxy", "0b02aca", "ours", "ours / HAProxy", "ours / 0b02aca", "target", "beyond", ""]
TIME_HEAD = ["work", "deployment", "for", "HAProxy", "0b02aca", "ours", "ours / HAProxy", "ours / 0b02aca", "below HAProxy's", "the load itself, beside HAProxy, 0b02aca, ours"]


def number(value):
    """Three digits that count."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{digits}f}"


def interval_text(ratio):
    return f"{ratio.median:.2f}" + ("" if ratio.low is None else f" ({ratio.low:.2f}–{ratio.high:.2f})")


def reaches(ratio, goal, less_is_better):
    """The whole interval lies on the better side of the goal."""
    return ratio.high < goal if less_is_better else ratio.low > goal


def judge(ratio, beside_baseline, goal, beyond, less_is_better):
    """What a ratio to HAProxy comes to, given the one to 0b02aca of the same turns."""
    if ratio.low is None:
        return "too few"
    if not reaches(ratio, goal, less_is_better):
        return "missed"
    if not (beside_baseline.median <= 1 if less_is_better else beside_baseline.median >= 1):
        return "missed: slower than 0b02aca"
    return "beyond" if beyond is not None and reaches(ratio, beyond, less_is_better) else "met"


def ratios(turns, value, against):
    """Ours by another's, triple by triple."""
    return estimate([value(turn[OURS]) / value(turn[against]) if value(turn[against]) else math.nan for turn in turns])


def goal_text(goal, less_is_better):
    return "–" if goal is None or goal in (0, math.inf) else f"{'<' if less_is_better else '>'} {goal:g}"


def figure_lines(figure, deployment, turns):
    """A figure's line, and that of its goal beside 0b02aca where it has one."""
    of = lambda turn: turn["figures"][figure.key]
    ratio, baseline = ratios(turns, of, HAPROXY), ratios(turns, of, BASELINE)
    measured = [f"{number(median(of(turn[peer]) for turn in turns))} {figure.unit}" for peer in (HAPROXY, BASELINE, OURS)]
    told = [interval_text(ratio), interval_text(baseline)]
    goal, less = figure.goal, figure.less_is_better
    yield [figure.title, deployment, *measured, *told, goal_text(goal.reach, less), goal_text(goal.beyond, less),
           judge(ratio, baseline, goal.reach, goal.beyond, less)]
    if figure.baseline_goal:
        goal = figure.baseline_goal
        yield [figure.baseline_title, deployment, *measured, *told, f"{goal_text(goal.reach, less)} × 0b02aca", goal_text(goal.beyond, less),
               judge(baseline, baseline, goal.reach, goal.beyond, less)]


def count_line(row, deployment, counted):
    """A counted figure: its median, and the range where it was counted more than once."""
    values = {peer: counted.get(peer, []) for peer in (HAPROXY, BASELINE, OURS)}

    def cell(peer):
        if not values[peer]:
            return "–"
        spread = f" ({number(min(values[peer]))}–{number(max(values[peer]))})" if len(values[peer]) > 1 else ""
        return f"{number(median(values[peer]))}{spread} {row.unit}".rstrip()

    def ratio(peer):
        return f"{median(values[OURS]) / median(values[peer]):.2f}" if values[peer] and median(values[peer]) else "–"

    most, ours = row.most.reach, median(values[OURS])
    if ours > most:
        verdict = "missed"
    elif row.beside_baseline and min(values[OURS]) > max(values[BASELINE]):
        verdict = "missed: more than 0b02aca"
    else:
        verdict = "beyond" if row.most.beyond is not None and ours <= row.most.beyond else "met"
    text = lambda goal: "–" if goal is None or goal == math.inf else f"≤ {goal:g}"
    return [row.title, deployment, cell(HAPROXY), cell(BASELINE), cell(OURS), ratio(HAPROXY), ratio(BASELINE), text(most), text(row.most.beyond), verdict]


def markdown(head, lines):
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *lines])


def measured_rows(rows, results):
    for row in rows:
        for deployment in DEPLOYMENTS:
            kept = results.get(row.name, deployment)
            if kept:
                yield row, deployment, kept


def main_table(rows, results):
    lines = []
    for row, deployment, kept in measured_rows(rows, results):
        if isinstance(row, Count):
            lines.append(count_line(row, deployment, kept["counted"]))
        else:
            for figure in row.figures:
                lines += figure_lines(figure, deployment, kept["triples"])
    return markdown(HEAD, lines)


def time_table(rows, results):
    """Processor time: of all processes but the load, and the load's own."""
    lines = []
    for row, deployment, kept in measured_rows(rows, results):
        if isinstance(row, Count):
            continue
        turns, of, load = kept["triples"], lambda turn: turn["processor_time"], lambda turn: turn["figures"]["load's own time"]
        ratio = ratios(turns, of, HAPROXY)
        below = "too few" if ratio.low is None else "yes" if reaches(ratio, 1, True) else "no"
        title = row.figures[0].title.removesuffix(", p50")
        lines.append([title, deployment, row.unit, *(f"{number(median(of(turn[peer]) for turn in turns))} s" for peer in (HAPROXY, BASELINE, OURS)),
                      interval_text(ratio), interval_text(ratios(turns, of, BASELINE)), below,
                      ", ".join(number(median(load(turn[peer]) for turn in turns)) for peer in (HAPROXY, BASELINE, OURS))
                      + (" s" if row.unit == "GB" else " µs each")])
    return markdown(TIME_HEAD, lines)


def provenance(rows, results):
    """Where the figures come from, in a sentence."""
    kept = [row for _, _, row in measured_rows(rows, results)]
    if not kept:
        return "Nothing is measured yet."
    distinct = lambda key: ", ".join(sorted({str(row[key]) for row in kept}))
    triples = sorted({len(row["triples"]) for row in kept if "triples" in row})
    counts = "–".join(str(count) for count in dict.fromkeys((triples[0], triples[-1]))) if triples else "no"
    return (f"{distinct('machine')}; HAProxy {distinct('haproxy')}; ours is {distinct('ours')}; {counts} triples a row"
            f"{'. A QUICK RUN: it shows that the script works, not how fast anything is' if any(row['quick'] for row in kept) else ''}.")
