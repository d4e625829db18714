# SPDX-License-Identifier: Apache-2.0
"""What close returns, and blocks that close."""

from contextlib import closing
from itertools import islice

from harness import Eggs, Spam, attempt, program, state, trace


@program(13, since=(3, 13))
def close_returns_what_the_body_returns_while_exiting():
    def body(value):
        try:
            yield 1
        except GeneratorExit:
            return value

    for value in ("left", None, [1], Spam("value")):
        leaving = body(value)
        attempt("next", next, leaving)
        attempt("close", leaving.close)
        attempt("close", leaving.close)


@program(13, since=(3, 13))
def close_returns_nothing_if_the_exit_comes_out():
    def body():
        try:
            yield 1
        finally:
            trace("finally")

    leaving = body()
    attempt("next", next, leaving)
    attempt("close", leaving.close)


@program(13, since=(3, 13))
def close_returns_nothing_if_it_had_nothing_to_do():
    def body():
        yield 1
        return 2

    new, finished = body(), body()
    attempt("close", new.close)
    attempt("next", next, finished)
    attempt("next", next, finished)
    attempt("close", finished.close)


@program(22)
def block_closes_what_it_has_opened():
    def body():
        try:
            for i in range(10):
                yield i
        finally:
            trace("finally")

    with closing(body()) as numbers:
        for number in numbers:
            trace("item", number)
            if number == 2:
                break
        trace("after the loop")
    trace(state(numbers))


@program(22)
def limited_sequence_is_closed():
    def body():
        try:
            i = 0
            while True:
                trace("makes", i)
                yield i
                i += 1
        finally:
            trace("finally")

    with closing(body()) as numbers:
        trace("items", list(islice(numbers, 3)))
        trace("after the last one")
    trace("end")


@program(22)
def failure_in_the_block_closes():
    def body():
        try:
            yield 1
        finally:
            trace("finally")

    try:
        with closing(body()) as numbers:
            trace("item", next(numbers))
            raise Spam("in the block")
    except Spam as spam:
        trace("caught", spam)
    trace(state(numbers))


@program(20, 22)
def clean_up_may_fail_at_the_end_of_the_block():
    def body():
        try:
            yield 1
        finally:
            raise Eggs("clean-up")

    try:
        with closing(body()) as numbers:
            trace("item", next(numbers))
    except Eggs as eggs:
        trace("caught", eggs)
    trace(state(numbers))


@program(13, since=(3, 13))
def close_returns_the_value_of_the_delegator():
    def inner():
        try:
            yield 1
        except GeneratorExit:
            return "inner value"

    def outer():
        try:
            yield from inner()
        except GeneratorExit:
            return "outer value"

    leaving = outer()
    attempt("next", next, leaving)
    attempt("close", leaving.close)


@program(13, 21, since=(3, 13))
def close_after_an_ignored_exit_may_return_a_value():
    def body():
        try:
            yield 1
        except GeneratorExit:
            try:
                yield 2
            except GeneratorExit:
                return "at last"

    leaving = body()
    attempt("next", next, leaving)
    attempt("close", leaving.close)
    attempt("close", leaving.close)
