// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.runBlocking

/** A channel between threads, each of which is blocked where its coroutine would be suspended. */
class KotlinQueue(capacity: Int) {
    private val channel = Channel<Int>(capacity)

    /** Sends so many numbers, on the calling thread. */
    fun send(count: Int) = runBlocking {
        for (number in 0 until count) {
            channel.send(number)
        }
    }

    /** Receives so many numbers, on the calling thread. */
    fun receive(count: Int): Long = runBlocking {
        var sum = 0L
        repeat(count) {
            sum += channel.receive()
        }
        sum
    }
}
