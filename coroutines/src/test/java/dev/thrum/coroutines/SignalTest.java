// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.Strand;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Signals that this process sends to itself. They come on threads of the JVM, so the loops are in real time.
@Timeout(30)
@EnabledOnOs({OS.LINUX, OS.MAC})
class SignalTest {

    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private Object before;

    /// The program's own handler of the signals used here.
    @BeforeEach
    void handleSignals() throws Exception {
        Class<?> type = Class.forName("sun.misc.SignalHandler");
        Object handler = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals("handle") && arrived.add("program") ? null : 0);
        before = install("USR2", handler);
    }

    @AfterEach
    void restore() throws Exception {
        install("USR2", before);
    }

    private static Object install(String name, Object handler) throws Exception {
        Class<?> type = Class.forName("sun.misc.Signal");
        return type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, type.getConstructor(String.class).newInstance(name), handler);
    }

    private static void raise(String name) throws Exception {
        Class<?> type = Class.forName("sun.misc.Signal");
        type.getMethod("raise", type).invoke(null, type.getConstructor(String.class).newInstance(name));
    }

    private String next() throws InterruptedException {
        return EventLoop.blocking(arrived::take);
    }

    @DisplayName("31: a signal has an action called in the loop, as a task that may wait, each time")
    @Test
    void actionRunsInTheLoop() throws Exception {
        EventLoop.run(() -> {
            EventLoop loop = EventLoop.current();
            try (SignalHandle handle = EventLoop.onSignal("USR2", () -> {
                Strand.sleep(Duration.ofMillis(1));
                arrived.add(EventLoop.current() == loop ? "in the loop" : "elsewhere");
            })) {
                raise("USR2");
                assertThat(next()).isEqualTo("in the loop");
                raise("USR2");
                assertThat(next()).isEqualTo("in the loop");
                return assertThat(handle.toString()).contains("SIGUSR2").contains(loop.toString());
            }
        });
    }

    @DisplayName("31: a signal wakes a loop in which nobody can run")
    @Test
    void wakesAnIdleLoop() throws Exception {
        EventLoop.run(() -> {
            CompletableFuture<String> told = new CompletableFuture<>();
            try (SignalHandle _ = EventLoop.onSignal("SIGUSR2", () -> told.complete("told"))) {
                Thread.ofPlatform().daemon().start(() -> {
                    try {
                        raise("USR2");
                    } catch (Exception e) {
                        told.completeExceptionally(e);
                    }
                });
                return assertThat(EventLoop.await(told)).isEqualTo("told");
            }
        });
    }

    @DisplayName("31: the latest handler gets the signal; closing gives it back to what was there before, in any order")
    @Test
    void handlersArePutBack() throws Exception {
        EventLoop.run(() -> {
            SignalHandle first = EventLoop.onSignal("USR2", () -> arrived.add("first"));
            SignalHandle second = EventLoop.onSignal("USR2", () -> arrived.add("second"));
            SignalHandle third = EventLoop.onSignal("USR2", () -> arrived.add("third"));
            raise("USR2");
            assertThat(next()).isEqualTo("third");
            second.close();
            third.close();
            third.close();
            raise("USR2");
            assertThat(next()).isEqualTo("first");
            first.close();
            raise("USR2");
            return assertThat(next()).isEqualTo("program");
        });
    }

    @DisplayName("31: the end of the loop takes away what was left, that of a nested run as well")
    @Test
    void endOfTheLoop() throws Exception {
        EventLoop.run(() -> {
            EventLoop.onSignal("USR2", () -> arrived.add("outer"));
            EventLoop.run(() -> EventLoop.onSignal("USR2", () -> arrived.add("inner")));
            raise("USR2");
            return assertThat(next()).isEqualTo("outer");
        });
        raise("USR2");
        assertThat(arrived.take()).isEqualTo("program");
    }

    @DisplayName("31: a handler that the program has installed meanwhile stays")
    @Test
    void laterHandlerOfTheProgram() throws Exception {
        Object later = install("USR2", before);
        EventLoop.run(() -> {
            EventLoop.onSignal("USR2", () -> arrived.add("ours"));
            return install("USR2", later);
        });
        raise("USR2");
        assertThat(arrived.take()).isEqualTo("program");
    }

    @DisplayName("31: a signal that does not exist, or is not to be had, is an error that says so")
    @Test
    void refused() throws Exception {
        EventLoop.run(() -> {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> EventLoop.onSignal("NONSENSE", () -> {}))
                    .withMessageContaining("There is no signal SIGNONSENSE");
            for (String reserved : new String[] {"KILL", "SIGSTOP", "QUIT", "SEGV"}) {
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> EventLoop.onSignal(reserved, () -> {}))
                        .withMessageContaining("cannot be handled").withMessageContaining(reserved);
            }
            return 0;
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> EventLoop.onSignal("USR2", () -> {}))
                .withMessageContaining("not in an event loop");
    }
}
