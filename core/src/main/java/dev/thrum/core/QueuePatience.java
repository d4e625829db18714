// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// How long to look out for a grant before parking: learnt from how often that has been in time.
///
/// Looking out is worth its time only if the grant comes sooner than a thread can be parked and woken, which depends on
/// how long the resource is held, on how many wait, and on how busy the machine is.
final class QueuePatience {

    // spins
    //
    //   1 .. most     look out that long; in time: longer, up to most; in vain: an eighth of most less
    //   -REST .. 0    do not, but count up; above 0, try again with a quarter of most
    //
    // Read and written by all who wait, without order: a lost update is a lost lesson.

    private static final boolean OTHERS_CAN_RUN = Runtime.getRuntime().availableProcessors() > 1;

    private static final int REST = 64;

    private final int most;
    private int spins;

    /// @param most how long to look out at most, in turns of [Thread#onSpinWait()]
    QueuePatience(int most) {
        this.most = OTHERS_CAN_RUN ? most : 0;
        this.spins = this.most / 2;
    }

    /// How long to look out now; zero for not at all.
    int spins() {
        int present = spins;
        if (present > 0) {
            return present;
        }
        if (most > 0) {
            spins = present == 0 ? most / 4 : present + 1;
        }
        return 0;
    }

    /// Notes whether looking out was in time.
    void learn(boolean inTime) {
        int present = spins;
        int step = most / 8;
        if (inTime) {
            spins = Math.min(most, present + step);
        } else {
            spins = present > step ? present - step : -REST;
        }
    }
}
