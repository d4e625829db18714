// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Which engine runs a body. The build runs all tests of this module once for each.
class EngineKindTest {

    private static final boolean IS_INLINE = System.getProperty("thrum.generators.engine", "").equals("inline");

    @DisplayName("the inline engine lets the consumer's platform thread carry the body, and the hand-off does not")
    @Test
    void carriesTheBody() throws Throwable {
        ConsumerThread.PLATFORM.run(() -> {
            Thread.currentThread().setName("a consumer of its own");
            try (GeneratorIterator<String> items = threads().iterator()) {
                items.next();
                assertThat(items.next().endsWith("@a consumer of its own")).isEqualTo(IS_INLINE);
            }
        });
    }

    @DisplayName("a body may be pulled by a platform thread and a virtual thread in turn")
    @Test
    void consumersMayChange() throws Throwable {
        GeneratorIterator<String> items = threads().iterator();
        for (int i = 0; i < 100; i++) {
            ConsumerThread.PLATFORM.run(items::next);
            ConsumerThread.VIRTUAL.run(() -> {
                String thread = items.next();
                assertThat(thread).startsWith("VirtualThread").doesNotEndWith("@consumer");
            });
        }
        items.close();
    }

    @DisplayName("a body that waits lets its consumer's thread wait, and goes on there")
    @Test
    void waitsWithItsConsumer() throws Throwable {
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        ConsumerThread.Running running = ConsumerThread.PLATFORM.start(() -> {
            Thread consumer = Thread.currentThread();
            try (GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                while (true) {
                    out.yield(queue.take());
                }
            }).iterator()) {
                for (int i = 0; i < 1_000; i++) {
                    assertThat(items.next()).isEqualTo(i);
                    assertThat(Strand.current().carrier()).isSameAs(consumer);
                }
            }
        });
        for (int i = 0; i < 1_000; i++) {
            queue.add(i);
            Thread.yield();
        }
        running.join();
    }

    private static Generator<String> threads() {
        return Generator.of(out -> {
            while (true) {
                out.yield(Thread.currentThread().toString());
            }
        });
    }
}
