// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.core.Body;
import dev.thrum.sync.WorkQueue;

/// The right to do something, which lies in a queue while nobody has it. Who takes it there may go on, and puts it back
/// afterwards; who finds the queue empty waits. What the one did before it put the token back happens before what the
/// other does when it has taken it.
final class Token {
    private final WorkQueue<String> queue;

    Token(WorkQueue<String> queue) {
        this.queue = queue;
        queue.add("the right to go on");
    }

    <T, X extends Exception> T held(Body<T, X> body) throws X, InterruptedException {
        String token = queue.take();
        try {
            return body.call();
        } finally {
            queue.put(token);
        }
    }
}
