# SPDX-License-Identifier: Apache-2.0
"""Exceptions that the consumer raises in a body."""

from harness import Bang, Eggs, Spam, attempt, program, state, trace


@program(14)
def uncaught_one_comes_back():
    def body():
        try:
            yield 1
            trace("not reached")
        finally:
            trace("finally")

    victim = body()
    spam = Spam("thrown")
    attempt("next", next, victim)
    trace("same", attempt("throw", victim.throw, spam) is spam)
    trace(state(victim))
    attempt("next", next, victim)


@program(14)
def caught_one_leads_to_the_next_yield():
    def body():
        try:
            yield 1
        except Spam as spam:
            trace("caught", spam)
        trace("got", (yield 2))

    survivor = body()
    attempt("next", next, survivor)
    attempt("throw", survivor.throw, Spam("thrown"))
    attempt("send 3", survivor.send, 3)


@program(14)
def each_is_caught_where_the_body_stands():
    def body():
        while True:
            try:
                trace("got", (yield "ready"))
            except Spam as spam:
                trace("caught", spam)

    tough = body()
    attempt("next", next, tough)
    for i in range(3):
        attempt("throw", tough.throw, Spam(i))
        attempt("send", tough.send, i)
    attempt("throw", tough.throw, Eggs("other"))
    attempt("next", next, tough)


@program(14)
def handlers_are_tried_from_inner_to_outer():
    def body():
        try:
            try:
                yield 1
            except Spam:
                trace("wrong handler")
            finally:
                trace("inner finally")
        except Eggs as eggs:
            trace("caught", eggs)
            yield 2
        finally:
            trace("outer finally")

    nested = body()
    attempt("next", next, nested)
    attempt("throw", nested.throw, Eggs("thrown"))
    attempt("next", next, nested)


@program(14)
def finally_may_yield_before_it_propagates():
    def body():
        try:
            yield 1
        finally:
            trace("finally got", (yield 2))

    slow = body()
    spam = Spam("thrown")
    attempt("next", next, slow)
    attempt("throw", slow.throw, spam)
    trace(state(slow))
    trace("same", attempt("send 3", slow.send, 3) is spam)
    attempt("next", next, slow)


@program(14)
def handler_may_raise_another():
    def body():
        try:
            yield 1
        except Spam as spam:
            raise Eggs("instead") from spam

    changing = body()
    spam = Spam("thrown")
    attempt("next", next, changing)
    eggs = attempt("throw", changing.throw, spam)
    trace("cause is the same", eggs.__cause__ is spam)
    trace(state(changing))


@program(14)
def errors_pass_handlers_of_exceptions():
    def body():
        try:
            yield 1
        except Exception as e:
            trace("wrong handler", e)
        except BaseException as e:
            trace("caught", e)
            raise

    body_of_errors = body()
    bang = Bang("thrown")
    attempt("next", next, body_of_errors)
    trace("same", attempt("throw", body_of_errors.throw, bang) is bang)


@program(5, 14)
def own_failure_comes_out_of_throw():
    def body():
        try:
            yield 1
        except Spam:
            trace("caught")
        raise Eggs("own")

    failing = body()
    attempt("next", next, failing)
    attempt("throw", failing.throw, Spam("thrown"))
    attempt("throw", failing.throw, Spam("again"))


@program(15)
def new_one_is_closed_by_it():
    def body():
        trace("begins")
        try:
            yield 1
        finally:
            trace("finally")

    new = body()
    spam = Spam("thrown")
    trace("same", attempt("throw", new.throw, spam) is spam)
    trace(state(new))
    attempt("next", next, new)


@program(15)
def finished_one_passes_it_on():
    def body():
        yield 1
        return 2

    finished = body()
    attempt("next", next, finished)
    attempt("next", next, finished)
    for i in range(2):
        spam = Spam(i)
        trace("same", attempt("throw", finished.throw, spam) is spam)
    trace(state(finished))


@program(15)
def closed_and_failed_ones_pass_it_on():
    def body():
        yield 1

    closed = body()
    closed.close()
    attempt("throw", closed.throw, Spam("thrown"))
    failed = body()
    attempt("throw", failed.throw, Spam("first"))
    attempt("throw", failed.throw, Eggs("second"))


@program(15)
def finished_one_passes_the_end_on():
    def body():
        return 1
        yield

    finished = body()
    attempt("next", next, finished)
    stop = StopIteration("thrown")
    trace("same", attempt("throw", finished.throw, stop) is stop)


@program(15)
def new_and_finished_ones_pass_the_exit_on():
    def body():
        trace("begins")
        yield 1

    new = body()
    leave = GeneratorExit()
    trace("same", attempt("throw", new.throw, leave) is leave)
    trace(state(new))
    leave = GeneratorExit()
    trace("same", attempt("throw", new.throw, leave) is leave)


@program(16)
def caught_then_return_is_the_end():
    def body():
        try:
            yield 1
        except Spam as spam:
            return "handled", spam

    returning = body()
    attempt("next", next, returning)
    attempt("throw", returning.throw, Spam("thrown"))
    attempt("next", next, returning)


@program(16)
def end_signal_raised_by_a_body_is_wrapped():
    stop = StopIteration("early")

    def body():
        yield 1
        raise stop

    leaky = body()
    attempt("next", next, leaky)
    wrapper = attempt("next", next, leaky)
    trace("same", wrapper.__cause__ is stop)
    attempt("next", next, leaky)


@program(16)
def end_of_another_does_not_end_a_body():
    def empty():
        return "nothing"
        yield

    def body():
        source = empty()
        while True:
            yield next(source)

    careless = body()
    attempt("next", next, careless)
    trace(state(careless))


@program(16)
def end_signal_thrown_in_is_wrapped():
    def body():
        try:
            yield 1
        finally:
            trace("finally")

    careless = body()
    stop = StopIteration("thrown")
    attempt("next", next, careless)
    trace("same", attempt("throw", careless.throw, stop).__cause__ is stop)


@program(16)
def end_signal_thrown_in_can_be_caught():
    def body():
        try:
            yield 1
        except StopIteration as stop:
            trace("caught", stop)
            return stop.value

    careful = body()
    attempt("next", next, careful)
    attempt("throw", careful.throw, StopIteration("thrown"))


@program(14, 18)
def exit_thrown_in_comes_back():
    def body():
        try:
            yield 1
        finally:
            trace("finally")

    leaving = body()
    leave = GeneratorExit()
    attempt("next", next, leaving)
    trace("same", attempt("throw", leaving.throw, leave) is leave)
    trace(state(leaving))


@program(14, 21)
def exit_thrown_in_may_be_ignored():
    def body():
        try:
            yield 1
        except GeneratorExit as leave:
            trace("caught", leave)
            yield 2

    staying = body()
    attempt("next", next, staying)
    attempt("throw", staying.throw, GeneratorExit())
    trace(state(staying))
    attempt("next", next, staying)


@program(16, 18)
def exit_thrown_in_may_end_with_a_value():
    def body():
        try:
            yield 1
        except GeneratorExit:
            return "left"

    leaving = body()
    attempt("next", next, leaving)
    attempt("throw", leaving.throw, GeneratorExit())
