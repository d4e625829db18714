// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// The kinds of coroutine that one can delegate to. From the moment of the delegation on both do the same; one of them
/// on the stack of its delegator, the other on its own.
enum CoroutineDelegate {
    NEW, STARTED;

    <R> Coroutine<Object, Object, R> of(String name, CoroutineBody<Object, Object, R> body) {
        if (this == NEW) {
            return Coroutine.of(name, body);
        }
        Coroutine<Object, Object, R> started = Coroutine.of(name, self -> {
            self.yield("before the delegation");
            return body.run(self);
        });
        started.start();
        return started;
    }
}
