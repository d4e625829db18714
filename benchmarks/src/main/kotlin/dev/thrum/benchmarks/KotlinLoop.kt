// SPDX-License-Identifier: Apache-2.0

@file:JvmName("KotlinLoop")

package dev.thrum.benchmarks

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.yield

// All coroutines of these run on the calling thread: an event loop.

/** Coroutines that give way so many times each. */
fun yields(coroutines: Int, times: Int) = runBlocking {
    repeat(coroutines) {
        launch {
            repeat(times) { yield() }
        }
    }
}

/** Starts coroutines that do nothing, and waits for each. */
fun launchAndJoin(coroutines: Int) = runBlocking {
    val jobs = List(coroutines) { launch {} }
    jobs.forEach { it.join() }
}

/** Coroutines that sleep once. */
fun sleepers(coroutines: Int, millis: Long) = runBlocking {
    repeat(coroutines) {
        launch { delay(millis) }
    }
}

/** Passes items from one coroutine to another. */
fun passItems(capacity: Int, count: Int): Long = runBlocking {
    val channel = Channel<Int>(capacity)
    launch { repeat(count) { channel.send(it) } }
    var sum = 0L
    repeat(count) { sum += channel.receive() }
    sum
}

/** Two coroutines that take turns with a lock, which each gives way with. */
fun handMutex(times: Int) = runBlocking {
    val mutex = Mutex()
    repeat(2) {
        launch {
            repeat(times) {
                mutex.withLock { yield() }
            }
        }
    }
}
