// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Whether processes that are not children of this one still run. Once its parent is gone, a dead process may stay in
/// the process table until the system's first process takes notice, and the JDK counts it as alive until then.
final class Processes {

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    static boolean runs(long pid) throws IOException {
        if (!Files.isDirectory(PROC)) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            // "pid (name) state ...", where the name may contain anything.
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return false;
            }
            throw e;
        }
    }

    /// Looks again and again, as there is nothing to wait on.
    static boolean endsWithin(Duration time, long pid) throws IOException {
        long deadline = System.nanoTime() + time.toNanos();
        while (runs(pid)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return true;
    }
}
