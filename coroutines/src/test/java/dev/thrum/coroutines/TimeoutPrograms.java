// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;

/// Time-outs. The other side is `oracle/tasks.py`.
final class TimeoutPrograms extends LoopPrograms {

    @Program(22)
    void innerAndOuterTimeOut() throws Exception {
        run(() -> {
            outcome("outer", () -> CancelScope.timeout(seconds(5), () -> {
                outcome("inner", () -> CancelScope.timeout(seconds(2), sleeper("body")::call));
                return CancelScope.timeout(seconds(100), sleeper("body")::call);
            }));
            return 0;
        });
    }

    @Program(22)
    void aTimeOutIsMoved() throws Exception {
        run(() -> {
            CancelScope scope = new CancelScope("scope").expireAfter(seconds(2));
            outcome("scope", () -> scope.call(() -> {
                scope.expireAfter(seconds(10));
                Strand.sleep(seconds(5));
                at("past the first");
                scope.expireNever();
                Strand.sleep(seconds(50));
                at("past the second");
                scope.expireAt(seconds(60));
                return sleeper("body").call();
            }));
            return 0;
        });
    }

    @Program(23)
    void theBodysOwnExceptionBeatsTheTimeOut() throws Exception {
        run(() -> {
            outcome("scope", () -> CancelScope.timeout(seconds(1), () -> {
                try {
                    return sleeper("body").call();
                } catch (CancelledException e) {
                    throw new Spam("mine");
                }
            }));
            return 0;
        });
    }

    @Program(23)
    void waitForWaitsForTheEnd() throws Exception {
        run(() -> {
            Task<?> slow = EventLoop.spawn(sleeper("slow", 3));
            outcome("slow", () -> Tasks.waitFor(slow, seconds(1)));
            Task<String> fast = EventLoop.spawn(after(1, "fast"));
            outcome("fast", () -> Tasks.waitFor(fast, seconds(2)));
            return 0;
        });
    }

    @Program(23)
    void aDeadlineInThePast() throws Exception {
        run(() -> {
            Strand.sleep(seconds(5));
            outcome("scope", () -> CancelScope.timeoutAt(seconds(1), () -> {
                at("begins");
                Strand.yieldNow();
                Strand.yieldNow();
                return at("not reached");
            }));
            return 0;
        });
    }
}
