"""The median of ratios and its confidence interval, by order statistics."""
from math import comb
from statistics import median
from typing import NamedTuple, Optional, Sequence

CONFIDENCE = 0.95


class Estimate(NamedTuple):
    """A median; the bounds are None where there are too few values for an interval (fewer than six, for 95 %)."""
    median: float
    low: Optional[float]
    high: Optional[float]


def rank(count: int, confidence: float = CONFIDENCE) -> int:
    """The largest k for which the k-th smallest and the k-th largest of so many values enclose the median; 0 where none does.

    Each value lies below the median of what it is drawn from with probability 1/2, whatever the distribution. The median is outside of
    [x(k), x(n+1-k)] only if fewer than k values lie on one side of it: 2 P(Bin(n, 1/2) < k), which may be 1 - confidence at most.
    """
    below, k = 0, 0
    while k < count // 2:
        below += comb(count, k)
        if 2 * below > (1 - confidence) * 2 ** count:
            break
        k += 1
    return k


def estimate(values: Sequence[float]) -> Estimate:
    """The median of values with its interval."""
    ordered, k = sorted(values), rank(len(values))
    return Estimate(median(ordered), ordered[k - 1], ordered[-k]) if k else Estimate(median(ordered), None, None)
