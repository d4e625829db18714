// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

/// A cache line to keep the fields of a subclass away from what lies before them.
@SuppressWarnings("unused")
abstract class CacheLinePadding {
    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
}
