# SPDX-License-Identifier: Apache-2.0
"""What passes between a delegator, its delegate and the consumer of both."""

from harness import Bang, Eggs, Spam, attempt, close, program, state, trace


@program(26)
def next_reaches_the_innermost():
    def leaf():
        trace("leaf begins")
        yield "leaf 1"
        yield "leaf 2"
        trace("leaf ends")

    def middle():
        trace("middle begins")
        yield "middle"
        yield from leaf()
        trace("middle ends")

    def root():
        trace("root begins")
        yield from middle()
        trace("root goes on")
        yield "root"

    tree = root()
    for _ in range(5):
        attempt("next", next, tree)


@program(26)
def send_reaches_the_innermost():
    def leaf():
        trace("leaf got", (yield "leaf 1"))
        trace("leaf got", (yield "leaf 2"))

    def root():
        trace("root got", (yield "root 1"))
        yield from leaf()
        trace("root got", (yield "root 2"))

    tree = root()
    attempt("next", next, tree)
    for text in ("a", "b", None, "c"):
        attempt("send", tree.send, text)


@program(26)
def throw_reaches_the_innermost():
    def leaf():
        try:
            yield 1
        except Spam as spam:
            trace("leaf caught", spam)
        yield 2

    def middle():
        try:
            yield from leaf()
        except Eggs as eggs:
            trace("middle caught", eggs)
            yield 3

    def root():
        try:
            yield from middle()
        finally:
            trace("root finally")

    tree = root()
    bang = Bang("third")
    attempt("next", next, tree)
    attempt("throw", tree.throw, Spam("first"))
    attempt("throw", tree.throw, Eggs("second"))
    trace("same", attempt("throw", tree.throw, bang) is bang)
    trace(state(tree))


@program(26)
def close_unwinds_from_the_innermost():
    def body(depth):
        try:
            if depth < 3:
                yield from body(depth + 1)
            else:
                yield "leaf"
        except GeneratorExit as leave:
            trace(depth, "caught", leave)
            raise
        finally:
            trace(depth, "finally")

    tree = body(0)
    attempt("next", next, tree)
    close(tree)
    trace(state(tree))


@program(26)
def delegators_take_turns_with_their_delegates():
    def leaf(name):
        try:
            trace(name, "got", (yield name))
        finally:
            trace(name, "ends")

    def root():
        for name in ("a", "b", "c"):
            yield from leaf(name)
            trace("root got", (yield "between"))

    tree = root()
    attempt("next", next, tree)
    for number in range(6):
        attempt("send", tree.send, number)


@program(26)
def tree_is_walked_in_order():
    def walk(tree):
        if tree:
            left, item, right = tree
            yield from walk(left)
            yield item
            yield from walk(right)

    walker = walk((((), 1, ()), 2, (((), 3, ()), 4, ())))
    for _ in range(5):
        attempt("next", next, walker)


@program(26)
def exchange_goes_through_fifty_levels():
    def body(depth):
        if depth == 0:
            total = 0
            while (number := (yield total)) is not None:
                total += number
            return total
        return (yield from body(depth - 1)) + 1

    tower = body(50)
    attempt("next", next, tower)
    attempt("send 20", tower.send, 20)
    attempt("send 22", tower.send, 22)
    attempt("next", next, tower)


@program(14, 26)
def throw_before_the_delegation_stays_outside():
    def inner():
        trace("inner begins")
        yield 2

    def outer():
        try:
            yield 1
        except Spam as spam:
            trace("outer caught", spam)
        yield from inner()

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))
    attempt("next", next, delegator)


@program(14, 26)
def delegate_may_answer_with_another_exception():
    def inner():
        try:
            yield 1
        except Spam as spam:
            raise Eggs("instead") from spam

    def outer():
        try:
            yield from inner()
        except Eggs as eggs:
            trace("outer caught", eggs, eggs.__cause__)
            yield 2

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))


@program(18, 26)
def close_between_two_delegates():
    def inner(name):
        try:
            yield name
        finally:
            trace(name, "finally")

    def outer():
        try:
            yield from inner("first")
            yield "between"
            yield from inner("second")
        finally:
            trace("outer finally")

    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)
    close(delegator)
