# SPDX-License-Identifier: Apache-2.0
"""How far a body has come, and calls that come while it runs."""

from harness import Spam, attempt, close, program, state, trace


@program(23)
def body_may_not_pull_itself():
    def body():
        attempt("inner next", next, self)
        yield 1
        attempt("inner send", self.send, "value")
        yield 2

    self = body()
    attempt("next", next, self)
    attempt("next", next, self)
    attempt("next", next, self)


@program(23)
def body_may_not_throw_into_itself():
    def body():
        attempt("inner throw", self.throw, Spam("lost"))
        yield 1
        attempt("inner throw", self.throw, Spam("lost too"))
        return 2

    self = body()
    attempt("next", next, self)
    attempt("next", next, self)


@program(23)
def body_may_not_close_itself():
    def body():
        try:
            close(self)
            yield 1
            close(self)
            yield 2
        finally:
            close(self)

    self = body()
    attempt("next", next, self)
    attempt("next", next, self)
    close(self)
    trace(state(self))


@program(23)
def uncaught_it_ends_the_body():
    def body():
        try:
            yield 1
            next(self)
        finally:
            trace("finally")

    self = body()
    attempt("next", next, self)
    attempt("next", next, self)
    trace(state(self))
    attempt("next", next, self)


@program(23)
def two_that_drive_each_other():
    def body(name, other):
        yield name
        attempt(name + " pulls", next, other())
        yield name

    def ping():
        return pair[0]

    def pong():
        return pair[1]

    pair = body("ping", pong), body("pong", ping)
    attempt("next ping", next, pair[0])
    attempt("next pong", next, pair[1])
    attempt("next ping", next, pair[0])
    attempt("next pong", next, pair[1])


@program(23, 26)
def delegate_may_not_drive_its_delegator():
    def inner():
        attempt("next", next, self)
        attempt("send", self.send, 1)
        attempt("throw", self.throw, Spam("lost"))
        close(self)
        yield 1
        return 2

    def outer():
        trace("value", (yield from inner()))

    self = outer()
    attempt("outer next", next, self)
    attempt("outer next", next, self)


@program(24)
def life_of_a_body():
    def body():
        trace("inside", state(self))
        yield 1
        trace("inside", state(self))

    self = body()
    trace(state(self))
    attempt("next", next, self)
    trace(state(self))
    attempt("next", next, self)
    trace(state(self))


@program(24)
def it_runs_while_it_cleans_up():
    def body():
        try:
            yield 1
        except Spam:
            trace("in the handler", state(self))
            yield 2
        finally:
            trace("in finally", state(self))

    self = body()
    attempt("next", next, self)
    attempt("throw", self.throw, Spam("thrown"))
    trace(state(self))
    close(self)
    trace(state(self))


@program(24)
def failed_one_is_closed():
    def body():
        raise Spam("own")
        yield

    failed = body()
    attempt("next", next, failed)
    trace(state(failed))


@program(24, 26)
def delegator_runs_while_its_delegate_runs():
    def leaf():
        trace("in leaf", state(root_run), state(middle_run), state(leaf_run))
        yield 1
        trace("in leaf", state(root_run), state(middle_run), state(leaf_run))

    def middle():
        yield from leaf_run
        trace("in middle", state(root_run), state(middle_run), state(leaf_run))

    def root():
        yield from middle_run

    leaf_run = leaf()
    middle_run = middle()
    root_run = root()
    trace("before", state(root_run), state(middle_run), state(leaf_run))
    attempt("next", next, root_run)
    trace("between", state(root_run), state(middle_run), state(leaf_run))
    attempt("next", next, root_run)
    trace("after", state(root_run), state(middle_run), state(leaf_run))


@program(24)
def delegate_is_visible_while_suspended_in_it():
    def inner():
        trace("in the delegate", self.gi_yieldfrom)
        yield 1
        trace("in the delegate", self.gi_yieldfrom)

    def outer():
        yield 0
        yield from delegate
        trace("back in the delegator", self.gi_yieldfrom)
        yield 2

    delegate = inner()
    self = outer()
    trace("new", self.gi_yieldfrom)
    attempt("next", next, self)
    trace("before", self.gi_yieldfrom)
    attempt("next", next, self)
    trace("visible", self.gi_yieldfrom is delegate)
    trace("of the delegate", delegate.gi_yieldfrom)
    attempt("next", next, self)
    trace("after", self.gi_yieldfrom)
    attempt("next", next, self)
    trace("ended", self.gi_yieldfrom)


@program(24)
def each_sees_its_own_delegate():
    def leaf():
        yield 1

    def pass_on(delegate):
        yield from delegate

    inner = leaf()
    middle = pass_on(inner)
    outer = pass_on(middle)
    attempt("next", next, outer)
    trace("outer sees middle", outer.gi_yieldfrom is middle)
    trace("middle sees inner", middle.gi_yieldfrom is inner)
    trace("inner sees", inner.gi_yieldfrom)
    close(outer)
    trace("closed", outer.gi_yieldfrom, middle.gi_yieldfrom)


@program(24, 28)
def plain_iterator_is_visible_too():
    def body():
        yield from numbers
        yield 3

    numbers = iter([1, 2])
    outer = body()
    attempt("next", next, outer)
    trace("visible", outer.gi_yieldfrom is numbers)
    attempt("next", next, outer)
    attempt("next", next, outer)
    trace("after", outer.gi_yieldfrom)


@program(24, 30)
def delegate_that_had_started_is_visible():
    def inner():
        yield 1
        yield 2

    def outer():
        yield from delegate

    delegate = inner()
    next(delegate)
    self = outer()
    attempt("next", next, self)
    trace("visible", self.gi_yieldfrom is delegate)
    trace(state(self), state(delegate))
    attempt("next", next, self)
    trace(self.gi_yieldfrom)
    trace(state(self), state(delegate))


@program(25)
def one_that_delegates_to_itself():
    def body():
        trace("begins")
        yield from self

    self = body()
    attempt("next", next, self)
    trace(state(self))


@program(25)
def two_that_delegate_to_each_other():
    def body(name):
        trace(name, "begins")
        try:
            yield name
            yield from runs["b" if name == "a" else "a"]
        finally:
            trace(name, "ends")

    runs = {name: body(name) for name in "ab"}
    for _ in range(4):
        attempt("next", next, runs["a"])
    trace(state(runs["a"]), state(runs["b"]))


@program(25)
def loop_of_three_can_be_caught():
    def body(name, to):
        yield name
        try:
            yield from runs[to]
        except ValueError as e:
            trace(name, "caught", e)
            yield "instead"
        trace(name, "goes on")

    runs = {"a": body("a", "b"), "b": body("b", "c"), "c": body("c", "a")}
    for _ in range(5):
        attempt("next", next, runs["a"])
    trace(state(runs["a"]), state(runs["b"]), state(runs["c"]))
