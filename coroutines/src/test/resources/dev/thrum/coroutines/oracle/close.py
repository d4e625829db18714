# SPDX-License-Identifier: Apache-2.0
"""Ending a body before its time."""

from harness import Spam, attempt, close, context, program, state, trace


@program(18)
def new_one_never_runs():
    def body():
        trace("begins")
        try:
            yield 1
        finally:
            trace("finally")

    new = body()
    close(new)
    trace(state(new))
    attempt("next", next, new)
    attempt("send 1", new.send, 1)


@program(18)
def suspended_one_is_unwound_from_inner_to_outer():
    def body():
        try:
            try:
                try:
                    yield 1
                finally:
                    trace("inner finally")
            finally:
                trace("middle finally")
        finally:
            trace("outer finally")

    nested = body()
    attempt("next", next, nested)
    close(nested)
    trace(state(nested))


@program(18)
def nothing_runs_but_the_clean_up():
    def body():
        for i in range(10):
            try:
                yield i
                trace("after", i)
            finally:
                trace("finally", i)
        trace("not reached")

    loop = body()
    attempt("next", next, loop)
    attempt("next", next, loop)
    close(loop)


@program(18)
def body_may_catch_the_exit_and_return():
    def body():
        try:
            yield 1
        except GeneratorExit as leave:
            trace("caught", leave)
        trace("goes on to its end")

    polite = body()
    attempt("next", next, polite)
    close(polite)
    trace(state(polite))


@program(18)
def body_may_raise_the_exit_again():
    def body():
        try:
            try:
                yield 1
            except GeneratorExit as leave:
                trace("caught", leave)
                raise
        finally:
            trace("finally")

    polite = body()
    attempt("next", next, polite)
    close(polite)


@program(18)
def body_may_leave_by_an_exit_of_its_own():
    def body():
        try:
            yield 1
        except GeneratorExit:
            raise GeneratorExit()

    polite = body()
    attempt("next", next, polite)
    close(polite)
    trace(state(polite))


@program(6, 18)
def one_that_stands_in_finally_is_unwound_from_there():
    def body():
        try:
            try:
                yield 1
            finally:
                yield 2
                trace("not reached")
        finally:
            trace("outer finally")

    standing = body()
    attempt("next", next, standing)
    attempt("next", next, standing)
    close(standing)


@program(17, 18)
def one_that_handles_an_exception_is_unwound():
    def body():
        try:
            yield 1
        except Spam as spam:
            try:
                yield 2
            finally:
                trace("finally", spam)

    handling = body()
    attempt("next", next, handling)
    attempt("throw", handling.throw, Spam("thrown"))
    close(handling)
    attempt("next", next, handling)


@program(19)
def closing_again_does_nothing():
    def body():
        try:
            yield 1
        finally:
            trace("finally")

    closed = body()
    attempt("next", next, closed)
    close(closed)
    close(closed)
    attempt("next", next, closed)
    attempt("send 1", closed.send, 1)
    close(closed)


@program(19)
def finished_and_failed_ones_close_quietly():
    def body(failure):
        yield 1
        if failure:
            raise failure

    for failure in (None, Spam("own")):
        ended = body(failure)
        attempt("next", next, ended)
        attempt("next", next, ended)
        close(ended)
        trace(state(ended))


@program(19)
def exit_is_no_exception_to_handle():
    def body():
        while True:
            try:
                yield 1
            except Exception as e:
                trace("wrong handler", e)

    tolerant = body()
    attempt("next", next, tolerant)
    close(tolerant)
    trace(state(tolerant))


@program(20)
def failure_of_the_clean_up_comes_out_of_close():
    spam = Spam("clean-up")

    def body():
        try:
            yield 1
        finally:
            trace("fails")
            raise spam

    failing = body()
    attempt("next", next, failing)
    trace("same", close(failing) is spam)
    trace("context", context(spam))
    trace(state(failing))
    close(failing)


@program(20)
def failure_in_a_handler_of_the_exit_comes_out_of_close():
    def body():
        try:
            try:
                yield 1
            except GeneratorExit:
                raise Spam("instead of leaving")
        finally:
            trace("finally")

    failing = body()
    attempt("next", next, failing)
    trace("context", context(close(failing)))


@program(20)
def failure_of_the_clean_up_can_be_handled_in_the_body():
    def body():
        try:
            try:
                yield 1
            finally:
                raise Spam("clean-up")
        except Spam as spam:
            trace("caught", spam)

    careful = body()
    attempt("next", next, careful)
    close(careful)
    trace(state(careful))


@program(16, 20)
def end_signal_raised_in_the_clean_up_is_wrapped():
    def body():
        try:
            yield 1
        finally:
            raise StopIteration("clean-up")

    leaky = body()
    attempt("next", next, leaky)
    close(leaky)
    close(leaky)


@program(21)
def one_that_ignores_the_exit_stays_suspended():
    def body():
        try:
            yield 1
        except GeneratorExit:
            trace("ignores it")
            yield 2

    stubborn = body()
    attempt("next", next, stubborn)
    close(stubborn)
    trace(state(stubborn))
    close(stubborn)
    trace(state(stubborn))


@program(21)
def one_that_ignored_the_exit_can_be_used_on():
    def body():
        while True:
            try:
                trace("got", (yield "here"))
            except GeneratorExit:
                trace("not yet")
            else:
                return "done"

    stubborn = body()
    attempt("next", next, stubborn)
    close(stubborn)
    close(stubborn)
    attempt("send 5", stubborn.send, 5)
    close(stubborn)


@program(21)
def yield_in_finally_ignores_the_exit():
    def body():
        try:
            yield 1
        finally:
            yield 2
            trace("reached by next")

    forgetful = body()
    attempt("next", next, forgetful)
    close(forgetful)
    attempt("next", next, forgetful)
    trace(state(forgetful))


@program(20, 21)
def after_an_ignored_exit_clean_up_may_fail():
    def body():
        try:
            try:
                yield 1
            finally:
                yield 2
        finally:
            raise Spam("clean-up")

    stubborn = body()
    attempt("next", next, stubborn)
    close(stubborn)
    close(stubborn)
    trace(state(stubborn))
