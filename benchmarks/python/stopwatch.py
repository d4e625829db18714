# SPDX-License-Identifier: Apache-2.0
"""How the scripts measure."""

import time

ROUNDS = 30


def report(name, program, operations):
    """Prints a name and the nanoseconds an operation: of the fastest of several rounds."""
    figures = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        program()
        figures.append((time.perf_counter_ns() - start) / operations)
    print(name, min(figures))
