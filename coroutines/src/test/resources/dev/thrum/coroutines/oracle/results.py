# SPDX-License-Identifier: Apache-2.0
"""How a delegate ends: its value, and its failure."""

from harness import Spam, attempt, close, program, state, trace


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


@program(24, 30)
def delegate_ends_with_its_use():
    def inner():
        yield 1
        return "value"

    def outer():
        trace("value", (yield from delegate))

    for end in (lambda delegator: attempt("next", next, delegator), close):
        delegate = inner()
        delegator = outer()
        attempt("next", next, delegator)
        end(delegator)
        trace(state(delegate))
        attempt("inner next", next, delegate)
        attempt("inner throw", delegate.throw, Spam("thrown"))


@program(16, 26)
def end_signal_thrown_into_a_delegate_is_wrapped_there():
    def inner():
        yield 1

    def outer():
        try:
            yield from inner()
        except RuntimeError as e:
            trace("outer caught", e)
            return "outer value"

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, StopIteration("thrown"))


@program(16, 26)
def end_signal_thrown_into_a_delegate_may_be_caught_there():
    def inner():
        try:
            yield 1
        except StopIteration as stop:
            trace("inner caught", stop)
            return stop.value

    def outer():
        return (yield from inner()) + " and more"

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, StopIteration("thrown"))


@program(12, 30)
def value_that_a_delegate_has_given_is_gone():
    def inner():
        yield 1
        return "value"

    def outer():
        trace("value", (yield from delegate))
        trace("value", (yield from delegate))

    delegate = inner()
    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)


@program(27, 30)
def failed_delegate_has_nothing_left():
    def inner():
        raise Spam("own")
        yield

    def outer():
        try:
            yield from delegate
        except Spam as spam:
            trace("outer caught", spam)
        trace("value", (yield from delegate))
        yield "after"

    delegate = inner()
    delegator = outer()
    attempt("next", next, delegator)
    trace(state(delegate))
