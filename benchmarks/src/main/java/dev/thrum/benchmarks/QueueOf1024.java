// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

/// Queues of capacity 1024.
public class QueueOf1024 extends QueueTransfer {
    /// For JMH.
    public QueueOf1024() {
        super(1024);
    }
}
