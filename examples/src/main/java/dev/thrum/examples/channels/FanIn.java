// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.channels;

import dev.thrum.sync.Channel;
import dev.thrum.sync.Clause;
import dev.thrum.sync.Received;
import dev.thrum.sync.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Several channels are received from as if they were one, until all of them are closed.
final class FanIn {

    // @start region="fan-in"
    static <T> void receiveAll(List<Channel<T>> channels, Consumer<T> consumer) throws InterruptedException {
        List<Channel<T>> open = new ArrayList<>(channels);
        while (!open.isEmpty()) {
            Select.over(open.stream().map(channel -> clause(channel, open, consumer)).toList());
        }
    }

    private static <T> Clause<Boolean, RuntimeException> clause(
            Channel<T> channel, List<Channel<T>> open, Consumer<T> consumer) {
        return channel.onReceiveOrClosed(received -> {
            if (received instanceof Received.Item<T>(T item)) {
                consumer.accept(item);
                return true;
            }
            return open.remove(channel);
        });
    }
    // @end region="fan-in"

    private static void count(Channel<Integer> channel, int from, int to) {
        try {
            for (int i = from; i < to; i++) {
                channel.send(i);
            }
            channel.close();
        } catch (InterruptedException e) {
            channel.fail(e);
        }
    }

    void main() throws InterruptedException {
        Channel<Integer> small = Channel.rendezvous();
        Channel<Integer> large = Channel.buffered(2);
        Set<Integer> numbers = new TreeSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> count(small, 0, 5));
            threads.execute(() -> count(large, 100, 103));
            receiveAll(List.of(small, large), numbers::add);
        }
        IO.println(numbers);
    }
}
