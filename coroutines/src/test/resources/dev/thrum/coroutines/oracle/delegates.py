# SPDX-License-Identifier: Apache-2.0
"""Delegates that have begun, that have ended, and generators."""

from contextlib import closing

from harness import Eggs, Spam, attempt, close, context, program, state, trace


@program(30)
def empty_delegates_take_no_step():
    def nothing():
        trace("nothing begins")
        return "nothing"
        yield

    def body():
        trace("value", (yield from ()))
        trace("value", (yield from nothing()))
        yield 1
        yield from []

    outer = body()
    attempt("next", next, outer)
    attempt("next", next, outer)


@program(30)
def delegate_that_had_started_goes_on():
    def inner():
        for i in range(4):
            trace("inner got", (yield i))
        return "inner value"

    def body():
        trace("value", (yield from delegate))

    delegate = inner()
    attempt("inner next", next, delegate)
    attempt("inner send", delegate.send, "alone")
    outer = body()
    attempt("next", next, outer)
    attempt("send", outer.send, "through")
    attempt("send", outer.send, "the end")
    trace(state(delegate))


@program(30)
def delegate_that_had_started_is_thrown_into():
    def inner():
        yield 1
        while True:
            try:
                yield 2
            except Spam as spam:
                trace("inner caught", spam)

    def body():
        try:
            yield from delegate
        except Eggs as eggs:
            trace("outer caught", eggs)
            return "done"

    delegate = inner()
    attempt("inner next", next, delegate)
    outer = body()
    attempt("next", next, outer)
    attempt("throw", outer.throw, Spam("thrown"))
    attempt("throw", outer.throw, Eggs("thrown"))
    trace(state(outer), state(delegate))


@program(18, 30)
def delegate_that_had_started_is_closed():
    def inner():
        try:
            yield 1
            yield 2
        finally:
            trace("inner finally")

    def body():
        try:
            yield from delegate
        finally:
            trace("outer finally", state(delegate))

    delegate = inner()
    attempt("inner next", next, delegate)
    outer = body()
    attempt("next", next, outer)
    close(outer)
    attempt("inner next", next, delegate)


@program(27, 30)
def delegate_that_had_started_fails():
    spam = Spam("own")

    def inner():
        yield 1
        yield 2
        raise spam

    def body():
        try:
            yield from delegate
        except Spam as caught:
            trace("outer caught", caught, caught is spam)

    delegate = inner()
    attempt("inner next", next, delegate)
    outer = body()
    attempt("next", next, outer)
    attempt("next", next, outer)
    trace(state(delegate))


@program(29, 30)
def delegate_that_had_started_replaces_the_exit():
    def inner():
        try:
            yield 1
            yield 2
        finally:
            raise Spam("clean-up")

    def body():
        yield from delegate

    delegate = inner()
    attempt("inner next", next, delegate)
    outer = body()
    attempt("next", next, outer)
    trace("context", context(close(outer)))
    trace(state(outer), state(delegate))


@program(29, 30)
def delegate_that_had_started_ignores_the_exit():
    def inner():
        while True:
            try:
                yield 1
            except GeneratorExit:
                trace("inner ignores it")
                yield 2

    def body():
        try:
            yield from delegate
        finally:
            trace("outer finally")

    delegate = inner()
    attempt("inner next", next, delegate)
    outer = body()
    attempt("next", next, outer)
    close(outer)
    trace(state(outer))


@program(30)
def ended_delegates_have_no_value_left():
    def inner():
        return "value"
        yield

    def body():
        for delegate in (finished, closed):
            trace("value", (yield from delegate))
        yield "after"

    finished, closed = inner(), inner()
    attempt("inner next", next, finished)
    closed.close()
    outer = body()
    attempt("next", next, outer)


@program(24, 30)
def delegate_outlives_a_delegator_that_let_it_go():
    def inner():
        try:
            yield 1
        except Spam:
            yield "kept"
        yield "last"

    def body():
        trace("value", (yield from delegate))

    delegate = inner()
    attempt("inner next", next, delegate)
    outer = body()
    attempt("throw", outer.throw, Spam("before it began"))
    trace(state(outer), state(delegate))
    attempt("inner next", next, delegate)


@program(26, 28)
def generator_as_a_delegate():
    def numbers():
        try:
            yield 1
            yield 2
        finally:
            trace("numbers end")

    def body():
        yield from numbers()
        yield "between"
        yield from numbers()

    outer = body()
    for _ in range(4):
        attempt("next", next, outer)
    close(outer)


@program(26, 28)
def throw_reaches_a_generator_that_is_a_delegate():
    def numbers():
        try:
            yield 1
        except Spam as spam:
            trace("numbers caught", spam)
        yield 2

    def body():
        try:
            yield from numbers()
        finally:
            trace("outer finally")

    outer = body()
    attempt("next", next, outer)
    attempt("throw", outer.throw, Spam("thrown"))
    attempt("throw", outer.throw, Eggs("thrown"))


@program(18, 26)
def generators_of_generators_are_unwound_inner_to_outer():
    def numbers(depth):
        try:
            yield depth
            if depth < 3:
                yield from numbers(depth + 1)
        finally:
            trace(depth, "finally")

    with closing(numbers(1)) as items:
        for item in items:
            trace("item", item)
            if item == 3:
                break
    trace(state(items))


@program(27)
def generators_of_generators_fail_through_all():
    def numbers(depth):
        try:
            yield depth
            if depth == 3:
                raise Spam("deep")
            yield from numbers(depth + 1)
        finally:
            trace(depth, "finally")

    items = numbers(1)
    for _ in range(5):
        attempt("next", next, items)


@program(30)
def generator_that_had_started_is_a_delegate():
    def numbers():
        try:
            yield 1
            yield 2
            yield 3
        finally:
            trace("numbers end")

    def body(items):
        yield 0
        yield from items
        yield 4

    items = numbers()
    attempt("alone", next, items)
    outer = body(items)
    for _ in range(5):
        attempt("next", next, outer)

    items = numbers()
    attempt("alone", next, items)
    outer = body(items)
    attempt("next", next, outer)
    attempt("next", next, outer)
    close(outer)
    trace(state(items))


@program(26, 30)
def throw_reaches_a_generator_that_had_started():
    def numbers():
        yield 1
        try:
            yield 2
        except Spam as spam:
            trace("numbers caught", spam)
        yield 3

    def outer():
        yield from items

    items = numbers()
    attempt("alone", next, items)
    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))
    attempt("throw", delegator.throw, Eggs("thrown"))
    attempt("alone", next, items)
