// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: who waits for a condition frees the mutex first and enters the queue afterwards. A signal in between,
/// given by the next owner of the mutex, finds nobody.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the signal has found the waiter")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the signal has found nobody")
@State
public class SignalBeforeWait {
    private final ReentrantLock mutex = new ReentrantLock();
    private final WaitQueue waiters = new WaitQueue(new Resource() {});
    private boolean aboutToWait;

    @Actor
    public void waiter() {
        mutex.lock();
        aboutToWait = true;
        mutex.unlock();
        waiters.enqueue();
    }

    @Actor
    public void signaller(I_Result result) {
        boolean signalled = false;
        while (!signalled) {
            mutex.lock();
            if (aboutToWait) {
                result.r1 = waiters.grantFirst() ? 1 : 0;
                signalled = true;
            }
            mutex.unlock();
        }
    }
}
