// SPDX-License-Identifier: Apache-2.0

@file:JvmName("KotlinLocks")

package dev.thrum.benchmarks

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** Increments a counter under a lock again and again, in one coroutine. */
fun increments(count: Int): Int = runBlocking {
    val mutex = Mutex()
    var counter = 0
    repeat(count) { mutex.withLock { counter++ } }
    counter
}

/** So many coroutines of the default dispatcher share the increments. */
fun contendedIncrements(coroutines: Int, count: Int): Int = runBlocking(Dispatchers.Default) {
    val mutex = Mutex()
    var counter = 0
    coroutineScope {
        repeat(coroutines) {
            launch { repeat(count / coroutines) { mutex.withLock { counter++ } } }
        }
    }
    counter
}
