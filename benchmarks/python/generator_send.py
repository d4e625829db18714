# SPDX-License-Identifier: Apache-2.0
"""CPython's side of GeneratorSend: nanoseconds a question and its answer. Prints one `name value` a line."""

from stopwatch import report

ROUND_TRIPS = 10_000


def successor():
    answer = None
    while True:
        question = yield answer
        answer = question + 1


coroutine = successor()
next(coroutine)


def send():
    number = 0
    for _ in range(ROUND_TRIPS):
        number = coroutine.send(number)


report("pythonSend", send, ROUND_TRIPS)
