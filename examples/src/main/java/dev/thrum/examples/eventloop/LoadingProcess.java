// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.ipc.ProcessPool;
import java.time.Duration;
import java.util.List;

/// [LoadingTask] with a process: the faces are shown by another JVM, which writes to the same terminal.
///
/// Nothing is shared with it, so there is no [dev.thrum.sync.Event] to set. But the task that waits for it can be
/// cancelled, and the pool then kills the process that was at work on that task, whatever it was doing. That is more
/// than a thread allows: a thread has to look whether it is to stop, a process need not.
///
/// See the process ids, and how long it takes to start a process: for two faces it is not worth it.
///
/// Try: an endless loop without a pause in [#show]. Is it stopped as well?
final class LoadingProcess {

    /// Runs in the other process, until that is killed.
    @SuppressWarnings("InfiniteLoop")
    private static long show(String message) throws InterruptedException {
        Faces faces = new Faces(message, LoadingProcess::printAtOnce);
        while (true) {
            faces.showNext();
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private static void printAtOnce(String text) {
        IO.print(text);
        System.out.flush();
    }

    private static int slow() throws InterruptedException {
        Strand.sleep(Duration.ofSeconds(2));
        return 1337;
    }

    void main() throws Exception {
        try (ProcessPool pool = ProcessPool.of(1)) {
            long other = pool.map(_ -> ProcessHandle.current().pid(), List.of(0)).getFirst();
            IO.println("The faces are shown by process " + other + ", and this is " + ProcessHandle.current().pid());
            // @start region="loading-process"
            int result = EventLoop.run(() -> {
                Task<?> loading = EventLoop.spawn("loading",
                        () -> pool.map(LoadingProcess::show, List.of("loading...")));
                Task<Integer> slow = EventLoop.spawn("slow", LoadingProcess::slow);
                try {
                    return slow.await();
                } finally {
                    loading.cancel("nothing is being loaded any more");     // which kills the process
                }
            });
            // @end region="loading-process"
            IO.println("\nResult is " + result);
            pool.terminate();
        }
    }
}
