// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.Condition;
import dev.thrum.sync.ReentrantMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// No signal is lost, whatever the strand that it was meant for does in that moment; and who waits gives up the whole
/// depth of its mutex, and has it again afterwards.
///
/// A waiter enters the queue of the condition while it still owns the mutex. In the twin with a planted bug,
/// [SignalBeforeWait][dev.thrum.proofs.canary.SignalBeforeWait], it frees the mutex first, and a signal in between
/// finds nobody. A waiter that was signalled and that gives up agree on one outcome, which in
/// [SignalForTheGone][dev.thrum.proofs.canary.SignalForTheGone] they do not: nobody asks whether the signal was
/// accepted.
///
/// Where there are two results, they are 1 if the waiter was told that it was signalled, and how many strands the
/// signaller was told it has woken. Run alone with `-Djcstress.only=ConditionProof`. Seen:
///
/// | test                  | result  | samples | meaning                               |
/// |-----------------------|---------|--------:|---------------------------------------|
/// | FirstSignal           | 1, 1    |  20,164 | the first signal has woken the waiter |
/// | AgainstTimeout        | 0, 0    |  63,683 | timed out, and the signaller knows    |
/// | AgainstTimeout        | 1, 1    |      33 | signalled, and both know              |
/// | AgainstInterrupt      | 0, 0    |   2,562 | interrupted, and the signaller knows  |
/// | AgainstInterrupt      | 1, 1    |     317 | signalled, and both know              |
/// | AgainstCancellation   | 0, 0    |   8,128 | cancelled, and the signaller knows    |
/// | AgainstCancellation   | 1, 1    |   4,991 | signalled, and both know              |
/// | FullDepth             | 3, 1, 1 |  72,920 | given up, and restored                |
/// | FullDepthAfterTimeout | 2, 3, 1 |  36,962 | given up, and restored                |
public final class ConditionProof {
    private ConditionProof() {}

    /// From the moment in which the mutex is free a signal finds the waiter.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the first signal has woken the waiter")
    @Outcome(id = {"., 0", "-1, ."}, expect = Expect.FORBIDDEN, desc = "the signal has found nobody")
    @State
    public static class FirstSignal {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition condition = mutex.newCondition();
        private boolean aboutToWait;
        private int data;

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> mutex.locked(() -> {
                aboutToWait = true;
                result.r1 = condition.await(Waiting.LIMIT) ? data : -1;
                return null;
            }));
        }

        @Actor
        public void signaller(II_Result result) {
            boolean signalled = false;
            while (!signalled) {
                mutex.lock();
                if (aboutToWait) {
                    data = 1;
                    result.r2 = condition.signal(1);
                    condition.signalAll();
                    signalled = true;
                }
                mutex.unlock();
            }
        }
    }

    /// A signal against a deadline.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "signalled, and both know")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "timed out, and the signaller knows")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the signal was lost")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "signalled by nobody")
    @State
    public static class AgainstTimeout {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition condition = mutex.newCondition();

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> result.r1 = mutex.locked(() -> condition.await(Waiting.SHORT)) ? 1 : 0);
        }

        @Actor
        public void signaller(II_Result result) {
            Unchecked.run(() -> result.r2 = mutex.locked(() -> condition.signal(1)));
        }
    }

    /// A signal against an interrupt, which comes first, while the waiter waits. One that was signalled all the same
    /// keeps the interrupt status for its next wait to find.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "signalled, and both know")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "interrupted, and the signaller knows")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the signal was lost")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "signalled by nobody")
    @Outcome(id = "-1, .", expect = Expect.FORBIDDEN, desc = "the interrupt was lost, or told twice")
    @State
    public static class AgainstInterrupt {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition condition = mutex.newCondition();
        private Thread waiting;

        @Actor
        public void waiter(II_Result result) {
            mutex.lock();
            waiting = Thread.currentThread();
            try {
                boolean signalled = condition.await(Waiting.LIMIT);
                result.r1 = signalled && Thread.interrupted() ? 1 : -1;
            } catch (InterruptedException e) {
                result.r1 = Thread.interrupted() ? -1 : 0;
            }
            mutex.unlock();
        }

        @Actor
        public void signaller(II_Result result) {
            boolean signalled = false;
            while (!signalled) {
                mutex.lock();
                if (waiting != null) {
                    waiting.interrupt(); // it cannot go on before this strand has unlocked
                    result.r2 = condition.signal(1);
                    signalled = true;
                }
                mutex.unlock();
            }
        }
    }

    /// A signal against the cancellation of a scope around the wait, which comes first.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "signalled, and both know")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled, and the signaller knows")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the signal was lost")
    @Outcome(id = {"1, 0", "-1, ."}, expect = Expect.FORBIDDEN, desc = "signalled by nobody")
    @State
    public static class AgainstCancellation {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition condition = mutex.newCondition();
        private final CancelScope scope = new CancelScope("the wait");
        private boolean aboutToWait;

        @Actor
        public void waiter(II_Result result) {
            mutex.lock();
            aboutToWait = true;
            Unchecked.run(() -> {
                try {
                    result.r1 = scope.call(() -> condition.await(Waiting.LIMIT)) ? 1 : -1;
                } catch (CancelledException e) {
                    result.r1 = 0;
                }
            });
            mutex.unlock();
        }

        @Actor
        public void signaller(II_Result result) {
            boolean signalled = false;
            while (!signalled) {
                mutex.lock();
                if (aboutToWait) {
                    scope.cancel("no longer needed");
                    result.r2 = condition.signal(1);
                    signalled = true;
                }
                mutex.unlock();
            }
        }
    }

    /// Locked three times, the mutex is free during the wait, and locked three times again after it. Results are the
    /// hold counts of the waiter and of the signaller, and 1 if the mutex is free in the end.
    @JCStressTest
    @Outcome(id = "3, 1, 1", expect = Expect.ACCEPTABLE, desc = "given up, and restored")
    @State
    public static class FullDepth {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition condition = mutex.newCondition();
        private boolean ready;

        @Actor
        public void waiter(III_Result result) {
            Unchecked.run(() -> mutex.locked(() -> mutex.locked(() -> mutex.locked(() -> {
                condition.await(() -> ready);
                result.r1 = mutex.holdCount();
                return null;
            }))));
        }

        @Actor
        public void signaller(III_Result result) {
            Unchecked.run(() -> mutex.locked(() -> {
                ready = true;
                result.r2 = mutex.holdCount();
                return condition.signal(1);
            }));
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = mutex.tryLock() ? 1 : 0;
        }
    }

    /// The same, when the wait ends by a time-out while another strand wants the mutex.
    @JCStressTest
    @Outcome(id = "2, 3, 1", expect = Expect.ACCEPTABLE, desc = "given up, and restored")
    @State
    public static class FullDepthAfterTimeout {
        private static final int ROUNDS = 3;

        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition condition = mutex.newCondition();

        @Actor
        public void waiter(III_Result result) {
            Unchecked.run(() -> mutex.locked(() -> mutex.locked(() -> {
                condition.await(Waiting.SHORT);
                result.r1 = mutex.holdCount();
                return null;
            })));
        }

        @Actor
        public void other(III_Result result) {
            for (int i = 0; i < ROUNDS; i++) {
                mutex.lock();
                result.r2 += mutex.holdCount();
                mutex.unlock();
            }
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = mutex.tryLock() ? 1 : 0;
        }
    }
}
