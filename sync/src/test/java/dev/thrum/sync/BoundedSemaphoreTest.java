// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoundedSemaphoreTest {

    private final BoundedSemaphore semaphore = BoundedSemaphore.named("B", 3);

    @Test
    @DisplayName("9: a negative initial number is an error")
    void aNegativeInitialNumberIsAnError() {
        assertThatThrownBy(() -> new BoundedSemaphore(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> BoundedSemaphore.named("B", Integer.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("10: a release too many is an error that tells so, and the count stays")
    void overRelease() throws InterruptedException {
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("BoundedSemaphore \"B\"").hasMessageContaining("3 of its 3");
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        semaphore.acquire();
        assertThatThrownBy(() -> semaphore.release(2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> semaphore.release(Integer.MAX_VALUE)).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        semaphore.release();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        assertThat(semaphore.bound()).isEqualTo(3);
    }

    @Test
    @DisplayName("10: permits that come back in parts are counted exactly")
    void permitsComeBackInParts() throws InterruptedException {
        semaphore.acquire(3);
        semaphore.release(2);
        assertThat(semaphore).hasToString("BoundedSemaphore \"B\" (2 of 3 free, 0 waiting)");
        semaphore.release(1);
        assertThatThrownBy(() -> semaphore.release(1)).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.<Integer, RuntimeException>withPermit(semaphore::availablePermits)).isEqualTo(2);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    @DisplayName("9: waiting for more than there can ever be is an error, not a hang")
    void moreThanThereCanEverBe() throws InterruptedException {
        assertThatThrownBy(() -> semaphore.acquire(4)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 3");
        assertThatThrownBy(() -> semaphore.acquireUninterruptibly(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.tryAcquire(4, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoundedSemaphore(0).acquire()).isInstanceOf(IllegalArgumentException.class);
        assertThat(semaphore.tryAcquire(4)).isFalse();
        assertThat(semaphore.tryAcquire(4, Duration.ZERO)).isFalse();
        assertThat(semaphore.tryAcquire(3)).as("nothing is reserved").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("10: a waiter gets what is released, and the bound counts what it holds")
    void aWaiterGetsWhatIsReleased(Strands.Kind kind) throws InterruptedException {
        semaphore.acquire(3);
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> semaphore.acquire(2));
        Strands.untilWaiting(1, semaphore);
        semaphore.release(3);
        strands.join();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        semaphore.release(2);
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
    }
}
