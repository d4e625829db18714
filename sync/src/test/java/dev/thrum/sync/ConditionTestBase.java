// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.fixture.Strands;
import org.junit.jupiter.api.Timeout;

/// A condition and its mutex, for tests.
@Timeout(60)
abstract class ConditionTestBase {

    final ReentrantMutex mutex = newMutex();
    final Condition condition = mutex.newCondition("C");

    /// To be overridden by tests of the same in another mode.
    ReentrantMutex newMutex() {
        return ReentrantMutex.named("R");
    }

    /// As [ReentrantMutex#locked(Action)], also for methods of which there are several.
    final void locked(Action<?> body) throws Exception {
        mutex.locked(body);
    }

    final void untilWaiting(int count) {
        Strands.untilWaiting(count, condition);
        Strands.until("the last waiter has freed the mutex", () -> !mutex.isLocked());
    }
}
