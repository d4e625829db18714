// SPDX-License-Identifier: Apache-2.0

@file:JvmName("KotlinPeers")

package dev.thrum.benchmarks

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.openjdk.jmh.infra.Blackhole

/** The first numbers, as a sequence whose body suspends at each. */
private fun numbers(count: Int): Sequence<Int> = sequence {
    for (number in 0 until count) {
        yield(number)
    }
}

private fun allNumbers(): Sequence<Int> = sequence {
    var number = 0
    while (true) {
        yield(number++)
    }
}

/** All numbers, to be pulled. */
fun pull(): Iterator<Int> = allNumbers().iterator()

fun forLoop(count: Int, consumer: Blackhole) {
    for (number: Any in numbers(count)) {
        consumer.consume(number)
    }
}

fun reduce(count: Int): Int = numbers(count).reduce(Int::plus)

fun chain(count: Int, consumer: Blackhole) =
    numbers(count).map { it + 1 }.filter { it and 1 == 0 }.forEach { number: Any -> consumer.consume(number) }

/** All numbers, yielded through as many sequences, each of which yields all of the next. */
fun delegating(depth: Int): Iterator<Int> = nested(depth).iterator()

private fun nested(depth: Int): Sequence<Int> =
    if (depth == 0) allNumbers() else sequence { yieldAll(nested(depth - 1)) }

/**
 * Sends numbers to a coroutine and receives an answer to each, over two rendezvous channels. Both coroutines run on the
 * calling thread, the cheapest way there is: nothing is passed between threads.
 */
fun roundTrips(count: Int): Int = runBlocking {
    val questions = Channel<Int>()
    val answers = Channel<Int>()
    launch {
        for (question in questions) {
            answers.send(question + 1)
        }
    }
    var number = 0
    repeat(count) {
        questions.send(number)
        number = answers.receive()
    }
    questions.close()
    number
}
