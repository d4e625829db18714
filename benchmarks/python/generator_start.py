# SPDX-License-Identifier: Apache-2.0
"""CPython's side of GeneratorStart: nanoseconds a generator. Prints one `name value` a line."""

from stopwatch import report

GENERATORS = 10_000


def numbers():
    number = 0
    while True:
        yield number
        number += 1


def start():
    for _ in range(GENERATORS):
        generator = numbers()
        next(generator)
        generator.close()


report("pythonGenerator", start, GENERATORS)
