// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.CorruptFrameException;
import dev.thrum.ipc.RemoteTaskException;
import dev.thrum.ipc.WorkerDiedException;
import dev.thrum.ipc.WorkerStartException;
import dev.thrum.ipc.internal.pool.Message.Call;
import dev.thrum.ipc.internal.pool.Message.Failed;
import dev.thrum.ipc.internal.pool.Message.Ready;
import dev.thrum.ipc.internal.pool.Message.Setup;
import dev.thrum.ipc.internal.wire.FrameReader;
import dev.thrum.ipc.internal.wire.FrameWriter;
import dev.thrum.ipc.internal.wire.Handshake;
import dev.thrum.ipc.internal.wire.Marshal;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pool's end of one worker process. Used by the one thread that looks after the worker.
final class WorkerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    /// How long a process may take to end once it has closed its connection or was told to leave; shutdown hooks of
    /// tasks run in this time.
    private static final long GRACE_SECONDS = 2;

    private final String name;
    private final Process process;
    private final StderrTail stderr;
    private final SocketChannel channel;
    private final FrameReader reader;
    private final FrameWriter writer;

    private WorkerProcess(String name, Process process, StderrTail stderr, SocketChannel channel, int maximumObject) {
        this.name = name;
        this.process = process;
        this.stderr = stderr;
        this.channel = channel;
        int maximumPayload = Message.maximumPayload(maximumObject);
        this.reader = new FrameReader(channel, maximumPayload);
        this.writer = new FrameWriter(channel, maximumPayload);
    }

    /// Starts a process, and waits until it has run the pool's initializer.
    ///
    /// @param settings the pool's settings
    /// @param number the worker's number
    /// @param launched is told of the process before anything is awaited from it, so that somebody else can kill it
    /// @param exited is run, on a thread of its own, when the process has ended
    /// @throws WorkerStartException if the worker is not ready; the process has ended then. If it ended by itself, the
    ///     cause is a [WorkerDiedException]
    static WorkerProcess start(PoolSettings settings, int number, Consumer<Process> launched, Runnable exited)
            throws WorkerStartException {
        String name = "worker " + number + " of pool '" + settings.name() + "'";
        WorkerProcess worker = connect(settings, number, name, launched, exited);
        worker.initialize(settings, number);
        return worker;
    }

    private static WorkerProcess connect(
            PoolSettings settings, int number, String name, Consumer<Process> launched, Runnable exited)
            throws WorkerStartException {
        try (Rendezvous rendezvous = Rendezvous.open()) {
            List<String> arguments =
                    WorkerCommand.arguments(settings.jvmOptions(), rendezvous.socket(), settings.maximumObject());
            Path file = rendezvous.writeArguments(WorkerCommand.argumentFile(arguments));
            Process process = new ProcessBuilder(WorkerCommand.executable(), "@" + file)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            launched.accept(process);
            StderrTail stderr = StderrTail.follow(process.getErrorStream(), settings.threadName(number) + "-stderr");
            watchExit(process, rendezvous, exited);
            try {
                byte[] key = Handshake.newKey();
                OutputStream stdin = process.getOutputStream();
                stdin.write(key);
                // Not closed: its end of stream would tell the worker that its parent is gone.
                stdin.flush();
                SocketChannel channel = rendezvous.accept(key, settings.startTimeout());
                return new WorkerProcess(name, process, stderr, channel, settings.maximumObject());
            } catch (IOException e) {
                throw notConnected(settings, name, process, stderr, e);
            }
        } catch (IOException e) {
            throw new WorkerStartException(name + " could not be started: " + e, List.of(), e);
        }
    }

    private static void watchExit(Process process, Rendezvous rendezvous, Runnable exited) {
        Thread.startVirtualThread(() -> {
            try {
                process.waitFor();
                // Ends the wait for a connection that will not come; of no effect once it has come.
                rendezvous.stopListening();
            } catch (IOException e) {
                LOG.debug("Closing the socket of a process that has ended", e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody but this method knows this thread", e);
            } finally {
                exited.run();
            }
        });
    }

    private static WorkerStartException notConnected(
            PoolSettings settings, String name, Process process, StderrTail stderr, IOException cause) {
        if (process.isAlive()) {
            process.destroyForcibly();
            awaitExit(process);
            return new WorkerStartException(name + " (pid " + process.pid() + ") did not connect within "
                    + settings.startTimeout(), stderr.lastWords(), cause);
        }
        List<String> lastWords = stderr.lastWords();
        var died = new WorkerDiedException(name, process.pid(), awaitExit(process), lastWords, null);
        died.addSuppressed(cause);
        return new WorkerStartException(name + " ended before it had connected", lastWords, died);
    }

    private void initialize(PoolSettings settings, int number) throws WorkerStartException {
        Message answer;
        try {
            answer = exchange(new Setup(number, settings.serialFilter(), settings.initializer()));
        } catch (WorkerDiedException e) {
            throw new WorkerStartException(name + " died in the pool's initializer", e.stderr(), e);
        }
        switch (answer) {
            case Ready() -> LOG.debug("{} (pid {}) is ready", name, pid());
            case Failed failed -> {
                Throwable cause = failureIn(failed, settings.marshal(), ClassLoader.getSystemClassLoader());
                leave();
                throw new WorkerStartException("the initializer of pool '" + settings.name() + "' failed in " + name
                        + ": " + cause, stderr.lastWords(), cause);
            }
            default -> {
                WorkerDiedException e = died(new CorruptFrameException("expected the result of the set-up"));
                throw new WorkerStartException(name + " did not understand its set-up", e.stderr(), e);
            }
        }
    }

    long pid() {
        return process.pid();
    }

    /// Has the worker run a function, and waits for the answer.
    ///
    /// @return what the worker answered: [Message.Returned] or [Message.Failed]
    /// @throws WorkerDiedException if the process ended, or had to be ended, before it had answered
    Message call(Call call) throws WorkerDiedException {
        return exchange(call);
    }

    private Message exchange(Message question) throws WorkerDiedException {
        try {
            writer.write(question.toFrame());
            return Message.of(reader.read().orElseThrow(() -> new EOFException("the worker closed its connection")));
        } catch (EOFException e) {
            throw died(null);
        } catch (IOException e) {
            throw died(e);
        }
    }

    /// The connection is of no use any more, so the process is not, either: makes sure that it ends.
    WorkerDiedException died(@Nullable IOException cause) {
        closeChannel();
        int exitCode = awaitExit(process);
        return new WorkerDiedException(name, pid(), exitCode, stderr.lastWords(), cause);
    }

    /// The exception of a failed task: itself where it can be rebuilt, else its stand-in.
    static Throwable failureIn(Failed failed, Marshal marshal, ClassLoader loader) {
        Throwable whyNot = null;
        if (failed.original().length > 0) {
            try {
                if (marshal.read("the failure", failed.original(), loader) instanceof Throwable original) {
                    return original;
                }
            } catch (IOException e) {
                whyNot = e;
            }
        }
        try {
            if (marshal.read("the failure", failed.standIn(), RemoteTaskException.class.getClassLoader())
                    instanceof Throwable standIn) {
                if (whyNot != null) {
                    standIn.addSuppressed(whyNot);
                }
                return standIn;
            }
        } catch (IOException e) {
            return e;
        }
        return new CorruptFrameException("a failure was reported that is not an exception");
    }

    /// Lets the process end by itself, and waits for it; not for long.
    void leave() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("{} (pid {}) is gone already", name, pid(), e);
        }
        awaitExit(process);
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing the connection to {}", name, e);
        }
    }

    private static int awaitExit(Process process) {
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the threads of a pool", e);
        }
    }
}
