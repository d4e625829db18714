// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.util.Random;

/// Sleeps, yields, and is timed out; sometimes it fails after that, or cleans up in a shield.
final class Sleeping implements Deed {

    private long begun;
    private long slept;
    private long timedOut;
    private long endedEarly;
    private long failed;
    private long shielded;

    @Override
    public void run(Random random) throws Exception {
        begun++;
        boolean isOver = false;
        try {
            switch (random.nextInt(4)) {
                case 0 -> Strand.yieldNow();
                case 1 -> Strand.sleep(Pauses.any(random));
                default -> CancelScope.timeout(Pauses.any(random), () -> {
                    Strand.sleep(Pauses.any(random));
                    return 0;
                });
            }
            slept++;
            isOver = true;
        } catch (DeadlineExceededException e) {
            timedOut++;
            isOver = true;
        } finally {
            if (!isOver) {
                endedEarly++;
                CancelScope.shielded(() -> {
                    Strand.sleep(Pauses.brief(random));
                    return shielded++;
                });
            }
        }
        if (random.nextInt(8) == 0) {
            failed++;
            throw new PlannedFailure();
        }
    }

    @Override
    public void check() {
        assertThat(slept + timedOut + endedEarly).isEqualTo(begun);
        assertThat(shielded).as("clean-ups in a shield").isEqualTo(endedEarly);
    }

    @Override
    public String toString() {
        return "sleeping: %,d slept, %,d timed out, %,d ended early, %,d failed".formatted(slept, timedOut, endedEarly, failed);
    }
}
