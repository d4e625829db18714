# SPDX-License-Identifier: Apache-2.0
"""How a delegate ends: its value, and its failure."""

from harness import Spam, attempt, program, state, trace


@program(27)
def value_of_the_delegate_is_the_value_of_the_expression():
    def inner(value):
        yield "item"
        return value

    def outer():
        trace("value", (yield from inner(42)))
        trace("value", (yield from inner(None)))
        trace("sum", (yield from inner(1)) + (yield from inner(2)))
        return (yield from inner("last"))

    delegator = outer()
    for _ in range(6):
        attempt("next", next, delegator)


@program(27)
def values_of_all_kinds_pass():
    spam = Spam("value")

    def inner(value):
        return value
        yield

    def outer():
        for value in ([1, None], spam, StopIteration(3)):
            trace("same", (yield from inner(value)) is value)

    attempt("next", next, outer())


@program(27)
def failure_of_the_delegate_unwinds_the_delegator():
    spam = Spam("own")

    def inner():
        try:
            yield 1
            raise spam
        finally:
            trace("inner finally")

    def outer():
        try:
            yield from inner()
            trace("not reached")
        finally:
            trace("outer finally")

    delegator = outer()
    attempt("next", next, delegator)
    trace("same", attempt("next", next, delegator) is spam)
    trace(state(delegator))
    attempt("next", next, delegator)


@program(27)
def failure_at_once_can_be_handled():
    def inner(failure):
        trace("inner begins")
        raise failure
        yield

    def outer():
        for failure in (Spam("first"), Spam("second")):
            try:
                yield from inner(failure)
            except Spam as spam:
                trace("caught", spam, spam is failure)
        yield "goes on"

    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)


@program(27)
def failure_after_a_send_can_be_handled():
    def inner():
        got = yield 1
        raise Spam(got)

    def outer():
        try:
            yield from inner()
        except Spam as spam:
            trace("caught", spam)
            trace("outer got", (yield 2))

    delegator = outer()
    attempt("next", next, delegator)
    attempt("send", delegator.send, "bad")
    attempt("send", delegator.send, "good")


@program(16, 27)
def end_signal_escapes_from_a_delegate_wrapped():
    def inner():
        yield 1
        raise StopIteration("inner")

    def outer():
        try:
            yield from inner()
        except RuntimeError as e:
            trace("caught", e)
        yield 2

    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)


@program(16, 27)
def end_signal_raised_by_the_delegator_is_wrapped_once():
    def inner():
        yield 1
        return 2

    def outer():
        raise StopIteration((yield from inner()))

    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)
