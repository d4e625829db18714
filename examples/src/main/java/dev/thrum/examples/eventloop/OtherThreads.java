// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.coroutines.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Three places where a task may do what would block the loop.
///
/// - `blocking`: on the task's own thread, which lets go of the loop. For files, sockets, `requests`-like clients,
///   anything that waits. There is no `aiofiles` here, as none is needed.
/// - `blocking(executor, ...)`: on a thread of an executor, Python's `run_in_executor`. To limit how many run at once,
///   or where a library wants its own threads.
/// - `toThread`: on a platform thread, Python's `to_thread`. For what computes long: tasks are virtual threads, and
///   only as many of those compute at a time as there are processors.
///
/// All three give the result or throw the exception as if they had been called, and a cancellation interrupts what they
/// run.
///
/// Try: print `Thread.currentThread()` in all three places.
final class OtherThreads {

    private static String kind() {
        Thread thread = Thread.currentThread();
        return (thread.isVirtual() ? "virtual" : "platform") + " thread \"" + thread.getName() + "\"";
    }

    private static void readAFile(Path file) throws Exception {
        // @start region="blocking"
        String text = EventLoop.blocking(() -> Files.readString(file));
        IO.println("The file says " + text);
        // @end region="blocking"
    }

    private static void missAFile(Path folder) throws Exception {
        try {
            EventLoop.blocking(() -> Files.readString(folder.resolve("other.txt")));
        } catch (IOException e) {
            IO.println("No such file: " + folder.relativize(Path.of(String.valueOf(e.getMessage()))));
        }
    }

    private static void elsewhere() throws Exception {
        // @start region="elsewhere"
        try (ExecutorService two = Executors.newFixedThreadPool(2, Thread.ofPlatform().name("two ", 1).factory())) {
            IO.println("In an executor: " + EventLoop.blocking(two, OtherThreads::kind));
        }
        IO.println("In blocking: " + EventLoop.blocking(OtherThreads::kind));
        IO.println("In toThread: " + EventLoop.toThread(OtherThreads::kind));
        // @end region="elsewhere"
    }

    void main() throws Exception {
        Path folder = Files.createTempDirectory("thrum");
        Path file = Files.writeString(folder.resolve("note.txt"), "hello");
        try {
            EventLoop.run(() -> {
                readAFile(file);
                missAFile(folder);
                elsewhere();
            });
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }
}
