// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookOutTest {

    private final LookOut lookOut = new LookOut();
    private final AtomicInteger looks = new AtomicInteger();

    private boolean looksInVain() {
        looks.set(0);
        return lookOut.until(() -> {
            looks.incrementAndGet();
            return false;
        });
    }

    /// Looks in vain until nobody looks any more.
    private int missUntilRest() {
        int misses = 0;
        do {
            assertThat(looksInVain()).isFalse();
            misses++;
        } while (looks.get() > 0);
        return misses - 1;
    }

    @Test
    void whatIsThereIsSeenAtTheFirstLook() {
        assertThat(lookOut.until(() -> looks.incrementAndGet() == 1)).isTrue();
        assertThat(looks).hasValue(1);
    }

    @Test
    void whatComesWhileItLooksIsSeen() {
        assertThat(lookOut.until(() -> looks.incrementAndGet() == 5)).isTrue();
        assertThat(looks).hasValue(5);
    }

    @Test
    void afterSomeMissesTheNextOnesDoNotLook() {
        assertThat(missUntilRest()).isBetween(2, 100);
        assertThat(lookOut.until(() -> true)).as("nobody has looked").isFalse();
    }

    @Test
    void theMoreMissesTheLongerTheRest() {
        missUntilRest();
        int first = restsUntilALook();
        int second = restsUntilALook();
        int third = restsUntilALook();
        assertThat(second).isGreaterThan(first);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    void aSuccessIsTheEndOfTheRests() {
        int forgiven = missUntilRest();
        restsUntilALook();
        while (!lookOut.until(() -> true)) {
            // rests
        }
        assertThat(missUntilRest()).isEqualTo(forgiven);
    }

    /// On a single processor, whoever holds something cannot free it while somebody looks.
    private static void assumeTwoProcessors() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    }

    @Test
    void whatComesFreeIsSnatched() {
        assumeTwoProcessors();
        assertThat(lookOut.snatch(() -> looks.incrementAndGet() == 1)).isTrue();
        assertThat(looks).hasValue(1);
    }

    @Test
    void whoSnatchesTriesAFewTimesOnly() {
        assumeTwoProcessors();
        assertThat(lookOut.snatch(() -> looks.incrementAndGet() == 100)).isFalse();
        assertThat(looks).hasValue(4);
    }

    @Test
    void whereSnatchingFailsAgainAndAgainTheNextOnesDoNotTry() {
        assumeTwoProcessors();
        for (int i = 0; i < 100; i++) {
            lookOut.snatch(() -> looks.incrementAndGet() == 0);
        }
        assertThat(looks).hasValueLessThan(100);
        assertThat(lookOut.snatch(() -> true)).as("nobody has tried").isFalse();
    }

    private int restsUntilALook() {
        int rests = 0;
        while (!looksInVain() && looks.get() == 0) {
            rests++;
        }
        return rests;
    }
}
