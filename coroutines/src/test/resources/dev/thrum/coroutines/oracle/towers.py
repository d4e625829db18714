# SPDX-License-Identifier: Apache-2.0
"""A delegator whose delegate had started before it delegated on: in Java two threads share the work."""

from harness import Bang, Eggs, Spam, attempt, close, context, program, state, trace


@program(26, 30)
def tower_passes_everything_on():
    def leaf():
        while True:
            try:
                trace("leaf got", (yield "leaf"))
            except Spam as spam:
                trace("leaf caught", spam)

    def middle():
        yield "alone"
        try:
            yield from leaf()
        except Eggs as eggs:
            trace("middle caught", eggs)
            return (yield "middle")

    def root():
        trace("value", (yield from delegate))
        yield "root"

    delegate = middle()
    attempt("alone", next, delegate)
    tower = root()
    attempt("next", next, tower)
    attempt("send", tower.send, "a")
    attempt("throw", tower.throw, Spam("thrown"))
    attempt("send", tower.send, "b")
    attempt("throw", tower.throw, Eggs("thrown"))
    attempt("send", tower.send, "c")
    attempt("next", next, tower)


@program(18, 26, 30)
def tower_is_closed_from_the_top():
    def leaf():
        try:
            yield "leaf"
        finally:
            trace("leaf finally", state(delegate), state(tower))

    def middle():
        try:
            yield "alone"
            yield from leaf()
        finally:
            trace("middle finally", state(delegate), state(tower))

    def root():
        try:
            yield from delegate
        finally:
            trace("root finally", state(delegate), state(tower))

    delegate = middle()
    tower = root()
    attempt("alone", next, delegate)
    attempt("next", next, tower)
    close(tower)
    trace(state(delegate), state(tower))


@program(27, 30)
def tower_falls_from_the_top():
    bang = Bang("thrown")

    def leaf():
        try:
            yield "leaf"
        except Bang as caught:
            trace("leaf caught", caught is bang)
            raise

    def middle():
        yield "alone"
        try:
            yield from leaf()
        except Bang as caught:
            trace("middle caught", caught is bang)
            raise

    def root():
        try:
            yield from delegate
        except Bang as caught:
            trace("root caught", caught is bang)
            raise

    delegate = middle()
    tower = root()
    attempt("alone", next, delegate)
    attempt("next", next, tower)
    trace("same", attempt("throw", tower.throw, bang) is bang)
    trace(state(delegate), state(tower))


@program(24, 30)
def each_in_a_tower_sees_its_own_delegate():
    def leaf():
        trace("in the leaf", state(top), state(delegate), state(base))
        yield "leaf"
        trace("in the leaf", top.gi_yieldfrom, delegate.gi_yieldfrom)
        yield "leaf again"

    def middle():
        yield "alone"
        yield from base

    def root():
        yield from delegate

    base = leaf()
    delegate = middle()
    top = root()
    attempt("alone", next, delegate)
    attempt("next", next, top)
    trace("between", state(top), state(delegate), state(base))
    trace("visible", top.gi_yieldfrom is delegate, delegate.gi_yieldfrom is base, base.gi_yieldfrom)
    attempt("next", next, top)
    attempt("next", next, top)
    trace("after", state(top), state(delegate), state(base))
    trace("visible", top.gi_yieldfrom, delegate.gi_yieldfrom, base.gi_yieldfrom)


@program(29, 30)
def leaf_of_a_tower_ignores_the_exit():
    def leaf():
        try:
            yield "leaf"
        except GeneratorExit:
            trace("leaf ignores it")
            yield "still there"

    def middle():
        yield "alone"
        try:
            yield from leaf()
        except RuntimeError as e:
            trace("middle caught", e)
            return "fine"

    def root():
        try:
            trace("value", (yield from delegate))
        except GeneratorExit as leave:
            trace("root caught", leave)
            raise

    delegate = middle()
    tower = root()
    attempt("alone", next, delegate)
    attempt("next", next, tower)
    close(tower)
    trace(state(delegate), state(tower))


@program(29, 30)
def leaf_of_a_tower_replaces_the_exit():
    def leaf():
        try:
            yield "leaf"
        finally:
            raise Spam("leaf")

    def middle():
        yield "alone"
        try:
            yield from leaf()
        finally:
            trace("middle finally")

    def root():
        try:
            yield from delegate
        except Spam as spam:
            trace("root caught", spam, context(spam))

    delegate = middle()
    tower = root()
    attempt("alone", next, delegate)
    attempt("next", next, tower)
    close(tower)
    trace(state(delegate), state(tower))


@program(25, 30)
def circle_through_one_that_had_started():
    def middle():
        yield "alone"
        try:
            yield from tower
        except ValueError as e:
            trace("middle caught", e)
        yield "middle"

    def root():
        yield from delegate

    delegate = middle()
    tower = root()
    attempt("alone", next, delegate)
    for _ in range(2):
        attempt("next", next, tower)
    trace(state(delegate), state(tower))


@program(23, 30)
def one_that_had_started_may_not_drive_its_delegator():
    def middle():
        yield "alone"
        attempt("inner next", next, tower)
        attempt("inner next", next, delegate)
        close(tower)
        yield "middle"

    def root():
        yield from delegate

    delegate = middle()
    tower = root()
    attempt("alone", next, delegate)
    for _ in range(2):
        attempt("next", next, tower)


@program(17, 30)
def contexts_pass_through_a_tower():
    def leaf():
        try:
            yield "leaf"
        except Spam:
            yield "leaf again"

    def middle():
        yield "alone"
        yield from leaf()

    def root():
        yield from delegate

    delegate = middle()
    tower = root()
    spam, eggs = Spam("first"), Eggs("second")
    attempt("alone", next, delegate)
    attempt("next", next, tower)
    attempt("throw", tower.throw, spam)
    attempt("throw", tower.throw, eggs)
    trace("context is the same", context(eggs) is spam)


@program(21, 30)
def delegator_of_one_that_had_started_ignores_the_exit():
    def inner():
        try:
            yield "alone"
            yield "inner"
        finally:
            trace("inner finally")

    def root():
        try:
            yield from delegate
        finally:
            trace("got", (yield "stays"))

    delegate = inner()
    tower = root()
    attempt("alone", next, delegate)
    attempt("next", next, tower)
    close(tower)
    trace(state(delegate), state(tower))
    attempt("send", tower.send, "go")


@program(4, 30)
def generator_object_is_used_up_once():
    def numbers():
        for i in range(5):
            yield i
        trace("numbers end")

    once = numbers()
    attempt("next", next, iter(once))
    attempt("next", next, iter(once))

    def outer():
        yield from once
        yield "after"
        yield from once

    delegator = outer()
    for _ in range(5):
        attempt("next", next, delegator)
    attempt("next", next, iter(once))
