// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import java.util.concurrent.CountDownLatch;

/// Opens once and stays open. The only place where the caller of a pool's `close` waits.
final class Gate {

    private final CountDownLatch latch = new CountDownLatch(1);

    void open() {
        latch.countDown();
    }

    void await() throws InterruptedException {
        latch.await();
    }
}
