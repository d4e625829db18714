# SPDX-License-Identifier: Apache-2.0
"""CPython's side of GeneratorMemory: bytes a suspended generator. Prints one `name value` a line."""

import tracemalloc

NUMBER = 100_000


def numbers():
    number = 0
    while True:
        yield number
        number += 1


suspended = [None] * NUMBER
tracemalloc.start()
for i in range(NUMBER):
    suspended[i] = numbers()
    next(suspended[i])
print("pythonGenerator", tracemalloc.get_traced_memory()[0] / NUMBER)
