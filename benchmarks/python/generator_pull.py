# SPDX-License-Identifier: Apache-2.0
"""CPython's side of GeneratorPull: nanoseconds an item. Prints one `name value` a line."""

from stopwatch import report

ITEMS = 10_000


def numbers():
    number = 0
    while True:
        yield number
        number += 1


generator = numbers()


def pull():
    for _ in range(ITEMS):
        next(generator)


report("pythonNext", pull, ITEMS)
