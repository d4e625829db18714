# SPDX-License-Identifier: Apache-2.0
"""Tasks of an event loop: the order of things, and what comes of them. Run by loop_oracle.py."""

import asyncio

from harness import Eggs, Spam, program, trace
from virtual_loop import after, at, fail_after, outcome, run, sleeper


@program(4)
def ready_tasks_run_in_order():
    async def steps(name):
        for step in range(3):
            trace(name, step)
            await asyncio.sleep(0)

    async def main():
        await asyncio.gather(*[asyncio.create_task(steps(name)) for name in "abc"])

    run(main())


@program(5)
def timers_fire_in_order():
    async def main():
        loop = asyncio.get_running_loop()
        loop.call_later(3, lambda: at("late"))
        loop.call_later(1, lambda: at("first of two"))
        loop.call_at(1, lambda: at("second of two"))
        unwanted = loop.call_later(2, lambda: at("unwanted"))
        unwanted.cancel()
        loop.call_soon(lambda: at("soon"))
        at("main")
        await asyncio.sleep(5)

    run(main())


@program(7)
def cancelled_before_its_first_step():
    async def main():
        task = asyncio.create_task(sleeper("task"))
        trace(task.cancel())
        await outcome("task", task)
        trace(task.cancel())

    run(main())


@program(7, 9)
def cancelled_while_asleep():
    async def main():
        task = asyncio.create_task(sleeper("task", 2))
        await asyncio.sleep(1)
        task.cancel()
        at("asked")
        await outcome("task", task)

    run(main())


@program(8)
def it_may_return_a_value_all_the_same():
    async def stubborn():
        try:
            await sleeper("inner")
        except asyncio.CancelledError:
            return 7

    async def main():
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(1)
        task.cancel()
        await outcome("task", task)
        trace(task.cancelled())

    run(main())


@program(10)
def it_may_go_on():
    async def goes_on():
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            at("asked", asyncio.current_task().cancelling())
            trace(asyncio.current_task().uncancel())
        await asyncio.sleep(5)
        at("went on")
        return asyncio.current_task().cancelling()

    async def main():
        task = asyncio.create_task(goes_on())
        await asyncio.sleep(1)
        task.cancel()
        await outcome("task", task)

    run(main())


@program(11)
def an_awaiter_ends_after_what_it_awaits():
    async def outer(inner):
        try:
            await inner
        finally:
            at("outer ends")

    async def main():
        inner = asyncio.create_task(sleeper("inner", 3))
        task = asyncio.create_task(outer(inner))
        await asyncio.sleep(1)
        task.cancel()
        await outcome("outer", task)
        await outcome("inner", inner)

    run(main())


@program(14)
def gather_throws_the_first_and_siblings_go_on():
    async def main():
        slow = asyncio.create_task(after(5, "slow"))
        bad = asyncio.create_task(fail_after(1, Spam("bad")))
        await outcome("gather", asyncio.gather(slow, bad))
        await outcome("slow", slow)

    run(main())


@program(15)
def gather_collects_in_place():
    async def main():
        cancelled = asyncio.create_task(sleeper("cancelled"))
        await asyncio.sleep(0)
        cancelled.cancel()
        results = await asyncio.gather(after(2, "two"), cancelled, fail_after(1, Spam("bad")), return_exceptions=True)
        for result in results:
            at("cancelled" if isinstance(result, asyncio.CancelledError) else result)

    run(main())


@program(15)
def cancelling_a_gather():
    async def gathering():
        await asyncio.gather(sleeper("a", 1), sleeper("b", 1))

    async def main():
        task = asyncio.create_task(gathering())
        await asyncio.sleep(1)
        task.cancel()
        await outcome("gather", task)

    run(main())


@program(16)
def wait_in_three_ways():
    async def main():
        one = asyncio.create_task(after(1, 1))
        bad = asyncio.create_task(fail_after(3, Spam("bad")))
        ten = asyncio.create_task(after(10, 10))
        for when in asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED:
            done, pending = await asyncio.wait([one, bad, ten], return_when=when)
            at(len(done), "done", len(pending), "pending")
        await outcome("bad", bad)
        late = asyncio.create_task(after(10, "late"))
        done, pending = await asyncio.wait([late], timeout=2)
        at(len(done), "done", len(pending), "pending")
        await outcome("late", late)

    run(main())


@program(17)
def as_completed():
    async def main():
        tasks = [asyncio.create_task(after(3, "c")), asyncio.create_task(after(1, "a")),
                 asyncio.create_task(fail_after(2, Spam("b")))]
        for next_one in asyncio.as_completed(tasks):
            await outcome("next", next_one)

    run(main())


@program(18)
def shield_spares_the_task():
    async def main():
        inner = asyncio.create_task(after(5, "inner"))

        async def waiting():
            await asyncio.shield(inner)

        waiter = asyncio.create_task(waiting())
        await asyncio.sleep(1)
        waiter.cancel()
        await outcome("waiter", waiter)
        await outcome("inner", inner)

    run(main())


@program(19)
def a_failure_cancels_the_siblings():
    async def main():
        async def grouped():
            async with asyncio.TaskGroup() as group:
                group.create_task(fail_after(1, Spam("first")))
                group.create_task(sleeper("a", 1))
                group.create_task(sleeper("b", 3))
                await sleeper("body", 2)

        await outcome("group", grouped())

    run(main())


@program(19)
def all_failures_come_out():
    async def fails_in_cleanup():
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(2)
            raise Eggs("second")

    async def main():
        async def grouped():
            async with asyncio.TaskGroup() as group:
                group.create_task(fails_in_cleanup())
                group.create_task(fail_after(1, Spam("first")))

        await outcome("group", grouped())

    run(main())


@program(20)
def the_bodys_failure_cancels_the_tasks():
    async def main():
        async def grouped():
            async with asyncio.TaskGroup() as group:
                group.create_task(sleeper("task", 2))
                await asyncio.sleep(1)
                raise Spam("body")

        await outcome("group", grouped())

    run(main())


@program(20)
def a_cancellation_from_outside():
    async def grouped():
        async with asyncio.TaskGroup() as group:
            group.create_task(sleeper("task", 2))
            await asyncio.sleep(0)
            at("body ends")

    async def main():
        task = asyncio.create_task(grouped())
        await asyncio.sleep(1)
        task.cancel()
        await outcome("group", task)

    run(main())


@program(21)
def a_cancelled_task_is_no_failure():
    async def main():
        async def grouped():
            async with asyncio.TaskGroup() as group:
                unwanted = group.create_task(sleeper("unwanted"))
                group.create_task(sleeper_for(5))
                await asyncio.sleep(1)
                unwanted.cancel()
            return "left"

        async def sleeper_for(seconds):
            await asyncio.sleep(seconds)
            at("sibling")

        await outcome("group", grouped())

    run(main())


@program(21)
def tasks_add_siblings():
    async def link(group, length):
        await asyncio.sleep(1)
        at("link", length)
        if length > 1:
            group.create_task(link(group, length - 1))

    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(link(group, 3))
            at("body ends")
        at("left")

    run(main())


@program(22)
def inner_and_outer_time_out():
    async def main():
        async def outer():
            async with asyncio.timeout(5):
                await outcome("inner", inner())
                await inner(100)

        async def inner(limit=2):
            async with asyncio.timeout(limit):
                await sleeper("body")

        await outcome("outer", outer())

    run(main())


@program(22)
def a_time_out_is_moved():
    async def main():
        async def moved():
            async with asyncio.timeout(2) as scope:
                scope.reschedule(asyncio.get_running_loop().time() + 10)
                await asyncio.sleep(5)
                at("past the first")
                scope.reschedule(None)
                await asyncio.sleep(50)
                at("past the second")
                scope.reschedule(60)
                await sleeper("body")

        await outcome("scope", moved())

    run(main())


@program(23)
def the_bodys_own_exception_beats_the_time_out():
    async def main():
        async def body():
            async with asyncio.timeout(1):
                try:
                    await sleeper("body")
                except asyncio.CancelledError:
                    raise Spam("mine")

        await outcome("scope", body())

    run(main())


@program(23)
def wait_for_waits_for_the_end():
    async def main():
        await outcome("slow", asyncio.wait_for(asyncio.create_task(sleeper("slow", 3)), 1))
        await outcome("fast", asyncio.wait_for(asyncio.create_task(after(1, "fast")), 2))

    run(main())


@program(23)
def a_deadline_in_the_past():
    async def main():
        await asyncio.sleep(5)

        async def body():
            async with asyncio.timeout_at(1):
                at("begins")
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                at("not reached")

        await outcome("scope", body())

    run(main())
