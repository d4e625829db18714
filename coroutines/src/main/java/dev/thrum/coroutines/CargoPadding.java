// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// A cache line to keep what travels away from what does not.
@SuppressWarnings("unused")
abstract class CargoPadding extends Cargo {
    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
}
