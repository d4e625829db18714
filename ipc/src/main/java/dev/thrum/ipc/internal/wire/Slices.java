// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

/// Large arrays go through a channel in slices. The JDK copies a heap buffer into a direct one of the same size that it
/// then keeps for the thread; one message of 60 MB would cost 60 MB of native memory for as long as the thread lives.
final class Slices {

    private static final int SIZE = 64 * 1024;

    private Slices() {}

    static int end(int start, int total) {
        return Math.min(total, start + SIZE);
    }
}
