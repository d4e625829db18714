// SPDX-License-Identifier: Apache-2.0

package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The surroundings that the tag `one-carrier` promises.
@Tag("one-carrier")
@EnabledIfSystemProperty(named = "jdk.virtualThreadScheduler.parallelism", matches = "1")
class OneCarrierTest {
    @Test
    void aVirtualThreadRunsOnlyWhileNoOtherDoes() throws InterruptedException {
        AtomicBoolean secondRan = new AtomicBoolean();
        AtomicBoolean secondRanBeside = new AtomicBoolean();
        Thread first = Thread.startVirtualThread(() -> {
            Thread second = Thread.startVirtualThread(() -> secondRan.set(true));
            // The carrier is ours until we wait; with a second one, this loop would give the other thread ample time.
            for (int i = 0; i < 10_000_000 && !secondRan.get(); i++) {
                Thread.onSpinWait();
            }
            secondRanBeside.set(secondRan.get());
            while (second.isAlive()) {
                LockSupport.parkNanos(1);
            }
        });
        first.join();

        assertThat(secondRan).isTrue();
        assertThat(secondRanBeside).isFalse();
    }
}
