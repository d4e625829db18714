// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.thrum.core.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectActionTest {

    private final List<String> done = new ArrayList<>();

    private void note(String what) {
        done.add(what);
    }

    @Test
    @DisplayName("20: a handler that is given no item need not have a value")
    void handlersWithoutValue() throws InterruptedException {
        Mutex mutex = new Mutex();
        ReentrantMutex reentrant = new ReentrantMutex();
        CountingSemaphore semaphore = new CountingSemaphore(1);
        Event event = new Event();
        event.set();
        WorkQueue<String> queue = new FifoQueue<>(1);
        Channel<String> channel = Channel.buffered(1);

        Select.over(mutex.onLock(() -> {
            note("locked");
            mutex.unlock();
        }));
        Select.over(reentrant.onLock(reentrant::unlock));
        Select.over(semaphore.onAcquire(() -> note("permitted")));
        Select.over(event.onSet(() -> note("set")));
        Select.over(queue.onPut("element", () -> note("put")));
        Select.over(channel.onSend("item", () -> note("sent")));
        Select.over(mutex.onLock(mutex::unlock), Select.otherwise(() -> note("not locked")));
        assertThat(mutex.tryLock()).isTrue();
        Select.inOrder(
                semaphore.onAcquire(() -> note("again")), Select.onTimeout(Duration.ZERO, () -> note("in vain")));
        Object value = Select.inOrder(
                semaphore.onAcquire(() -> note("again")), Select.otherwise(() -> note("at once in vain")));

        assertThat(value).isNull();
        assertThat(done)
                .containsExactly("locked", "permitted", "set", "put", "sent", "in vain", "at once in vain");
        assertThat(reentrant.tryLock()).isTrue();
        assertThat(queue).containsExactly("element");
        assertThat(channel.receive()).isEqualTo("item");
    }

    @Test
    @DisplayName("20: what could be a handler with a value or without one has its value")
    void whatCouldBeEither() throws InterruptedException {
        note("one");
        Integer size = Select.over(Select.otherwise(done::size));
        int added = Select.over(Select.onTimeout(Duration.ZERO, () -> done.indexOf("one")));
        assertThat(size).isOne();
        assertThat(added).isZero();
    }

    @Test
    @DisplayName("20: what a handler without a value throws comes out of the select")
    void failure() {
        IOException failure = new IOException("on purpose");
        Action<IOException> failing = () -> {
            throw failure;
        };
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Select.over(Select.otherwise(failing)))
                .isSameAs(failure);
    }

    @Test
    @DisplayName("20: a clause without a handler is refused where it is made")
    @SuppressWarnings("NullAway")
    void noHandler() {
        Action<RuntimeException> missing = null;
        assertThatNullPointerException().isThrownBy(() -> Select.otherwise(missing))
                .withMessage("A clause needs a handler");
    }
}
