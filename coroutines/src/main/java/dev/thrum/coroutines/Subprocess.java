// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A child process whose ends are waits of this library: tasks wait for its output, its input and its end while the
/// others go on.
///
/// ```java
/// String log = Subprocess.run("git", "log", "-1").check().output();
///
/// try (Subprocess sort = Subprocess.start("sort")) {
///     sort.write("b\na\n");
///     sort.closeInput();
///     sort.lines().forEach(IO::println);
/// }
/// ```
///
/// What is started, where, with which environment, and where its streams lead, a [ProcessBuilder] says: streams that are
/// piped, as they are by default, are read and written here.
///
/// **The end.** A `Subprocess` is closed, by `try`. If the process still runs then, it and all that it has started are
/// asked to terminate, and after a grace killed. So a cancellation or a time-out around the `try` ends the process.
///
/// **Waiting.** All methods that wait are ended by the cancellation of a scope around the call, its deadline, or an
/// interrupt; the process goes on, and what it writes meanwhile is there for the next call. In a loop they wait as
/// [EventLoop#blocking] does: on a virtual clock no time passes for other processes, so there the clock stands, and
/// deadlines around the call come after as much real time. Outside of a loop the calling thread waits.
///
/// **Threads.** All methods may be called from any thread. Two strands that read the same output share it.
///
/// **Back-pressure.** Of each output 64 KiB are read ahead, once somebody has asked for a part of it. After that the
/// pipe fills, which holds as much again on Linux, and then the process waits. Whoever reads one output only should
/// merge the other into it ([ProcessBuilder#redirectErrorStream]) or discard it. [#communicate()] reads both at once.
///
/// **Cost.** The JDK cannot interrupt a read of a pipe. So there is a platform thread for each output that somebody has
/// begun to read, until its end, and for the input while it is being written. They are taken from those of
/// [EventLoop#toThread]. The JDK has one thread for each process, to wait for its end. To start a process takes a
/// millisecond or more, and a thread in the meantime, but not the loop.
///
/// Source: `asyncio.create_subprocess_exec`, `subprocess.run`, `trio.run_process`.
public final class Subprocess implements Resource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Subprocess.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final byte[] NOTHING = {};

    private final Process process;
    private final List<String> command;
    private final Charset charset;
    private final Duration grace;
    private final @Nullable PipeReader output;
    private final @Nullable PipeReader errors;
    private final @Nullable PipeWriter input;

    /// Those who wait for the end.
    private final WaitQueue ended = new WaitQueue(this);

    /// Set before those who wait are told.
    private volatile boolean hasEnded;

    private Subprocess(Process process, ProcessBuilder builder, Duration grace) {
        this.process = process;
        this.command = List.copyOf(builder.command());
        this.charset = Charset.forName(System.getProperty("native.encoding"), Charset.defaultCharset());
        this.grace = grace;
        boolean isMerged = builder.redirectErrorStream();
        this.output = builder.redirectOutput() != Redirect.PIPE ? null
                : new PipeReader("the output of " + label(), process.getInputStream());
        this.errors = isMerged || builder.redirectError() != Redirect.PIPE ? null
                : new PipeReader("the error output of " + label(), process.getErrorStream());
        this.input = builder.redirectInput() != Redirect.PIPE ? null
                : new PipeWriter("the input of " + label(), process.getOutputStream());
    }

    // --------------------------------------------------------------------------------------------------- starting

    /// Starts a program, with pipes to all its streams. Blocks the caller for the millisecond or more that it takes, but
    /// not its loop.
    ///
    /// @param command the program and its arguments
    /// @return the process
    /// @throws IOException if the program cannot be started; the message says what is missing
    /// @throws CancelledException if a scope around the call is cancelled; nothing was started
    /// @throws InterruptedException if interrupted; nothing was started
    public static Subprocess start(String... command) throws IOException, InterruptedException {
        return start(new ProcessBuilder(command));
    }

    /// Starts a process. Otherwise as [#start(String...)].
    ///
    /// @param builder what to start, and how
    /// @return the process
    /// @throws IOException if the program cannot be started; the message says what is missing
    /// @throws CancelledException if a scope around the call is cancelled; nothing was started
    /// @throws InterruptedException if interrupted; nothing was started
    public static Subprocess start(ProcessBuilder builder) throws IOException, InterruptedException {
        return start(builder, GRACE);
    }

    /// Starts a process. Otherwise as [#start(String...)].
    ///
    /// @param builder what to start, and how
    /// @param grace how long [#close()] waits before it kills what it has asked to terminate; 5 seconds by default
    /// @return the process
    /// @throws IOException if the program cannot be started; the message says what is missing
    /// @throws CancelledException if a scope around the call is cancelled; nothing was started
    /// @throws InterruptedException if interrupted; nothing was started
    public static Subprocess start(ProcessBuilder builder, Duration grace) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before the start of " + String.join(" ", builder.command()));
        }
        CancelScope.checkpoint();
        Subprocess child;
        try {
            child = EventLoop.<Subprocess, IOException>blocking(() -> new Subprocess(builder.start(), builder, grace));
        } catch (IOException e) {
            throw ProgramNotStarted.exception(builder, e);
        }
        CompletableFuture<Void> _ = child.process.onExit().thenRun(child::noteEnd);
        Inspector.watch(child);
        return child;
    }

    /// Runs a program to its end, without input, and gives what it has written. If the call is cancelled, its time is over,
    /// or it is interrupted, the process is [ended][#close()].
    ///
    /// @param command the program and its arguments
    /// @return how it has ended, in whatever way; see [SubprocessResult#check()]
    /// @throws IOException if the program cannot be started, or its output not be read
    /// @throws CancelledException if a scope around the call is or becomes cancelled; the process has ended then
    /// @throws InterruptedException if interrupted; the process has ended then
    public static SubprocessResult run(String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command), "");
    }

    /// Runs a process to its end. Otherwise as [#run(String...)].
    ///
    /// @param builder what to start, and how
    /// @param input what to write to its standard input, in the encoding of the platform
    /// @return how it has ended, in whatever way; see [SubprocessResult#check()]
    /// @throws IOException if the program cannot be started, or its output not be read
    /// @throws CancelledException if a scope around the call is or becomes cancelled; the process has ended then
    /// @throws InterruptedException if interrupted; the process has ended then
    public static SubprocessResult run(ProcessBuilder builder, String input) throws IOException, InterruptedException {
        try (Subprocess child = start(builder)) {
            return child.communicate(input);
        }
    }

    // ------------------------------------------------------------------------------------------------------- streams

    /// Waits until some text has been written to the process's standard input, in the encoding of the platform. If the
    /// wait is cancelled, the text is written nevertheless, before any other.
    ///
    /// @param text what to write; line ends are up to the caller
    /// @throws IOException if nobody reads it any more
    /// @throws IllegalStateException if the input is not piped
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted
    public void write(String text) throws IOException, InterruptedException {
        write(text.getBytes(charset));
    }

    /// Waits until some bytes have been written to the process's standard input. Otherwise as [#write(String)].
    ///
    /// @param bytes what to write
    /// @throws IOException if nobody reads it any more
    /// @throws IllegalStateException if the input is not piped
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted
    public void write(byte[] bytes) throws IOException, InterruptedException {
        piped(input, "input").write(bytes);
    }

    /// Tells the process that there is no more input, once all of it has been written. Never blocks.
    public void closeInput() {
        if (input != null) {
            input.close();
        }
    }

    /// The lines of the process's standard output, as they come. Each pull waits for a line. A loop that is left half-way
    /// leaves the rest where it is, for the next, or for [#communicate()].
    ///
    /// Lines end with a line feed, or carriage return and line feed; the last one may lack it. A line is held in memory
    /// whole. It is decoded in the encoding of the platform, which must be an extension of ASCII. What goes wrong with
    /// reading is thrown as [IOException], what ends the wait as [InterruptedException] (both undeclared).
    ///
    /// @return a generator, of which all iterations share the output
    /// @throws IllegalStateException if the output is not piped
    public Generator<String> lines() {
        return lines(piped(output, "output"));
    }

    /// The lines of the process's standard error, as they come. Otherwise as [#lines()].
    ///
    /// @return a generator, of which all iterations share the output
    /// @throws IllegalStateException if the standard error is not piped, or is merged into the output
    public Generator<String> errorLines() {
        return lines(piped(errors, "error output"));
    }

    private Generator<String> lines(PipeReader from) {
        return Generator.of("lines of " + from.name(), out -> {
            for (byte[] line = from.takeLine(); line != null; line = from.takeLine()) {
                out.yield(new String(line, charset));
            }
        });
    }

    private <P> P piped(@Nullable P pipe, String what) {
        if (pipe == null) {
            throw new IllegalStateException("The " + what + " of " + label() + " is not piped: the ProcessBuilder leads it "
                    + "elsewhere. Leave it at Redirect.PIPE");
        }
        return pipe;
    }

    /// Reads all output and waits for the end, without input. Otherwise as [#communicate(byte[])].
    ///
    /// @return how the process has ended
    /// @throws IOException if the output cannot be read
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted
    public SubprocessResult communicate() throws IOException, InterruptedException {
        return communicate(NOTHING);
    }

    /// Writes some text, reads all output and waits for the end. Otherwise as [#communicate(byte[])].
    ///
    /// @param text what to write, in the encoding of the platform
    /// @return how the process has ended
    /// @throws IOException if the output cannot be read
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted
    public SubprocessResult communicate(String text) throws IOException, InterruptedException {
        return communicate(text.getBytes(charset));
    }

    /// Writes some bytes and closes the input, reads both outputs to their ends, and waits for the end of the process:
    /// all at the same time, so it does not matter in which order the process does it. The output is held in memory.
    /// A process need not read its input. If the wait ends early, nothing is lost: a second call goes on.
    ///
    /// The outputs have ended when *nobody* can write to them any more, also not what the process has started and left
    /// behind.
    ///
    /// @param bytes what to write
    /// @return how the process has ended
    /// @throws IOException if the output cannot be read
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted
    public SubprocessResult communicate(byte[] bytes) throws IOException, InterruptedException {
        readers().forEach(PipeReader::wantAll);
        if (input != null) {
            input.writeAndClose(bytes);
        }
        int code = waitFor();
        for (PipeReader reader : readers()) {
            reader.awaitEnd();
        }
        byte[] out = output == null ? NOTHING : output.takeRest();
        byte[] err = errors == null ? NOTHING : errors.takeRest();
        return new SubprocessResult(command, code, out, err, charset);
    }

    // ----------------------------------------------------------------------------------------------------- the end

    private void noteEnd() {
        hasEnded = true;
        ended.tellAll();
    }

    /// Waits until the process has ended. Does not read its output: if nobody else does, and there is much of it, this
    /// waits for ever.
    ///
    /// @return its exit code; see [SubprocessResult#exitCode()]
    /// @throws CancelledException if a scope around the call is or becomes cancelled; the process goes on
    /// @throws InterruptedException if interrupted; the process goes on
    public int waitFor() throws InterruptedException {
        Waits.outsideUntil(() -> hasEnded, ended);
        return process.exitValue();
    }

    /// Asks the process to terminate (SIGTERM). Does not wait. Does nothing if it has ended.
    public void terminate() {
        process.destroy();
    }

    /// Ends the process without asking (SIGKILL). Does not wait. Does nothing if it has ended.
    public void kill() {
        process.destroyForcibly();
    }

    /// Whether the process runs.
    ///
    /// @return false if it has ended
    public boolean isAlive() {
        return process.isAlive();
    }

    /// The number of the process.
    ///
    /// @return the process id
    public long pid() {
        return process.pid();
    }

    /// The program and its arguments.
    ///
    /// @return the command as it was started
    public List<String> command() {
        return command;
    }

    /// Sees to it that the process has ended: if it still runs, it and its descendants are asked to terminate; those that
    /// run on are killed after the grace. Then closes the pipes. Waits for all that, whatever interrupts or cancels; in
    /// a loop, the other tasks go on.
    ///
    /// What a process has left behind, a server, say, is not killed, as nobody knows of it. If it holds a pipe open that
    /// is being read here, the thread that reads stays until it ends, as does the JDK's own; that is logged.
    @Override
    public void close() {
        try {
            CancelScope.shielded(() -> EventLoop.blocking(() -> {
                boolean interrupted = Thread.interrupted();
                interrupted |= new ProcessFamily(process).end(grace);
                Waits.stubbornlyUntil(() -> hasEnded, ended);
                interrupted |= closePipes();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }));
        } catch (InterruptedException e) {
            throw new AssertionError("Nothing in it can be interrupted", e);
        }
    }

    /// Answers whether it was interrupted meanwhile.
    private boolean closePipes() {
        if (input != null) {
            input.close();
        }
        boolean interrupted = false;
        for (PipeReader reader : readers()) {
            reader.close();
            interrupted |= reader.awaitThread(grace);
            if (reader.isOccupied()) {
                LOG.warn("{} has ended, but somebody whom it has left behind holds {} open. Until that ends, a thread "
                        + "hangs in a read, which the JDK cannot interrupt", label(), reader.name());
            }
            reader.closeStream();
        }
        return interrupted;
    }

    private List<PipeReader> readers() {
        return Stream.of(output, errors).flatMap(Stream::ofNullable).toList();
    }

    // ------------------------------------------------------------------------------------------------ for dumps

    private String label() {
        return "process " + process.pid() + " (" + String.join(" ", command) + ")";
    }

    @Override
    public String name() {
        return "the end of " + label();
    }

    @Override
    public String statistics() {
        return process.isAlive() ? "running" : SubprocessResult.end(process.exitValue());
    }

    @Override
    public String toString() {
        return label() + (process.isAlive() ? "" : ", which " + SubprocessResult.end(process.exitValue()));
    }
}
