// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

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

    private int restsUntilALook() {
        int rests = 0;
        while (!looksInVain() && looks.get() == 0) {
            rests++;
        }
        return rests;
    }
}
