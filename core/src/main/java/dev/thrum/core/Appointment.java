// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// Something to be done at a time by whoever holds a [Baton] then.
///
/// Source: `asyncio.TimerHandle`.
public final class Appointment extends TimerHeap.Timer {

    private final Baton baton;
    private final Runnable errand;

    Appointment(Baton baton, Runnable errand) {
        this.baton = baton;
        this.errand = errand;
    }

    void keep() {
        errand.run();
    }

    /// Takes the errand off the clock; no effect if its time has come. Never blocks; any thread may call it. From a
    /// strand of the baton it takes effect at once, from elsewhere soon.
    public void cancel() {
        baton.cancel(this);
    }
}
