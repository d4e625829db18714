// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

/// One end of a [RingStore], and a cache line to keep it away from what lies behind it.
@SuppressWarnings("unused")
final class RingEnd extends RingEndFields {
    private long q0;
    private long q1;
    private long q2;
    private long q3;
    private long q4;
    private long q5;
    private long q6;
    private long q7;
}
