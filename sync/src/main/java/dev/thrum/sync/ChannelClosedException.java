// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import org.jspecify.annotations.Nullable;

/// Raised where an item would have to go into a [Channel] that is closed, or come out of one that is closed and empty.
///
/// For a receiver it is the ordinary end of the stream of items, unless the channel has failed: then [#getCause()] is
/// what [Channel#fail] was given. It is unchecked, as [QueueShutdownException] is: who sends to a channel that somebody
/// else closes has a mistake in the program, and who receives in a loop has `forEach` and [Received].
public final class ChannelClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    ChannelClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
