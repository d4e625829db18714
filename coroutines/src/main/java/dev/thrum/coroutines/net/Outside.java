// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Baton;
import dev.thrum.core.Body;
import dev.thrum.core.Scheduler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/// What lies outside of the program: waits for it, and its addresses.
final class Outside {

    private Outside() {}

    /// Runs a wait that is ended from outside, for which a virtual clock has to stand still.
    static <T extends @Nullable Object, X extends Exception> T await(Body<T, X> wait) throws X, InterruptedException {
        return Scheduler.current() instanceof Baton baton ? baton.awaitingOutside(wait) : wait.call();
    }

    /// An address as people write it.
    static String text(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> host(inet) + ":" + inet.getPort();
            case UnixDomainSocketAddress unix when unix.getPath().toString().isEmpty() ->
                    "a Unix-domain socket without a path";
            default -> address.toString();
        };
    }

    private static String host(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        String host = resolved == null ? address.getHostString() : resolved.getHostAddress();
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
