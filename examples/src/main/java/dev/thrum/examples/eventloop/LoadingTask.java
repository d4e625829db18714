// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroup;
import java.time.Duration;
import java.util.concurrent.Callable;

/// A task shows that something is going on, until another one has the result: the course's `task_loading_async`.
///
/// Both tasks run in one loop. While the slow one waits, the faces take turns; when the result is there, the task with
/// the faces is cancelled. That is told at the wait it is in, as a [CancelledException], and again at every further
/// wait, until the task ends. It says why and by whom. The group is left when both have ended, so nothing is printed
/// between the faces and the result; and if the slow one fails, the group cancels the faces by itself.
///
/// In the course's text this program has four mistakes. Here the compiler finds three of them: to await an `int`, to
/// cancel what is called otherwise, and to have no result to print. The fourth, `create_task(do_smth_slow)` without
/// parentheses, is right here: `spawn` wants the code, not its result.
///
/// The same with a thread is [LoadingThread], with a process [LoadingProcess]. What becomes of it when the slow task
/// does not wait but computes, and what helps, is [PrimeFreezes].
///
/// Try: catch the exception *inside* the loop in [#show]. How often is the message printed?
final class LoadingTask {

    // @start region="loading"
    private static void show(Faces faces, Duration pause) throws InterruptedException {
        try {
            while (true) {
                faces.showNext();
                Strand.sleep(pause);
            }
        } catch (CancelledException e) {
            faces.wipe();
            IO.println("Task is cancelled: " + e.reason());
        }
    }

    static <T> T withLoading(Faces faces, Duration pause, Callable<T> slow) throws Exception {
        return new TaskGroup().call(group -> {
            Task<?> loading = group.spawn("loading", () -> show(faces, pause));
            T result = group.spawn("slow", slow).await();
            loading.cancel("nothing is being loaded any more");
            return result;
        });
    }
    // @end region="loading"

    private static int slow() throws InterruptedException {
        Strand.sleep(Duration.ofSeconds(30));
        return 1337;
    }

    void main() throws Exception {
        Faces faces = new Faces("loading...", IO::print);
        int result = EventLoop.run(() -> withLoading(faces, Duration.ofMillis(200), LoadingTask::slow));
        IO.println("Result is " + result);
    }
}
