// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.channels;

import dev.thrum.sync.Channel;
import dev.thrum.sync.ChannelClosedException;
import dev.thrum.sync.Received;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A producer and a consumer, who wait for one another, and how the consumer learns that there is nothing more.
final class ProducerConsumer {

    private static final List<String> WORDS = List.of("Every", "item", "is", "received", "once");

    // @start region="produce"
    static void produce(Channel<String> channel, Iterable<String> words) {
        try {
            for (String word : words) {
                channel.send(word);                     // waits while the channel is full
            }
            channel.close();                            // what was sent can still be received
        } catch (InterruptedException | RuntimeException e) {
            channel.fail(e);                            // the consumer is told at once, and why
        }
    }
    // @end region="produce"

    static Iterable<String> broken() {
        return () -> {
            throw new IllegalStateException("out of words");
        };
    }

    void main() throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // @start region="consume"
            Channel<String> channel = Channel.buffered(2);
            threads.execute(() -> produce(channel, WORDS));
            channel.forEach(IO::println);               // until the channel is closed
            // @end region="consume"

            // @start region="one-by-one"
            Channel<String> calls = Channel.rendezvous();
            threads.execute(() -> produce(calls, WORDS));
            int letters = 0;
            while (calls.receiveOrClosed() instanceof Received.Item(String word)) {
                letters += word.length();
            }
            IO.println(letters + " letters");
            // @end region="one-by-one"

            // @start region="failure"
            Channel<String> failing = Channel.unlimited();
            threads.execute(() -> produce(failing, broken()));
            try {
                failing.receive();
            } catch (ChannelClosedException e) {
                IO.println("No words: " + e.getCause());
            }
            // @end region="failure"
        }
    }
}
