// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.concurrent.locks.LockSupport;

/// Tasks that need a name in a stack trace, or several lines.
final class TestTasks {

    private TestTasks() {}

    /// Two tasks that wait for each other.
    record Meeting(String folder, String mine, String partners) implements Serializable {}

    static long meetPartner(Meeting meeting) throws Exception {
        touch(meeting.folder(), meeting.mine());
        awaitFile(meeting.folder(), meeting.partners());
        return ProcessHandle.current().pid();
    }

    static void touch(String folder, String name) throws IOException {
        Files.createFile(Path.of(folder, name));
    }

    /// Waits, without polling, until another process has created a file.
    static void awaitFile(String folder, String name) throws IOException, InterruptedException {
        Path path = Path.of(folder);
        try (WatchService watch = path.getFileSystem().newWatchService()) {
            path.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(path.resolve(name))) {
                watch.take().reset();
            }
        }
    }

    static int divideHundredBy(int n) {
        return 100 / n;
    }

    static int failIfOdd(int n) {
        if (n % 2 == 1) {
            throw new IllegalArgumentException("odd: " + n);
        }
        return n;
    }

    static final class BaggageException extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "unused"})
        private final Object baggage = new Object();

        BaggageException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static String failWithBaggage(String text) throws BaggageException {
        throw new BaggageException("too heavy: " + text, new IOException("scales broke"));
    }

    static int recurseIfZero(int n) {
        return n == 0 ? recurseIfZero(n) + 1 : n;
    }

    static String writePidAndWait(String folder, String name) throws IOException {
        writePid(folder, name);
        waitForEver();
        return name;
    }

    static void writePid(String folder, String name) throws IOException {
        Path temporary = Path.of(folder, name + ".part");
        Files.writeString(temporary, Long.toString(ProcessHandle.current().pid()));
        Files.move(temporary, Path.of(folder, name), StandardCopyOption.ATOMIC_MOVE);
    }

    static long readPid(String folder, String name) throws IOException, InterruptedException {
        awaitFile(folder, name);
        return Long.parseLong(Files.readString(Path.of(folder, name)));
    }

    static void waitForEver() {
        while (true) {
            LockSupport.park();
        }
    }
}
