// SPDX-License-Identifier: Apache-2.0

@file:JvmName("KotlinChannels")

package dev.thrum.benchmarks

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select

/** A channel that holds so many items. */
fun channel(capacity: Int): Channel<Int> = Channel(capacity)

/** Sends from a thread. */
fun send(channel: Channel<Int>, item: Int) = channel.trySendBlocking(item).getOrThrow()

/** Receives in a thread. */
fun receive(channel: Channel<Int>): Int = runBlocking { channel.receive() }

/** Receives from one or the other in a thread. */
fun receiveEither(first: Channel<Int>, second: Channel<Int>): Int = runBlocking { either(first, second) }

private suspend fun either(first: Channel<Int>, second: Channel<Int>): Int = select {
    first.onReceive { it }
    second.onReceive { it }
}

/** Passes items from one coroutine to another. */
fun transfer(capacity: Int, count: Int) = runBlocking(Dispatchers.Default) {
    val channel = Channel<Int>(capacity)
    launch { repeat(count) { channel.send(it) } }
    repeat(count) { channel.receive() }
}

/** Passes items from two coroutines to a third, over a channel each. */
fun select(capacity: Int, count: Int) = runBlocking(Dispatchers.Default) {
    val first = Channel<Int>(capacity)
    val second = Channel<Int>(capacity)
    launch { repeat(count / 2) { first.send(it) } }
    launch { repeat(count / 2) { second.send(it) } }
    repeat(count) { either(first, second) }
}
