// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// Fields that do not travel, and a cache line to keep them away from those that do.
@SuppressWarnings("unused")
abstract class HandoffPadding {
    final Handoff.Bench first = new Handoff.Bench();
    final Handoff.Bench second = new Handoff.Bench();
    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
}
