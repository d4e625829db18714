# SPDX-License-Identifier: Apache-2.0
"""next, send, and the value that a body returns."""

from harness import Spam, attempt, program, state, trace


@program(9)
def null_sent_to_a_new_one_starts_it():
    def body():
        trace("begins")
        trace("got", (yield 1))

    new = body()
    attempt("send null", new.send, None)
    attempt("send null", new.send, None)


@program(9)
def value_sent_to_a_new_one_is_refused():
    def body():
        trace("begins")
        trace("got", (yield 1))

    new = body()
    attempt("send early", new.send, "early")
    trace(state(new))
    attempt("send too early", new.send, "too early")
    attempt("next", next, new)
    attempt("send in time", new.send, "in time")


@program(9, 19)
def refused_value_leaves_it_closable():
    def body():
        trace("begins")
        yield 1

    new = body()
    attempt("send", new.send, 1)
    new.close()
    trace(state(new))
    attempt("send", new.send, 1)


@program(10)
def sent_value_is_what_yield_returns():
    def body():
        while True:
            trace("got", (yield "more"))

    echo = body()
    attempt("next", next, echo)
    attempt("send 7", echo.send, 7)
    attempt("send text", echo.send, "text")
    attempt("send list", echo.send, [1, None])
    attempt("send false", echo.send, False)


@program(10)
def next_delivers_null():
    def body():
        trace("first", (yield 1))
        trace("second", (yield 2))
        trace("third", (yield 3))

    steps = body()
    attempt("next", next, steps)
    attempt("next", next, steps)
    attempt("send null", steps.send, None)
    attempt("next", next, steps)


@program(10)
def send_returns_the_next_item():
    def body():
        total = 0
        while True:
            total += yield total

    sums = body()
    attempt("next", next, sums)
    for number in (5, -2, 39):
        attempt("send", sums.send, number)


@program(3, 10)
def null_is_an_item():
    def body():
        trace("got", (yield None))
        trace("got", (yield None))
        return None

    nulls = body()
    attempt("next", next, nulls)
    attempt("send null", nulls.send, None)
    attempt("send 1", nulls.send, 1)


@program(4, 10)
def two_runs_have_locals_of_their_own():
    def body(start):
        count = start
        while True:
            step = yield count
            count += step or 1

    left, right = body(0), body(100)
    attempt("left", next, left)
    attempt("right", next, right)
    attempt("left 5", left.send, 5)
    attempt("right", next, right)
    attempt("right 10", right.send, 10)
    attempt("left", next, left)


@program(10)
def one_body_drives_another():
    def squares():
        number = yield
        while True:
            number = yield number * number

    def body():
        helper = squares()
        next(helper)
        request = yield "ready"
        while request is not None:
            request = yield helper.send(request) + 1

    driver = body()
    attempt("next", next, driver)
    attempt("send 3", driver.send, 3)
    attempt("send 4", driver.send, 4)
    attempt("next", next, driver)


@program(11)
def after_the_end_send_reports_the_end():
    def body():
        yield 1

    ended = body()
    attempt("next", next, ended)
    attempt("send 2", ended.send, 2)
    attempt("send 3", ended.send, 3)
    attempt("next", next, ended)
    attempt("send null", ended.send, None)
    trace(state(ended))


@program(11)
def after_a_failure_send_reports_the_end():
    def body():
        yield 1
        raise Spam("own")

    failed = body()
    attempt("next", next, failed)
    attempt("send 2", failed.send, 2)
    attempt("send 3", failed.send, 3)
    attempt("next", next, failed)


@program(11)
def sent_exception_is_a_value():
    def body():
        got = yield 1
        trace("got", got)
        yield got

    plain = body()
    spam = Spam("sent")
    attempt("next", next, plain)
    trace("same", plain.send(spam) is spam)
    attempt("next", next, plain)


@program(11)
def yielded_exception_is_an_item():
    spam = Spam("yielded")

    def body():
        yield spam
        yield GeneratorExit()

    plain = body()
    trace("same", next(plain) is spam)
    attempt("next", next, plain)
    attempt("next", next, plain)


@program(11)
def two_yields_in_one_expression_run_in_order():
    def body():
        trace("difference", (yield "minuend") - (yield "subtrahend"))

    expression = body()
    attempt("next", next, expression)
    attempt("send 10", expression.send, 10)
    attempt("send 3", expression.send, 3)


@program(11)
def yields_as_arguments_run_from_left_to_right():
    def body():
        trace("arguments", (yield "a"), (yield "b"), (yield "c"))

    arguments = body()
    attempt("next", next, arguments)
    for number in (1, 2, 3):
        attempt("send", arguments.send, number)


@program(11)
def yield_of_a_yield_passes_the_value_back():
    def body():
        trace("last", (yield (yield (yield 1))))

    nested = body()
    attempt("next", next, nested)
    for number in (2, 3, 4):
        attempt("send", nested.send, number)


@program(12)
def value_is_delivered_once():
    def body():
        yield 1
        return 42

    once = body()
    attempt("next", next, once)
    attempt("next", next, once)
    attempt("next", next, once)
    attempt("send 1", once.send, 1)


@program(12)
def value_may_depend_on_what_was_sent():
    def body():
        numbers = []
        while (number := (yield len(numbers))) is not None:
            numbers.append(number)
        return numbers

    collector = body()
    attempt("next", next, collector)
    attempt("send 3", collector.send, 3)
    attempt("send 4", collector.send, 4)
    attempt("next", next, collector)


@program(12)
def values_of_all_kinds_survive():
    spam = Spam("returned")
    for value in (None, 0, False, "", [], [1, [2, None]], spam, StopIteration(7), GeneratorExit()):
        def body():
            return value
            yield

        stop = attempt("next", next, body())
        trace("same", stop.value is value)


@program(3, 12)
def body_without_a_yield_ends_at_once():
    def body():
        trace("begins")
        return "early"
        yield

    empty = body()
    trace(state(empty))
    attempt("send null", empty.send, None)
    trace(state(empty))
    attempt("next", next, empty)


@program(6, 12)
def return_goes_through_finally():
    def body():
        try:
            yield 1
            return "value"
        finally:
            trace("finally got", (yield "in finally"))

    tidy = body()
    attempt("next", next, tidy)
    attempt("next", next, tidy)
    attempt("send 5", tidy.send, 5)


@program(12)
def end_is_a_result_like_any_other():
    def body():
        first = yield "first?"
        second = yield "second?"
        return first + second

    def resume(asking, value):
        try:
            return "yielded", asking.send(value)
        except StopIteration as stop:
            return "returned", stop.value

    questions = body()
    for answer in (None, 20, 22):
        trace(*resume(questions, answer))
