// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/// What holds of locks and semaphores holds of them in fair mode.
@DisplayName("5: in fair mode")
class FairTest {

    @Nested
    class OfMutex extends MutexTest {
        @Override
        Mutex newMutex() {
            return Mutex.fair("M");
        }
    }

    @Nested
    class OfReentrantMutex extends ReentrantMutexTest {
        @Override
        ReentrantMutex newMutex() {
            return ReentrantMutex.fair("R");
        }
    }

    @Nested
    class OfCondition extends ConditionTest {
        @Override
        ReentrantMutex newMutex() {
            return ReentrantMutex.fair("R");
        }
    }

    @Nested
    class OfConditionInTime extends ConditionTimeTest {
        @Override
        ReentrantMutex newMutex() {
            return ReentrantMutex.fair("R");
        }
    }

    @Nested
    class OfConditionInDeadlocks extends ConditionDeadlockTest {
        @Override
        ReentrantMutex newMutex() {
            return ReentrantMutex.fair("R");
        }
    }

    @Nested
    class OfAbandonedLocks extends AbandonedTest {
        @Override
        Mutex newMutex() {
            return Mutex.fair("M");
        }

        @Override
        ReentrantMutex newReentrant() {
            return ReentrantMutex.fair("R");
        }
    }

    @Nested
    class OfCountingSemaphore extends CountingSemaphoreTest {
        @Override
        CountingSemaphore newSemaphore() {
            return CountingSemaphore.fair("S", 0);
        }
    }

    @Nested
    class OfSeveralPermits extends SeveralPermitsTest {
        @Override
        CountingSemaphore newSemaphore() {
            return CountingSemaphore.fair("S", 0);
        }
    }

    @Nested
    class OfSemaphoresInAStorm extends SemaphoreStormTest {
        @Override
        BoundedSemaphore newSemaphore() {
            return BoundedSemaphore.fair(PERMITS);
        }
    }

    @Nested
    class OfReadWriteMutex extends ReadWriteMutexTest {
        @Override
        ReadWriteMutex newMutex() {
            return ReadWriteMutex.fair("RW");
        }
    }

    @Nested
    class OfReadWriteErrors extends ReadWriteErrorsTest {
        @Override
        ReadWriteMutex newMutex() {
            return ReadWriteMutex.fair("RW");
        }
    }
}
