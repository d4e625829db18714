// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.Barrier;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Whoever gives up breaks the barrier, and somebody makes it whole again. All of a round go through or none, and each
/// index is given to one of them.
final class Rounds implements Subject {

    private static final int PARTIES = 3;

    private final LongAdder actions = new LongAdder();
    private final Barrier barrier = Barrier.named("rounds", PARTIES, actions::increment);
    private final List<LongAdder> passed = Stream.generate(LongAdder::new).limit(PARTIES).toList();
    private final LongAdder repairs = new LongAdder();
    private boolean isClosed;

    @Override
    public void step(Random random) throws InterruptedException {
        pass(random, random.nextInt(4) == 0);
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        pass(random, false);
    }

    private void pass(Random random, boolean timed) throws InterruptedException {
        try {
            int index = timed ? barrier.await(Pauses.any(random)) : barrier.await();
            passed.get(index).increment();
        } catch (BrokenBarrierException | TimeoutException e) {
            repair();
        }
    }

    private synchronized void repair() {
        if (!isClosed && barrier.isBroken()) {
            repairs.increment();
            barrier.reset();
        }
    }

    @Override
    public void settle() {
        if (!barrier.isBroken() && barrier.waiting() > 0) {
            barrier.abort();
        }
    }

    @Override
    public synchronized void end() {
        isClosed = true;
        barrier.abort();
    }

    @Override
    public void check() {
        assertThat(passed).extracting(LongAdder::sum).containsOnly(passed.getFirst().sum());
        assertThat(passed.getFirst().sum()).isLessThanOrEqualTo(actions.sum());
        assertThat(barrier.statistics()).isEqualTo("broken, 0 waiting");
    }

    @Override
    public String toString() {
        return barrier + ": " + passed + " passed by index, " + actions + " actions, " + repairs + " repairs";
    }
}
