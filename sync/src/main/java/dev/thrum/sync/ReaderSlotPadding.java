// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

/// A cache line to keep a [ReaderSlot] away from the one before it.
@SuppressWarnings("unused")
abstract class ReaderSlotPadding {
    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
}
