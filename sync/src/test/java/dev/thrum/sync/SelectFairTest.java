// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.Resource;
import dev.thrum.fixture.Strands;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A select among those who wait for something that is handed over in strict order.
@Timeout(60)
class SelectFairTest {

    /// Something fair, as a plain wait and as a clause of a select.
    private record Turn(Resource resource, Action<?> take, Clause<?, RuntimeException> clause, Runnable free) {

        @Override
        public String toString() {
            return resource.name();
        }
    }

    private static Stream<Turn> turns() {
        Mutex mutex = Mutex.fair("M");
        ReentrantMutex reentrant = ReentrantMutex.fair("R");
        CountingSemaphore semaphore = CountingSemaphore.fair("S", 1);
        return Stream.of(
                new Turn(mutex, mutex::lock, mutex.onLock(() -> "locked"), mutex::unlock),
                new Turn(reentrant, reentrant::lock, reentrant.onLock(() -> "locked"), reentrant::unlock),
                new Turn(semaphore, semaphore::acquire, semaphore.onAcquire(() -> "permitted"), semaphore::release));
    }

    static Stream<Arguments> turnsAndKinds() {
        return Stream.of(Strands.Kind.values()).flatMap(kind -> turns().map(turn -> Arguments.of(turn, kind)));
    }

    @ParameterizedTest
    @MethodSource("turnsAndKinds")
    @DisplayName("20, 5: in fair mode a select waits in the same line as everybody")
    void aSelectWaitsInLine(Turn turn, Strands.Kind kind) throws Exception {
        Event never = new Event();
        List<Integer> served = new ArrayList<>();
        Strands strands = Strands.of(kind);
        turn.take().run();
        for (int i = 0; i < 6; i++) {
            int me = i;
            strands.start("strand " + i, () -> {
                if (me % 2 == 0) {
                    Select.over(never.onSet(() -> "never"), turn.clause());
                } else {
                    turn.take().run();
                }
                served.add(me);
                turn.free().run();
            });
            Strands.untilWaiting(i + 1, turn.resource());
        }
        turn.free().run();
        strands.join();
        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(turn.resource().statistics()).endsWith(", 0 waiting");
    }

    @ParameterizedTest
    @MethodSource("turnsAndKinds")
    @DisplayName("20, 5: a select that has done something else is passed over")
    void aSelectThatHasLeftIsPassedOver(Turn turn, Strands.Kind kind) throws Exception {
        Event other = new Event();
        List<String> served = new ArrayList<>();
        Strands strands = Strands.of(kind);
        turn.take().run();
        strands.start("selects", () -> served.add(Select.over(other.onSet(() -> "set"), turn.clause()).toString()));
        Strands.untilWaiting(1, turn.resource());
        strands.start("waits", () -> {
            turn.take().run();
            served.add("taken");
            turn.free().run();
        });
        Strands.untilWaiting(2, turn.resource());
        other.set();
        turn.free().run();
        strands.join();
        assertThat(served).containsExactlyInAnyOrder("set", "taken");
        assertThat(turn.resource().statistics()).endsWith(", 0 waiting");
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("20, 2: a select that waits for a lock is told that its owner has ended")
    void aSelectIsToldOfAnAbandonedLock(Strands.Kind kind) throws Exception {
        for (boolean fair : new boolean[] {false, true}) {
            Mutex mutex = fair ? Mutex.fair("M") : Mutex.named("M");
            Event never = new Event();
            Event end = new Event();
            Event locked = new Event();
            Strands strands = Strands.of(kind);
            strands.start("owner", () -> {
                mutex.lock();
                locked.set();
                end.await();
            });
            locked.await();
            strands.start("selects", () -> assertThatThrownBy(() ->
                    Select.over(never.onSet(() -> "never"), mutex.onLock(() -> "locked")))
                    .isInstanceOf(AbandonedException.class).hasMessageContaining("Mutex \"M\"").hasMessageContaining("owner"));
            Strands.untilWaiting(1, mutex);
            end.set();
            strands.join();
            assertThat(mutex.statistics()).endsWith(", 0 waiting");
        }
    }
}
