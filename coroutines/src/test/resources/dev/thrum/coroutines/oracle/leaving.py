# SPDX-License-Identifier: Apache-2.0
"""Exits that are raised by hand, clean-up that delegates, and what comes after."""

from harness import Eggs, Spam, attempt, close, context, program, state, trace


@program(18)
def body_may_raise_an_exit_unasked():
    leave = GeneratorExit()

    def body():
        yield 1
        raise leave

    own = body()
    attempt("next", next, own)
    trace("same", attempt("next", next, own) is leave)
    trace(state(own))
    attempt("next", next, own)


@program(27, 29)
def delegate_may_raise_an_exit_unasked():
    leave = GeneratorExit()

    def inner():
        yield 1
        raise leave

    def outer():
        try:
            yield from inner()
        except GeneratorExit as caught:
            trace("outer caught", caught, caught is leave)
        yield 2

    delegator = outer()
    for _ in range(3):
        attempt("next", next, delegator)


@program(26, 29)
def clean_up_may_delegate():
    def tidy():
        trace("tidies")
        return "tidy"
        yield

    def inner():
        try:
            yield 1
        finally:
            trace("inner", (yield from tidy()))

    def outer():
        try:
            yield from inner()
        finally:
            trace("outer", (yield from tidy()))

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))


@program(21, 29)
def clean_up_may_not_delegate_to_one_that_yields():
    def slow():
        try:
            yield "slow"
        finally:
            trace("slow finally")

    def outer():
        try:
            yield 1
        finally:
            trace("cleans up")
            yield from slow()
            trace("has cleaned up")

    for again in (close, lambda delegator: attempt("next", next, delegator)):
        delegator = outer()
        attempt("next", next, delegator)
        close(delegator)
        trace(state(delegator))
        again(delegator)
        trace(state(delegator))


@program(29)
def exit_goes_through_all_that_return():
    def body(depth):
        try:
            if depth < 3:
                trace("value", (yield from body(depth + 1)))
            else:
                yield "leaf"
        except GeneratorExit as leave:
            trace(depth, "caught", leave)
        return depth

    tree = body(0)
    attempt("next", next, tree)
    close(tree)
    trace(state(tree))
    tree = body(0)
    attempt("next", next, tree)
    attempt("throw exit", tree.throw, GeneratorExit())


@program(29)
def middle_one_that_ignores_exit_is_unwound():
    def leaf():
        try:
            yield 1
        finally:
            trace("leaf finally")

    def middle():
        try:
            yield from leaf()
        except GeneratorExit:
            trace("middle ignores it")
            yield 2
        finally:
            trace("middle finally")

    def root():
        try:
            yield from middle()
        except RuntimeError as e:
            trace("root caught", e)
            raise

    tree = root()
    attempt("next", next, tree)
    close(tree)
    trace(state(tree))


@program(21, 29)
def exit_that_was_ignored_is_over():
    def inner():
        try:
            yield "inner"
        except Spam as spam:
            trace("inner caught", spam)
            return "inner value"

    def outer():
        try:
            yield 1
        except GeneratorExit as leave:
            trace("outer caught", leave)
            yield 2
        trace("value", (yield from inner()))
        yield 3

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw exit", delegator.throw, GeneratorExit())
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))
    close(delegator)


@program(21, 29)
def delegator_lives_on_after_an_exit():
    def inner(name):
        try:
            yield name
        except (GeneratorExit, Spam) as e:
            trace(name, "caught", e)
            return name

    def outer():
        for name in ("first", "second"):
            try:
                trace("value", (yield from inner(name)))
            except GeneratorExit as leave:
                trace("outer caught", leave)
        yield "end"

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw exit", delegator.throw, GeneratorExit())
    attempt("throw", delegator.throw, Spam("thrown"))
    close(delegator)


@program(21, 29)
def delegate_may_go_on_after_an_exit_was_ignored_in_a_close():
    def inner():
        trace("inner got", (yield "inner 1"))
        trace("inner got", (yield "inner 2"))
        return "inner value"

    def outer():
        try:
            yield 1
        except GeneratorExit:
            trace("value", (yield from inner()))
        yield 2

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    attempt("send", delegator.send, "a")
    attempt("send", delegator.send, "b")
    close(delegator)
    trace(state(delegator))


@program(29, 30)
def exit_thrown_in_reaches_one_that_had_started():
    def inner():
        yield 1
        try:
            yield 2
        except GeneratorExit as leave:
            trace("inner caught", leave)
            return "lost"

    def outer():
        trace("value", (yield from delegate))

    delegate = inner()
    next(delegate)
    delegator = outer()
    leave = GeneratorExit()
    attempt("next", next, delegator)
    trace("same", attempt("throw exit", delegator.throw, leave) is leave)
    trace(state(delegator), state(delegate))


@program(29, 30)
def exit_thrown_in_is_replaced_by_one_that_had_started():
    def inner():
        yield 1
        try:
            yield 2
        finally:
            raise Spam("clean-up")

    def outer():
        try:
            yield from delegate
        except Spam as spam:
            trace("outer caught", spam, context(spam))
            raise Eggs("outer") from spam

    delegate = inner()
    next(delegate)
    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw exit", delegator.throw, GeneratorExit())


@program(25, 29)
def circle_is_found_while_leaving():
    def inner():
        try:
            yield 1
        finally:
            yield from delegator

    def outer():
        try:
            yield from inner()
        finally:
            trace("outer finally")

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))
