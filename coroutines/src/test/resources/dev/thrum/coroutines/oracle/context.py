# SPDX-License-Identifier: Apache-2.0
"""What was being handled when an exception was thrown in."""

from harness import Eggs, Spam, attempt, context, program, trace


@program(17)
def one_thrown_in_while_another_is_handled_keeps_it():
    def body():
        try:
            yield 1
        except Spam as spam:
            trace("caught", spam)
            yield 2

    handling = body()
    first, second = Spam("first"), Eggs("second")
    attempt("next", next, handling)
    attempt("throw", handling.throw, first)
    trace("same", attempt("throw", handling.throw, second) is second)
    trace("context", context(second))
    trace("context is the same", context(second) is first)
    trace("context of the first", context(first))


@program(17)
def contexts_make_a_chain():
    def body():
        try:
            yield 1
        except Spam:
            try:
                yield 2
            except Spam:
                try:
                    yield 3
                except Spam:
                    yield 4

    handling = body()
    attempt("next", next, handling)
    spams = [Spam(i) for i in range(3)]
    for spam in spams:
        attempt("throw", handling.throw, spam)
    for spam in spams:
        trace(spam, "has", context(spam))
    attempt("next", next, handling)


@program(17)
def context_is_known_to_the_handler():
    def body():
        try:
            yield 1
        except Spam:
            try:
                yield 2
            except Eggs as eggs:
                trace(eggs, "has", context(eggs))
                yield 3

    handling = body()
    attempt("next", next, handling)
    attempt("throw", handling.throw, Spam("first"))
    attempt("throw", handling.throw, Eggs("second"))
    attempt("next", next, handling)


@program(17)
def handled_one_may_be_raised_again_later():
    def body():
        try:
            yield 1
        except Spam:
            yield 2
            raise

    later = body()
    spam = Spam("thrown")
    attempt("next", next, later)
    attempt("throw", later.throw, spam)
    trace("same", attempt("next", next, later) is spam)
    trace("context", context(spam))


@program(17)
def one_is_not_its_own_context():
    def body():
        try:
            yield 1
        except Spam:
            yield 2

    twice = body()
    spam = Spam("twice")
    attempt("next", next, twice)
    attempt("throw", twice.throw, spam)
    trace("same", attempt("throw", twice.throw, spam) is spam)
    trace("context", context(spam))


@program(17)
def first_one_thrown_in_has_no_context():
    def body():
        yield 1

    plain = body()
    spam = Spam("thrown")
    attempt("next", next, plain)
    attempt("throw", plain.throw, spam)
    trace("context", context(spam))


@program(17, 26)
def delegate_started_in_a_handler_keeps_the_context():
    def inner():
        yield 2

    def outer():
        try:
            yield 1
        except Spam:
            yield from inner()

    delegator = outer()
    first, second = Spam("first"), Eggs("second")
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, first)
    attempt("throw", delegator.throw, second)
    trace("context", context(second))


@program(17, 26)
def delegate_that_handles_keeps_the_context():
    def inner():
        try:
            yield 1
        except Spam:
            yield 2

    def outer():
        try:
            yield from inner()
        finally:
            trace("outer finally")

    delegator = outer()
    first, second = Spam("first"), Eggs("second")
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, first)
    attempt("throw", delegator.throw, second)
    trace("context is the same", context(second) is first)
