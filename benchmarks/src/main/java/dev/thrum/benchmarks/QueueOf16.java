// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

/// Queues of capacity 16.
public class QueueOf16 extends QueueTransfer {
    /// For JMH.
    public QueueOf16() {
        super(16);
    }
}
