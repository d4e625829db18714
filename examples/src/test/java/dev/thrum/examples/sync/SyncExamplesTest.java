// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.examples.Printed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// The examples print what the course's notes print, or what their texts promise.
@ResourceLock(Resources.SYSTEM_OUT)
class SyncExamplesTest {

    @Test
    void helloThread() throws Exception {
        assertThat(Printed.by(new HelloThread()::main).lines()).containsExactly("hello bob", "\"greeter\" has ended");
    }

    @Test
    void countPrimes() throws Exception {
        assertThat(Printed.by(new CountPrimes()::main).lines())
                .containsExactly("Thread 1 has found 78498 primes", "Thread 2 has found 70435 primes");
    }

    @Test
    void sessionPerThread() throws Exception {
        assertThat(Printed.by(new SessionPerThread()::main).lines())
                .containsExactly("Read 160 pages through 5 sessions");
    }

    @Test
    void lostUpdateIsLostEveryTime() throws Exception {
        for (int run = 0; run < 20; run++) {
            assertThat(Printed.by(new LostUpdate()::main).lines()).containsExactly(
                    "2. counter=20", "1. counter=10", "10 and 20 were added, and the sum is 10");
        }
    }

    @Test
    void interleavings() throws Exception {
        assertThat(Printed.by(new Interleavings()::main).lines())
                .containsExactly("Without a lock: [3, 4, 5, 6]", "With a lock: [5, 6]");
    }

    @Test
    void everyFixOfTheCounterLosesNothing() throws Exception {
        assertThat(Printed.by(new CounterFixes()::main).lines()).containsExactly(
                "mutex: 4000", "reentrant mutex: 4000", "semaphore: 4000", "event: 4000", "barrier: 4000",
                "queue: 4000", "event loop: 4000", "atomic: 4000");
    }

    @Test
    void selfDeadlock() throws Exception {
        String thread = "\"" + Thread.currentThread().getName() + "\"";
        assertThat(Printed.by(new SelfDeadlock()::main).lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("Deadlock of 1 strand:"),
                line -> assertThat(line).contains("1. platform thread " + thread + " waits at", "SelfDeadlock.book",
                        "for Mutex \"accounts\", owned by platform thread " + thread, "SelfDeadlock.deposit"),
                line -> assertThat(line).isEqualTo("Held 2 times"),
                line -> assertThat(line).isEqualTo("Held 0 times"));
    }

    @Test
    void oppositeOrderHasOneVictimAndTheOtherGoesOn() throws Exception {
        for (int run = 0; run < 20; run++) {
            assertThat(asIfAdaWereTheVictim(Printed.by(new OppositeOrder()::main).lines())).satisfiesExactly(
                    line -> assertThat(line).isEqualTo("Deadlock of 2 strands:"),
                    line -> assertThat(line).startsWith("  1. virtual thread \"Ada\" waits at ")
                            .contains("OppositeOrder.takeBoth(", "for Mutex \"b_lock\"",
                                    ", owned by virtual thread \"Bob\" (taken at "),
                    line -> assertThat(line).startsWith("  2. virtual thread \"Bob\" waits at ")
                            .contains("OppositeOrder.takeBoth(", "for Mutex \"a_lock\"",
                                    ", owned by virtual thread \"Ada\" (taken at "),
                    line -> assertThat(line).isEqualTo("Bob has both"));
        }
    }

    /// The program is the same for both; which of them the exception meets is chance.
    static List<String> asIfAdaWereTheVictim(List<String> lines) {
        if (lines.contains("Bob has both")) {
            return lines;
        }
        return lines.stream()
                .map(line -> line.replace("Ada", "?").replace("Bob", "Ada").replace("?", "Bob")
                        .replace("a_lock", "?").replace("b_lock", "a_lock").replace("?", "b_lock"))
                .toList();
    }

    @Test
    void oneOrder() throws Exception {
        assertThat(Printed.by(new OneOrder()::main).lines()).containsExactly("After 2000 transfers: a=5 b=10");
    }

    @Test
    void tryAndBackOff() throws Exception {
        assertThat(Printed.by(new TryAndBackOff()::main).lines()).containsExactly("After 2000 transfers: a=5 b=10");
    }

    @Test
    void catchAndRepeat() throws Exception {
        assertThat(Printed.by(new CatchAndRepeat()::main).lines()).containsExactly(
                "After 2000 transfers: a=5 b=10", "There were deadlocks, and nothing is lost");
    }

    @Test
    void sevenWorkersGoThreeAtATime() throws Exception {
        VirtualClock clock = new VirtualClock();
        assertThat(Printed.by(() -> EventLoop.builder().clock(clock).run(() -> {
            new ThreeAtATime().main();
            return clock;
        })).lines()).containsExactly(
                "now=0 s, payload=0", "now=0 s, payload=1", "now=0 s, payload=2",
                "now=2 s, payload=3", "now=2 s, payload=4", "now=2 s, payload=5",
                "now=4 s, payload=6");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void stopByEvent() throws Exception {
        assertThat(Printed.by(new StopByEvent()::main).lines()).last().isEqualTo("Result is 148933");
    }

    @Test
    void pingPong() throws Exception {
        assertThat(Printed.by(new PingPong()::main).lines())
                .containsExactly("ping 1", "pong 1", "ping 2", "pong 2", "ping 3", "pong 3");
    }

    @Test
    void partsAndSum() throws Exception {
        assertThat(Printed.by(new PartsAndSum()::main).lines()).containsExactly(
                "[1, 1, 0, 0, 0, 0, 0, 0]", "[1, 2, 1, 0, 0, 0, 0, 0]", "[1, 3, 3, 1, 0, 0, 0, 0]",
                "[1, 4, 6, 4, 1, 0, 0, 0]", "[1, 5, 10, 10, 5, 1, 0, 0]", "[1, 6, 15, 20, 15, 6, 1, 0]");
    }

    @Test
    void producerConsumer() throws Exception {
        assertThat(Printed.by(new ProducerConsumer()::main).lines())
                .containsExactly("All is done, and the sum is 5050", "3 consumers have gone home");
    }

    @Test
    void urgentFirst() throws Exception {
        assertThat(Printed.by(new UrgentFirst()::main).lines()).containsExactly(
                "Last in, first out:", "  let everybody out", "  water the plants", "  put out the fire", "  sweep",
                "Urgent first:", "  put out the fire", "  let everybody out", "  sweep", "  water the plants");
    }

    @Test
    void whoHoldsItSaysBothTheMessageAndTheInspector() throws Exception {
        List<String> lines = Printed.by(new WhoHoldsIt()::main).lines();
        assertThat(lines.get(0)).contains("waiting for Mutex \"stock\", owned by \"Ada\" (taken at ",
                "WhoHoldsIt.takeStock(", " ago; now at ", "WhoHoldsIt.haveLunch(");
        assertThat(lines.get(1)).isEqualTo("Nor now. There is:");
        assertThat(lines).anySatisfy(line -> assertThat(line)
                .contains("Mutex \"stock\": state locked, 0 waiting, owner Ada"));
        assertThat(lines).last().isEqualTo("sold");
    }

    @Test
    void abandonedLock() throws Exception {
        List<String> lines = Printed.by(new AbandonedLock()::main).lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("Mutex \"till\" is abandoned", "thread \"Bob\"", "AbandonedLock.careless(");
        assertThat(lines.get(1)).isEqualTo("The till is free and has 10 coins");
    }
}
