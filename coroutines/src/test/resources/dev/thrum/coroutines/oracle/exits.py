# SPDX-License-Identifier: Apache-2.0
"""A delegator and its delegate on their way out."""

from harness import Eggs, Spam, attempt, close, context, program, state, trace


@program(29)
def delegate_that_catches_and_returns_lets_the_delegator_go_on():
    def inner():
        try:
            yield 1
        except Spam as spam:
            trace("inner caught", spam)
            return "handled"

    def outer():
        trace("value", (yield from inner()))
        yield 2
        trace("outer ends")

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))
    attempt("next", next, delegator)


@program(16, 29)
def delegate_and_delegator_return_from_one_throw():
    def inner():
        try:
            yield 1
        except Spam:
            return 20

    def outer():
        return (yield from inner()) + 22

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))


@program(29)
def exit_goes_on_though_the_delegate_returns():
    def inner():
        try:
            yield 1
        except GeneratorExit as leave:
            trace("inner caught", leave)
            return "lost"

    def outer():
        try:
            trace("value", (yield from inner()))
        except GeneratorExit as leave:
            trace("outer caught", leave)
            raise
        finally:
            trace("outer finally")

    closed = outer()
    attempt("next", next, closed)
    close(closed)
    trace(state(closed))
    thrown = outer()
    leave = GeneratorExit()
    attempt("next", next, thrown)
    trace("same", attempt("throw exit", thrown.throw, leave) is leave)


@program(29)
def delegate_that_ignores_exit_is_an_error():
    def inner():
        try:
            yield 1
        except GeneratorExit:
            trace("inner ignores it")
            yield 2
        trace("not reached")

    def outer():
        try:
            yield from inner()
        finally:
            trace("outer finally")

    for label in ("close", "throw"):
        delegator = outer()
        attempt("next", next, delegator)
        if label == "close":
            close(delegator)
        else:
            attempt("throw exit", delegator.throw, GeneratorExit())
        trace(state(delegator))
        attempt("next", next, delegator)


@program(29)
def delegate_that_ignores_exit_is_unwound_first():
    def inner():
        try:
            try:
                yield 1
            except GeneratorExit:
                trace("inner ignores it")
                yield 2
        except GeneratorExit as leave:
            trace("inner caught", leave)
            raise
        finally:
            trace("inner finally")

    def outer():
        try:
            yield from inner()
        except RuntimeError as e:
            trace("outer caught", e)
            return "fine"

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))


@program(29)
def delegator_may_go_on_after_an_ignored_exit():
    def inner():
        try:
            yield 1
        finally:
            yield 2

    def outer():
        try:
            yield from inner()
        except RuntimeError as e:
            trace("outer caught", e)
            yield 3

    closed = outer()
    attempt("next", next, closed)
    close(closed)
    trace(state(closed))
    close(closed)
    thrown = outer()
    attempt("next", next, thrown)
    attempt("throw exit", thrown.throw, GeneratorExit())
    attempt("next", next, thrown)


@program(29)
def delegate_that_replaces_exit_by_a_failure():
    spam = Spam("clean-up")

    def inner():
        try:
            yield 1
        except GeneratorExit:
            raise spam

    def outer():
        try:
            yield from inner()
        finally:
            trace("outer finally")

    delegator = outer()
    attempt("next", next, delegator)
    trace("same", close(delegator) is spam)
    trace("context", context(spam))
    trace(state(delegator))


@program(29)
def thrown_exit_replaced_is_its_context():
    def inner():
        try:
            yield 1
        finally:
            raise Spam("clean-up")

    def outer():
        yield from inner()

    delegator = outer()
    leave = GeneratorExit()
    attempt("next", next, delegator)
    spam = attempt("throw exit", delegator.throw, leave)
    trace("context", context(spam))


@program(29)
def delegator_may_handle_what_replaced_the_exit():
    def inner():
        try:
            yield 1
        finally:
            raise Spam("clean-up")

    def outer():
        try:
            yield from inner()
        except Spam as spam:
            trace("outer caught", spam, context(spam))
            return "handled"

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))


@program(29)
def middle_one_may_replace_the_exit():
    def leaf():
        try:
            yield 1
        finally:
            trace("leaf finally")

    def middle():
        try:
            yield from leaf()
        except GeneratorExit:
            raise Spam("middle")

    def root():
        try:
            yield from middle()
        except Spam as spam:
            trace("root caught", spam)
            raise Eggs("root") from spam

    tree = root()
    attempt("next", next, tree)
    eggs = close(tree)
    trace("cause", eggs.__cause__, context(eggs.__cause__))


@program(21, 29)
def delegator_that_ignores_exit_stays_suspended():
    def inner():
        try:
            yield 1
        finally:
            trace("inner finally")

    def outer():
        try:
            yield from inner()
        finally:
            yield "outer stays"
        trace("not reached")

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))
    close(delegator)
    trace(state(delegator))
