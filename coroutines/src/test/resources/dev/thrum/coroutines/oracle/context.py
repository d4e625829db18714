# SPDX-License-Identifier: Apache-2.0
"""What was being handled when an exception was thrown in."""

from harness import Eggs, Spam, attempt, close, context, program, state, trace


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


@program(17)
def handler_that_was_left_gives_no_context():
    def body():
        while True:
            try:
                yield "ready"
            except Spam as spam:
                trace("caught", spam)

    tough = body()
    spams = [Spam(i) for i in range(3)]
    attempt("next", next, tough)
    for spam in spams:
        attempt("throw", tough.throw, spam)
    for spam in spams:
        trace(spam, "has", context(spam))


@program(17, 18)
def exit_thrown_in_while_another_is_handled_comes_back():
    def body():
        try:
            yield 1
        except Spam:
            yield 2

    handling = body()
    leave = GeneratorExit()
    attempt("next", next, handling)
    attempt("throw", handling.throw, Spam("first"))
    trace("same", attempt("throw exit", handling.throw, leave) is leave)
    trace(state(handling))


@program(17, 20)
def clean_up_that_fails_while_another_is_handled():
    def body():
        try:
            yield 1
        except Spam:
            try:
                yield 2
            finally:
                raise Eggs("clean-up")

    handling = body()
    spam = Spam("first")
    attempt("next", next, handling)
    attempt("throw", handling.throw, spam)
    eggs = close(handling)
    trace("context", context(eggs))


@program(17, 20)
def handled_one_may_be_raised_again_by_the_clean_up():
    def body():
        try:
            yield 1
        except Spam as spam:
            try:
                yield 2
            finally:
                raise spam

    handling = body()
    spam = Spam("thrown")
    attempt("next", next, handling)
    attempt("throw", handling.throw, spam)
    trace("same", close(handling) is spam)
    trace(state(handling))


@program(17, 30)
def delegate_that_had_started_keeps_the_context():
    def inner():
        yield 1
        try:
            yield 2
        except Spam:
            yield 3

    def outer():
        yield from delegate

    delegate = inner()
    next(delegate)
    delegator = outer()
    first, second = Spam("first"), Eggs("second")
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, first)
    attempt("throw", delegator.throw, second)
    trace("context is the same", context(second) is first)


@program(17, 28)
def plain_iterator_in_a_handler_keeps_the_context():
    def body():
        try:
            yield 1
        except Spam:
            yield from [2, 3]

    handling = body()
    first, second = Spam("first"), Eggs("second")
    attempt("next", next, handling)
    attempt("throw", handling.throw, first)
    attempt("throw", handling.throw, second)
    trace("context is the same", context(second) is first)
