// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Resource;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A channel that never blocks, and those who wait until it is ready. Thread-safe.
///
/// Whoever uses the channel tries first, and comes here if it would have blocked; when told that it is ready, it tries
/// again. A wait that ends for no reason does no harm.
final class Port {

    // Who waits stands in the queue *before* it looks whether the channel is closed and whether its poller looks out
    // for the channel; who closes the channel tells the queue *afterwards*, and a poller that looks out no longer looks
    // into the queue afterwards (see Poller). So nobody is left waiting.

    private static final int INPUT = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    private final SelectableChannel channel;
    private final WaitQueue input;
    private final WaitQueue output;

    /// Where pollers know the channel by; as a rule one. Replaced, under the monitor, never changed.
    private volatile List<Registration> registrations = List.of();

    /// Who has closed it.
    private volatile @Nullable String closedBy;

    /// @param poller who looks out
    /// @param key by which it knows the channel
    private record Registration(Poller poller, SelectionKey key) {}

    /// What one waits for.
    private record Readiness(String name) implements Resource {}

    /// @param name what the channel is called
    /// @param inputs what comes in there: `bytes`
    Port(SelectableChannel channel, String name, String inputs) throws IOException {
        this.channel = channel;
        this.input = new WaitQueue(new Readiness(inputs + " from " + name));
        this.output = new WaitQueue(new Readiness("room in " + name));
        channel.configureBlocking(false);
    }

    /// Waits until the channel is ready for an operation, or seems so.
    ///
    /// @param operation one of those of [SelectionKey]
    /// @throws ClosedChannelException if it is or becomes closed
    void await(int operation) throws IOException, InterruptedException {
        Poller poller = Poller.begunOn(Strand.current().scheduler());
        WaitQueue queue = queueOf(operation);
        Waiter waiter = queue.enqueue();
        try {
            poller.lookOutFor(keyWith(poller), operation);
            poller.await(queue, waiter);
        } catch (IOException | RuntimeException e) {
            if (!queue.withdraw(waiter)) {
                queue.grantFirst(); // there is no harm in telling somebody for nothing
            }
            throw e;
        } finally {
            poller.end();
        }
    }

    private SelectionKey keyWith(Poller poller) throws ClosedChannelException {
        for (Registration registration : registrations) {
            if (registration.poller == poller) {
                return registration.key;
            }
        }
        return register(poller);
    }

    private synchronized SelectionKey register(Poller poller) throws ClosedChannelException {
        SelectionKey key = poller.register(channel, this);
        List<Registration> valid = new ArrayList<>(registrations);
        valid.removeIf(registration -> !registration.key.isValid() || registration.poller == poller);
        valid.add(new Registration(poller, key));
        registrations = List.copyOf(valid);
        return key;
    }

    private WaitQueue queueOf(int operation) {
        return (operation & INPUT) == 0 ? output : input;
    }

    /// Whether anybody waits to be told that an operation is possible.
    boolean isAwaited(int operation) {
        return !queueOf(operation).isEmpty();
    }

    /// Tells one who waits that an operation is possible.
    ///
    /// @return false if nobody waits
    boolean ready(int operation) {
        return queueOf(operation).grantFirst();
    }

    /// Closes the channel and tells everybody who waits.
    ///
    /// @return false if it was closed before
    boolean close() throws IOException {
        return close(Strand.nameOf(Thread.currentThread()));
    }

    /// As [#close()], on behalf of somebody.
    ///
    /// @param by who closes it, in words for whoever waits
    boolean close(String by) throws IOException {
        synchronized (this) {
            if (closedBy != null) {
                return false;
            }
            closedBy = by;
        }
        try {
            channel.close();
        } finally {
            input.tellAll();
            output.tellAll();
            for (Registration registration : registrations) {
                registration.poller.forget();
            }
        }
        return true;
    }

    /// Who has closed it.
    ///
    /// @return the name of a thread, or `null` if it is open
    @Nullable String closedBy() {
        return closedBy;
    }
}
