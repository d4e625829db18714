// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Code without a value where code with one can stand: the compiler finds the form that is meant, and it does the same.
class ActionFormsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> done = new ArrayList<>();

    /// Something with two methods of one name, as waits with and without a time-out often are.
    private static final class Bell {
        int ring() {
            return 1;
        }

        int ring(int times) {
            return times;
        }
    }

    private void fail() throws IOException {
        throw new IOException("no such file");
    }

    @Test
    void actionsAreRun() throws Exception {
        CancelScope.timeout(LONG, () -> {
            done.add("timeout");
        });
        CancelScope.timeoutAt(Strand.time().plus(LONG), () -> {
            done.add("timeoutAt");
        });
        CancelScope.shielded(() -> {
            done.add("shielded");
        });
        assertThat(done).containsExactly("timeout", "timeoutAt", "shielded");
    }

    @Test
    void whatTheyThrowIsDeclaredAndComesOut() {
        assertThatIOException().isThrownBy(() -> CancelScope.timeout(LONG, this::fail));
        assertThatIOException().isThrownBy(() -> CancelScope.timeoutAt(Strand.time().plus(LONG), this::fail));
        assertThatIOException().isThrownBy(() -> CancelScope.shielded(this::fail));
    }

    @Test
    void theirTimeEnds() {
        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(() -> CancelScope.timeout(Duration.ZERO, () -> Strand.sleep(LONG)));
        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(() -> CancelScope.timeoutAt(Duration.ZERO, () -> Strand.sleep(LONG)));
    }

    @Test
    void theirShieldHolds() throws Exception {
        CancelScope scope = new CancelScope("outer");
        scope.run(() -> {
            scope.cancel("enough");
            CancelScope.shielded(() -> Strand.sleep(Duration.ofNanos(1)));
            done.add("slept");
        });
        assertThat(done).containsExactly("slept");
    }

    @Test
    void whateverHasAValueGivesIt() throws Exception {
        Bell bell = new Bell();
        int byReference = CancelScope.timeout(LONG, bell::ring);
        int byLambda = CancelScope.timeout(LONG, () -> bell.ring(2));
        assertThat(List.of(byReference, byLambda)).containsExactly(1, 2);
        int shielded = CancelScope.shielded(bell::ring);
        assertThat(shielded).isEqualTo(1);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> CancelScope.timeout(LONG, () -> {
            throw new IllegalStateException("neither a value nor an end");
        }));
    }
}
