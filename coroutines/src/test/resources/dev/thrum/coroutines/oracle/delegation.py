# SPDX-License-Identifier: Apache-2.0
"""What passes between a delegator, its delegate and the consumer of both."""

from harness import Bang, Eggs, Spam, attempt, close, context, program, state, trace


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


@program(27)
def value_of_the_delegate_is_the_value_of_the_expression():
    def inner(value):
        yield "item"
        return value

    def outer():
        trace("value", (yield from inner(42)))
        trace("value", (yield from inner(None)))
        trace("sum", (yield from inner(1)) + (yield from inner(2)))
        return (yield from inner("last"))

    delegator = outer()
    for _ in range(6):
        attempt("next", next, delegator)


@program(27)
def values_of_all_kinds_pass():
    spam = Spam("value")

    def inner(value):
        return value
        yield

    def outer():
        for value in ([1, None], spam, StopIteration(3)):
            trace("same", (yield from inner(value)) is value)

    attempt("next", next, outer())


@program(27)
def failure_of_the_delegate_unwinds_the_delegator():
    spam = Spam("own")

    def inner():
        try:
            yield 1
            raise spam
        finally:
            trace("inner finally")

    def outer():
        try:
            yield from inner()
            trace("not reached")
        finally:
            trace("outer finally")

    delegator = outer()
    attempt("next", next, delegator)
    trace("same", attempt("next", next, delegator) is spam)
    trace(state(delegator))
    attempt("next", next, delegator)


@program(27)
def failure_at_once_can_be_handled():
    def inner(failure):
        trace("inner begins")
        raise failure
        yield

    def outer():
        for failure in (Spam("first"), Spam("second")):
            try:
                yield from inner(failure)
            except Spam as spam:
                trace("caught", spam, spam is failure)
        yield "goes on"

    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)


@program(27)
def failure_after_a_send_can_be_handled():
    def inner():
        got = yield 1
        raise Spam(got)

    def outer():
        try:
            yield from inner()
        except Spam as spam:
            trace("caught", spam)
            trace("outer got", (yield 2))

    delegator = outer()
    attempt("next", next, delegator)
    attempt("send", delegator.send, "bad")
    attempt("send", delegator.send, "good")


@program(16, 27)
def end_signal_escapes_from_a_delegate_wrapped():
    def inner():
        yield 1
        raise StopIteration("inner")

    def outer():
        try:
            yield from inner()
        except RuntimeError as e:
            trace("caught", e)
        yield 2

    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)


@program(16, 27)
def end_signal_raised_by_the_delegator_is_wrapped_once():
    def inner():
        yield 1
        return 2

    def outer():
        raise StopIteration((yield from inner()))

    delegator = outer()
    attempt("next", next, delegator)
    attempt("next", next, delegator)


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


@program(29)
def delegate_that_catches_and_returns_lets_the_delegator_go_on():
    def inner():
        try:
            yield 1
        except Spam as spam:
            trace("inner caught", spam)
            return "handled"

    def outer():
        trace("value", (yield from inner()))
        yield 2
        trace("outer ends")

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))
    attempt("next", next, delegator)


@program(16, 29)
def delegate_and_delegator_return_from_one_throw():
    def inner():
        try:
            yield 1
        except Spam:
            return 20

    def outer():
        return (yield from inner()) + 22

    delegator = outer()
    attempt("next", next, delegator)
    attempt("throw", delegator.throw, Spam("thrown"))


@program(29)
def exit_goes_on_though_the_delegate_returns():
    def inner():
        try:
            yield 1
        except GeneratorExit as leave:
            trace("inner caught", leave)
            return "lost"

    def outer():
        try:
            trace("value", (yield from inner()))
        except GeneratorExit as leave:
            trace("outer caught", leave)
            raise
        finally:
            trace("outer finally")

    closed = outer()
    attempt("next", next, closed)
    close(closed)
    trace(state(closed))
    thrown = outer()
    leave = GeneratorExit()
    attempt("next", next, thrown)
    trace("same", attempt("throw exit", thrown.throw, leave) is leave)


@program(29)
def delegate_that_ignores_exit_is_an_error():
    def inner():
        try:
            yield 1
        except GeneratorExit:
            trace("inner ignores it")
            yield 2
        trace("not reached")

    def outer():
        try:
            yield from inner()
        finally:
            trace("outer finally")

    for label in ("close", "throw"):
        delegator = outer()
        attempt("next", next, delegator)
        if label == "close":
            close(delegator)
        else:
            attempt("throw exit", delegator.throw, GeneratorExit())
        trace(state(delegator))
        attempt("next", next, delegator)


@program(29)
def delegate_that_ignores_exit_is_unwound_first():
    def inner():
        try:
            try:
                yield 1
            except GeneratorExit:
                trace("inner ignores it")
                yield 2
        except GeneratorExit as leave:
            trace("inner caught", leave)
            raise
        finally:
            trace("inner finally")

    def outer():
        try:
            yield from inner()
        except RuntimeError as e:
            trace("outer caught", e)
            return "fine"

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))


@program(29)
def delegator_may_go_on_after_an_ignored_exit():
    def inner():
        try:
            yield 1
        finally:
            yield 2

    def outer():
        try:
            yield from inner()
        except RuntimeError as e:
            trace("outer caught", e)
            yield 3

    closed = outer()
    attempt("next", next, closed)
    close(closed)
    trace(state(closed))
    close(closed)
    thrown = outer()
    attempt("next", next, thrown)
    attempt("throw exit", thrown.throw, GeneratorExit())
    attempt("next", next, thrown)


@program(29)
def delegate_that_replaces_exit_by_a_failure():
    spam = Spam("clean-up")

    def inner():
        try:
            yield 1
        except GeneratorExit:
            raise spam

    def outer():
        try:
            yield from inner()
        finally:
            trace("outer finally")

    delegator = outer()
    attempt("next", next, delegator)
    trace("same", close(delegator) is spam)
    trace("context", context(spam))
    trace(state(delegator))


@program(29)
def thrown_exit_replaced_is_its_context():
    def inner():
        try:
            yield 1
        finally:
            raise Spam("clean-up")

    def outer():
        yield from inner()

    delegator = outer()
    leave = GeneratorExit()
    attempt("next", next, delegator)
    spam = attempt("throw exit", delegator.throw, leave)
    trace("context", context(spam))


@program(29)
def delegator_may_handle_what_replaced_the_exit():
    def inner():
        try:
            yield 1
        finally:
            raise Spam("clean-up")

    def outer():
        try:
            yield from inner()
        except Spam as spam:
            trace("outer caught", spam, context(spam))
            return "handled"

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))


@program(29)
def middle_one_may_replace_the_exit():
    def leaf():
        try:
            yield 1
        finally:
            trace("leaf finally")

    def middle():
        try:
            yield from leaf()
        except GeneratorExit:
            raise Spam("middle")

    def root():
        try:
            yield from middle()
        except Spam as spam:
            trace("root caught", spam)
            raise Eggs("root") from spam

    tree = root()
    attempt("next", next, tree)
    eggs = close(tree)
    trace("cause", eggs.__cause__, context(eggs.__cause__))


@program(21, 29)
def delegator_that_ignores_exit_stays_suspended():
    def inner():
        try:
            yield 1
        finally:
            trace("inner finally")

    def outer():
        try:
            yield from inner()
        finally:
            yield "outer stays"
        trace("not reached")

    delegator = outer()
    attempt("next", next, delegator)
    close(delegator)
    trace(state(delegator))
    close(delegator)
    trace(state(delegator))


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
