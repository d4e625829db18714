# SPDX-License-Identifier: Apache-2.0
"""Delegation to what is no coroutine."""

from harness import Bang, Spam, attempt, close, program, state, trace


class Shelf:
    """A plain iterator that says what is done to it."""

    def __init__(self, *items):
        self.items = list(items)

    def __iter__(self):
        return self

    def __next__(self):
        if not self.items:
            raise StopIteration
        trace("shelf gives", self.items[0])
        return self.items.pop(0)


class Drawer(Shelf):
    """A shelf to be closed."""

    def __init__(self, *items, failure=None):
        super().__init__(*items)
        self.failure = failure

    def close(self):
        trace("drawer closes")
        if self.failure:
            raise self.failure


@program(28)
def plain_iterator_gives_its_items():
    def body():
        trace("value", (yield from Shelf(1, 2)))
        yield "after"

    outer = body()
    attempt("next", next, outer)
    attempt("send null", outer.send, None)
    attempt("next", next, outer)
    attempt("next", next, outer)


@program(28)
def plain_iterable_gives_its_items():
    numbers = [1, None, 3]

    def body():
        yield from numbers
        yield from numbers[:1]

    outer = body()
    for _ in range(5):
        attempt("next", next, outer)


@program(28)
def value_sent_to_a_plain_iterator_is_refused_in_the_delegator():
    def body():
        try:
            yield from Shelf(1, 2)
        except AttributeError as e:
            trace("caught", e)
            trace("got", (yield "instead"))

    outer = body()
    attempt("next", next, outer)
    attempt("send 5", outer.send, 5)
    attempt("send 6", outer.send, 6)


@program(28)
def uncaught_refusal_ends_the_delegator():
    def body():
        try:
            yield from Shelf(1, 2)
        finally:
            trace("finally")

    outer = body()
    attempt("next", next, outer)
    attempt("send 5", outer.send, 5)
    trace(state(outer))
    attempt("next", next, outer)


@program(28)
def refused_value_costs_no_item():
    shelf = Shelf(1, 2, 3)

    def body():
        while True:
            try:
                yield from shelf
                return
            except AttributeError as e:
                trace("caught", e)

    outer = body()
    attempt("next", next, outer)
    attempt("send 5", outer.send, 5)
    attempt("next", next, outer)
    attempt("send 6", outer.send, 6)


@program(28)
def throw_over_a_plain_iterator_is_raised_in_the_delegator():
    def body():
        try:
            yield from Shelf(1, 2)
        except Spam as spam:
            trace("caught", spam)
        yield "after"

    outer = body()
    attempt("next", next, outer)
    attempt("throw", outer.throw, Spam("thrown"))
    bang = Bang("thrown")
    trace("same", attempt("throw", outer.throw, bang) is bang)


@program(28)
def close_over_a_plain_iterator_unwinds_the_delegator():
    def body():
        try:
            yield from Shelf(1, 2)
        except GeneratorExit as leave:
            trace("caught", leave)
            raise
        finally:
            trace("finally")

    outer = body()
    attempt("next", next, outer)
    close(outer)
    trace(state(outer))


@program(28)
def closeable_iterator_is_closed_with_the_delegator():
    def body():
        try:
            yield from Drawer(1, 2)
        except GeneratorExit as leave:
            trace("caught", leave)
            raise

    outer = body()
    attempt("next", next, outer)
    close(outer)
    outer = body()
    attempt("next", next, outer)
    attempt("throw exit", outer.throw, GeneratorExit())


@program(28, 29)
def failure_to_close_an_iterator_replaces_the_exit():
    spam = Spam("stuck")

    def body():
        try:
            yield from Drawer(1, 2, failure=spam)
        finally:
            trace("finally")

    outer = body()
    attempt("next", next, outer)
    trace("same", close(outer) is spam)
    trace(state(outer))


@program(28)
def exhausted_closeable_iterator_is_left_alone():
    def body():
        yield from Drawer(1)
        yield "after"

    outer = body()
    for _ in range(3):
        attempt("next", next, outer)


@program(27, 28)
def failing_iterator_fails_in_the_delegator():
    class Broken(Shelf):
        def __next__(self):
            if len(self.items) == 1:
                raise Spam("broken")
            return super().__next__()

    def body():
        try:
            yield from Broken(1, 2)
        except Spam as spam:
            trace("caught", spam)
        yield "after"

    outer = body()
    for _ in range(3):
        attempt("next", next, outer)


@program(28)
def iterator_is_used_up_by_two_delegators():
    def body():
        yield from shelf

    shelf = Shelf(1, 2, 3, 4)
    first, second = body(), body()
    attempt("first", next, first)
    attempt("second", next, second)
    attempt("first", next, first)
    close(first)
    attempt("second", next, second)
    attempt("second", next, second)
