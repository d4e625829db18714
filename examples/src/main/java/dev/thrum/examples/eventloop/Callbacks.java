// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.Callback;
import dev.thrum.coroutines.EventLoop;
import java.time.Duration;

/// Not a task but a call, soon or later: `call_soon`, `call_later`, `call_at`.
///
/// A callback is the smallest thing a loop can be asked for, and a timer is one that waits for its time. Those of one
/// time come in the order in which they were asked for. Unlike those of `asyncio`, they may wait themselves.
///
/// They belong to no one: nobody gets a result, failures go to the log, and the end of the main task drops what has not
/// come. Where that is not what is wanted, a task that begins with a `sleep` is better.
///
/// Try: a callback that asks for itself again, every second. How does one stop it?
final class Callbacks {

    void main() throws Exception {
        EventLoop.run(() -> {
            Diary diary = new Diary();
            // @start region="callbacks"
            EventLoop.callLater(Duration.ofSeconds(2), () -> diary.note("later"));
            EventLoop.callAt(EventLoop.time().plusSeconds(1), () -> diary.note("at a time"));
            EventLoop.callSoon(() -> diary.note("soon"));
            Callback never = EventLoop.callLater(Duration.ofSeconds(1), () -> diary.note("never"));
            diary.note("now, and " + (never.cancel() ? "one is cancelled" : "one is too late to cancel"));
            Strand.sleep(Duration.ofSeconds(3));
            // @end region="callbacks"
        });
    }
}
