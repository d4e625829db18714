# SPDX-License-Identifier: Apache-2.0
"""Asynchronous generators: bodies that wait between their yields. Run by loop_oracle.py."""

import asyncio
from contextlib import aclosing

from harness import Spam, program, trace
from virtual_loop import after, at, outcome, run


async def ticks(clean_up=0):
    number = 0
    try:
        while True:
            await asyncio.sleep(2)
            number += 1
            yield number
    finally:
        await asyncio.sleep(clean_up)
        at("closed")


async def other(seconds):
    await asyncio.sleep(seconds)
    at("other")


@program(30)
def others_go_on_while_a_body_waits():
    async def main():
        task = asyncio.create_task(other(3))
        async with aclosing(ticks()) as items:
            async for number in items:
                at("tick", number)
                if number == 3:
                    break
        await task

    run(main())


@program(30)
def others_go_on_while_a_body_is_closed():
    async def main():
        task = asyncio.create_task(other(5))
        async with aclosing(ticks(10)) as items:
            at("tick", await anext(items))
        at("left")
        await task

    run(main())


@program(9, 30)
def the_consumer_is_cancelled_while_the_body_waits():
    async def consumer():
        async with aclosing(ticks()) as items:
            async for number in items:
                at("tick", number)

    async def main():
        task = asyncio.create_task(consumer())
        await asyncio.sleep(5)
        task.cancel()
        await outcome("consumer", task)

    run(main())


@program(9, 30)
def the_consumer_is_cancelled_while_the_body_cleans_up():
    async def numbers():
        try:
            yield 1
        finally:
            try:
                await asyncio.sleep(10)
                at("closed")
            except asyncio.CancelledError:
                at("disturbed")
                raise

    async def consumer():
        async with aclosing(numbers()) as items:
            at("got", await anext(items))

    async def main():
        task = asyncio.create_task(consumer())
        await asyncio.sleep(3)
        task.cancel()
        await outcome("consumer", task)

    run(main())


@program(30)
def a_body_fails_after_a_wait():
    async def numbers():
        yield 1
        await asyncio.sleep(2)
        raise Spam("after a wait")

    async def consumer():
        async for number in numbers():
            at("got", number)

    async def main():
        await outcome("consumer", asyncio.create_task(consumer()))

    run(main())


@program(30)
def a_body_awaits_tasks():
    async def results():
        tasks = [asyncio.create_task(after(seconds, seconds)) for seconds in (3, 1, 2)]
        for task in tasks:
            yield await task

    async def main():
        async for result in results():
            at("result", result)

    run(main())


@program(30)
def two_tasks_take_turns_with_one_body():
    async def consumer(name, items):
        for _ in range(2):
            at(name, await anext(items))
            await asyncio.sleep(5)

    async def main():
        async with aclosing(ticks()) as items:
            first = asyncio.create_task(consumer("first", items))
            await asyncio.sleep(3)
            await asyncio.gather(first, asyncio.create_task(consumer("second", items)))

    run(main())


@program(30)
def what_is_sent_makes_a_body_wait():
    async def waiter():
        waited = 0
        while True:
            seconds = yield waited
            await asyncio.sleep(seconds)
            waited += seconds

    async def main():
        body = waiter()
        at(await body.asend(None))
        at(await body.asend(2))
        at(await body.asend(5))
        await body.aclose()

    run(main())


@program(30)
def what_is_thrown_in_may_be_waited_about():
    async def numbers():
        try:
            yield 1
        except Spam as spam:
            await asyncio.sleep(4)
            at("caught", spam)
        yield 2

    async def main():
        body = numbers()
        at(await anext(body))
        at(await body.athrow(Spam("thrown in")))
        await body.aclose()
        trace("closed")

    run(main())


@program(30)
def a_body_that_has_not_begun_never_does():
    async def numbers():
        try:
            at("begun")
            yield 1
        finally:
            at("ended")

    async def main():
        async with aclosing(numbers()):
            await asyncio.sleep(1)
        at("left")

    run(main())
