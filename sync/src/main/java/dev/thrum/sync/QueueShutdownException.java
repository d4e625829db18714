// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

/// Raised by a [WorkQueue] that was shut down, where an element would have to be put, or waited for although none can
/// come any more: Python's `queue.ShutDown`.
///
/// It is unchecked because the methods of [java.util.concurrent.BlockingQueue] leave no room for a checked one, and an
/// [IllegalStateException] because that is what `add` throws for an element it cannot take. For a worker it is the
/// ordinary end of its work.
public final class QueueShutdownException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    QueueShutdownException(String message) {
        super(message);
    }
}
