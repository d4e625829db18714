// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A child process and all that it has started, to be ended together.
final class ProcessFamily {

    /// The JDK tells the end of a child at once, but has to look for that of others.
    private static final long PAUSE_MILLIS = 10;

    private final Process child;

    ProcessFamily(Process child) {
        this.child = child;
    }

    /// Asks all of them to terminate, and kills those who still run after a time. Blocks the thread until then, whatever
    /// interrupts it. Does nothing if the child has ended, since then nobody knows of the others.
    ///
    /// @param grace how long to wait before the killing
    /// @return whether it was interrupted meanwhile
    boolean end(Duration grace) {
        boolean interrupted = false;
        if (child.isAlive()) {
            List<ProcessHandle> asked = members();
            asked.forEach(ProcessHandle::destroy);
            long deadline = System.nanoTime() + grace.toNanos();
            while (asked.stream().anyMatch(ProcessFamily::isRunning) && System.nanoTime() - deadline < 0) {
                interrupted |= pause();
            }
            List<ProcessHandle> present = members(); // some of whom may be younger
            present.forEach(ProcessHandle::destroyForcibly);
            asked.forEach(ProcessHandle::destroyForcibly);
        }
        return interrupted;
    }

    /// Whether a process has not ended. One that has ended, but which its parent, or who has inherited it, has not asked
    /// how, is alive to the JDK; it has no program any more.
    static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private List<ProcessHandle> members() {
        return Stream.concat(Stream.of(child.toHandle()), child.descendants()).toList();
    }

    private boolean pause() {
        try {
            if (child.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                Thread.sleep(PAUSE_MILLIS);
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
