// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class CallbackTest extends LoopTestBase {

    @DisplayName("4: callbacks and tasks begin in the order in which they were asked for")
    @Test
    void firstComeFirstServed() throws Exception {
        run(() -> {
            EventLoop.callSoon(() -> at("a"));
            EventLoop.spawn(() -> at("b")).needsNoAwaiter();
            EventLoop.callSoon(() -> at("c"));
            at("main goes on");
            Strand.yieldNow();
            return at("main again");
        });
        assertThat(trace).containsExactly("main goes on at 0", "a at 0", "b at 0", "c at 0", "main again at 0");
    }

    @DisplayName("5: callLater and callAt are called when their time has come, those of one time in order")
    @Test
    void callbacksInTime() throws Exception {
        run(() -> {
            EventLoop.callLater(seconds(3), () -> at("late"));
            Callback sooner = EventLoop.callLater(seconds(1), () -> at("sooner"));
            EventLoop.callAt(seconds(2), () -> at("first of two"));
            EventLoop.callLater(seconds(2), () -> at("second of two"));
            EventLoop.callAt(seconds(-1), () -> at("past"));
            assertThat(sooner.when()).isEqualTo(seconds(1));
            Strand.sleep(seconds(2));
            at("main");
            return after(5, 0).call();
        });
        assertThat(trace).containsExactly("past at 0", "sooner at 1", "first of two at 2", "second of two at 2", "main at 2",
                "late at 3");
    }

    @DisplayName("5: a cancelled callback is not called, and its timer has left the heap")
    @Test
    void cancelledCallbacks() throws Exception {
        run(() -> {
            List<Callback> timers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                timers.add(EventLoop.callLater(seconds(100 + i), () -> at("called")));
            }
            assertThat(timersOf("test loop")).isEqualTo(1_000);
            assertThat(timers).allMatch(Callback::cancel).allMatch(Callback::isCancelled);
            assertThat(timersOf("test loop")).isZero();
            assertThat(timers).noneMatch(Callback::cancel);
            Callback soon = EventLoop.callSoon(() -> at("called"));
            assertThat(soon.cancel()).isTrue();
            Callback begun = EventLoop.callSoon(() -> at("begun"));
            Strand.yieldNow();
            assertThat(begun.cancel()).isFalse();
            assertThat(begun.isCancelled()).isFalse();
            return after(5_000, 0).call();
        });
        assertThat(trace).containsExactly("begun at 0");
    }

    private static int timersOf(String loop) {
        return Inspector.snapshot().roots().stream()
                .filter(node -> node.kind().equals("event loop") && node.name().equals(loop))
                .mapToInt(node -> Integer.parseInt(node.facts().get("timers"))).sum();
    }

    @DisplayName("5: a callback may wait, and what it throws is logged")
    @Test
    void callbacksMayWaitAndFail() throws Exception {
        String log = Logged.by(() -> run(() -> {
            EventLoop.callSoon(() -> {
                Strand.sleep(seconds(1));
                at("waited");
                throw new IllegalStateException("of a callback");
            });
            return after(2, 0).call();
        }));
        assertThat(trace).containsExactly("waited at 1");
        assertThat(log).containsOnlyOnce("IllegalStateException: of a callback");
    }

    @DisplayName("5: what was to be called after the main task's end is dropped, also in a loop within a loop")
    @Test
    void callbacksAfterTheEnd() throws Exception {
        run(() -> {
            int inner = EventLoop.run(() -> {
                EventLoop.callLater(seconds(5), () -> at("inner"));
                return 1;
            });
            EventLoop.callLater(seconds(50), () -> at("outer"));
            return after(10, inner).call();
        });
        assertThat(trace).isEmpty();
        assertThat(clock.elapsed()).isEqualTo(seconds(10));
    }

    @DisplayName("5: calls from other threads wake an idle loop; timers set there are kept")
    @Test
    void callsFromOtherThreads() throws Exception {
        CompletableFuture<EventLoop> loop = new CompletableFuture<>();
        CountDownLatch over = new CountDownLatch(2);
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            EventLoop target = loop.join();
            target.callLaterThreadSafe(java.time.Duration.ofDays(1), () -> trace.add("never")).cancel();
            target.callSoonThreadSafe(() -> {
                trace.add("soon in " + EventLoop.current());
                over.countDown();
            });
            target.callLaterThreadSafe(java.time.Duration.ofMillis(1), () -> {
                trace.add("later in " + EventLoop.current());
                over.countDown();
                done.complete(true);
            });
        });
        EventLoop ran = EventLoop.builder().name("woken").run(() -> {
            loop.complete(EventLoop.current());
            EventLoop.await(done);
            return EventLoop.current();
        });
        caller.join();
        over.await();
        assertThat(trace).containsExactly("soon in woken", "later in woken");
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> ran.callSoonThreadSafe(() -> {}));
    }

    @DisplayName("6: a loop's own operations are clear errors on a thread that is in no loop, in every mode")
    @Test
    void foreignThreads() throws Exception {
        List<dev.thrum.core.Action<Exception>> operations = List.of(
                () -> EventLoop.spawn(() -> 1), () -> EventLoop.spawn("named", () -> 1), EventLoop::current,
                EventLoop::currentTask, () -> EventLoop.callSoon(() -> {}), () -> EventLoop.callLater(seconds(1), () -> {}),
                () -> EventLoop.callAt(seconds(1), () -> {}), () -> new TaskGroup().run(group -> {}),
                () -> Tasks.race(List.of(() -> 1)));
        dev.thrum.core.Action<Exception> check = () -> {
            for (dev.thrum.core.Action<Exception> operation : operations) {
                assertThatIllegalStateException().isThrownBy(operation::run)
                        .withMessageContaining("\"stranger\" is not in an event loop")
                        .withMessageContaining("EventLoop.run(..)").withMessageContaining("callSoonThreadSafe");
            }
        };
        onAThread(check);
        run(() -> {
            onAThread(check);
            return EventLoop.run(() -> {
                onAThread(check);
                return 0;
            });
        });
        EventLoop.run(() -> {
            onAThread(check);
            return 0;
        });
    }

    private static void onAThread(dev.thrum.core.Action<Exception> action) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().name("stranger").start(() -> {
            try {
                action.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        thread.join();
        assertThat(failure.get()).isNull();
    }

    @DisplayName("6: a task of a group cannot be started by a thread that is in no loop")
    @Test
    void foreignThreadsAndGroups() throws Exception {
        run(() -> {
            new TaskGroup().run(group -> onAThread(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> group.spawn(() -> 1)).withMessageContaining("is not in an event loop")));
            return 0;
        });
    }
}
