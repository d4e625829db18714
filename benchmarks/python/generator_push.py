# SPDX-License-Identifier: Apache-2.0
"""CPython's side of GeneratorPush: nanoseconds an item. Prints one `name value` a line."""

from stopwatch import report

ITEMS = 10_000


def numbers():
    for number in range(ITEMS):
        yield number


def for_loop():
    for _ in numbers():
        pass


def reduce():
    sum(numbers())


def chain():
    for _ in (number for number in (number + 1 for number in numbers()) if number & 1 == 0):
        pass


report("pythonFor", for_loop, ITEMS)
report("pythonSum", reduce, ITEMS)
report("pythonChain", chain, ITEMS)
