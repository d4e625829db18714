// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Acquisition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever has just taken a lock looks where it stands, which takes a lot of stack; where there is too little, the lock
/// must be free again.
@Timeout(60)
class OutOfStackTest {

    private static final long STACK_BYTES = 512 << 10;

    /// A lock to be taken, without waiting.
    private record Taken(BooleanSupplier take, Runnable free, BooleanSupplier isHeld) {

        static Taken of(Mutex mutex) {
            return new Taken(mutex::tryLock, mutex::unlock, mutex::isLocked);
        }

        static Taken of(ReentrantMutex mutex) {
            return new Taken(mutex::tryLock, mutex::unlock, mutex::isLocked);
        }

        static Taken writing(ReadWriteMutex mutex) {
            return new Taken(mutex.writeLock()::tryLock, mutex.writeLock()::unlock, mutex.writeLock()::isLocked);
        }

        static Taken reading(ReadWriteMutex mutex) {
            return new Taken(mutex.readLock()::tryLock, mutex.readLock()::unlock,
                    () -> mutex.readLock().readers() > 0);
        }
    }

    static List<Arguments> locks() {
        Map<String, Supplier<Taken>> all = Map.of(
                "mutex", () -> Taken.of(new Mutex()),
                "fair mutex", () -> Taken.of(Mutex.fair()),
                "reentrant mutex", () -> Taken.of(new ReentrantMutex()),
                "to write", () -> Taken.writing(new ReadWriteMutex()),
                "to read", () -> Taken.reading(new ReadWriteMutex()));
        return all.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue())).toList();
    }

    /// Goes down to the end of the stack, and on the way back tries a new lock at each level.
    private static final class Descent {

        private final List<Taken> locks;
        private final List<StackOverflowError> errors = new ArrayList<>();
        private int tried;
        private int taken;

        private Descent(List<Taken> locks) {
            this.locks = locks;
        }

        private void down() {
            try {
                down();
            } catch (StackOverflowError e) {
                // this is as deep as it gets, or as high as it has failed so far
            }
            if (taken < 3 && tried < locks.size()) {
                attempt(locks.get(tried++));
            }
        }

        private void attempt(Taken lock) {
            try {
                if (lock.take.getAsBoolean()) {
                    taken++;
                    lock.free.run();
                }
            } catch (StackOverflowError e) {
                errors.add(e);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("locks")
    @DisplayName("2: who runs out of stack while it notes where it has taken a lock has not taken it")
    void whoRunsOutOfStackHasNotTakenTheLock(String name, Supplier<Taken> locks) throws InterruptedException {
        Taken first = locks.get(); // all classes are loaded, and what they link is linked
        assertThat(first.take.getAsBoolean()).isTrue();
        assertThat(first.isHeld.getAsBoolean()).isTrue();
        first.free.run();
        Descent descent = new Descent(Stream.generate(locks).limit(2_000).toList());
        Thread thread = new Thread(null, descent::down, "descends", STACK_BYTES);
        thread.start();
        thread.join();
        assertThat(descent.taken).as("there was stack enough again").isEqualTo(3);
        assertThat(descent.errors).as("the stack has ended while somebody looked at it").anyMatch(error -> Stream
                .of(error.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(Acquisition.class.getName())));
        assertThat(descent.locks).noneMatch(lock -> lock.isHeld.getAsBoolean());
    }
}
