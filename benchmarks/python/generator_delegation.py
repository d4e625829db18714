# SPDX-License-Identifier: Apache-2.0
"""CPython's side of GeneratorDelegation: nanoseconds an item. Prints one `name value` a line."""

import sys

from stopwatch import report

ITEMS = 1_000


def numbers(depth):
    if depth:
        yield from numbers(depth - 1)
    number = 0
    while True:
        yield number
        number += 1


def pull(generator):
    for _ in range(ITEMS):
        next(generator)


sys.setrecursionlimit(10_000)
for depth in (1, 10, 1_000):
    generator = numbers(depth)
    report(f"pythonDepth{depth}", lambda: pull(generator), ITEMS)
