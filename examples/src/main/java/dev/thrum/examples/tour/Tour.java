// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Does the same work one after another, with threads, in an event loop and in several processes, and shows what came
/// of it: a table, a conclusion, and a report with a time-line of who worked when.
///
/// Exit codes: 0 when the tour is done, 1 when something is in its way (an address that cannot be reached, a port in
/// use), 2 when an option is wrong.
@Command(
        name = "thrum-tour",
        mixinStandardHelpOptions = true,
        version = "Thrum tour",
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Does the same work in four ways and shows what each is good for.")
public final class Tour implements Callable<Integer> {
    @Mixin
    private final TourOptions options = new TourOptions();

    @Spec
    private @Nullable CommandSpec command;

    /// The command line's entry.
    void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /// The tour as a command, for whoever wants to run it with other streams.
    static CommandLine commandLine() {
        return new CommandLine(new Tour())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, _) -> {
                    CommandLine tour = wrong.getCommandLine();
                    tour.getErr().println(oneLine(tour.getCommandName(), wrong) + " (--help shows all options)");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, tour, _) -> {
                    if (!(failure instanceof TourException)) {
                        throw failure;
                    }
                    tour.getErr().println(oneLine(tour.getCommandName(), failure));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static String oneLine(String name, Exception failure) {
        return name + ": " + String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public Integer call() throws TourException, InterruptedException {
        options.check();
        checkReport(options.report());
        Machine machine = Machine.here();
        Comparison comparison = Comparison.of(options.downloads() ? downloadAndCompute() : run(List.of()));

        String conclusion = Conclusion.of(comparison, machine);
        PrintWriter out = command().commandLine().getOut();
        out.println();
        out.print(ResultTable.of(comparison).render(charset()));
        out.println();
        out.println(conclusion);
        out.println();
        options.notes().forEach(out::println);
        write(HtmlReport.of(comparison, conclusion, options.notes(), machine));
        out.println("Report: " + options.report().toAbsolutePath().normalize());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private List<Outcome> downloadAndCompute() throws TourException, InterruptedException {
        if (!options.urls().isEmpty()) {
            return run(options.urls());
        }
        Path folder = options.pages();
        Pages pages = folder == null ? Pages.bundled() : Pages.in(folder);
        try (PageServer server = PageServer.start(pages, options.port(), Duration.ofMillis(options.delayMillis()))) {
            return run(server.addresses());
        }
    }

    private List<Outcome> run(List<URI> addresses) throws TourException, InterruptedException {
        Progress.Style progress = progress();
        List<Outcome> outcomes = new ArrayList<>();
        for (Job job : options.jobs(addresses)) {
            warmUp(job);
            for (Way way : options.ways()) {
                outcomes.add(measure(job, way, progress));
            }
        }
        return outcomes;
    }

    /// Lets the JVM load and compile what is going to be measured, and finds out whether the pages can be reached at
    /// all. A process cannot be warmed up: it is over when its way is.
    private void warmUp(Job job) throws TourException, InterruptedException {
        List<Piece> pieces = job.pieces().subList(0, job.warmUp());
        attempt(() -> new Sequential().run(pieces, _ -> {}));
        for (Way way : options.ways()) {
            if (!(way instanceof Processes)) {
                attempt(() -> way.run(pieces, _ -> {}));
            }
        }
    }

    private static Outcome measure(Job job, Way way, Progress.Style style) throws TourException, InterruptedException {
        try (Progress progress = style.begin(job.name() + ", " + way.name(), job.pieces().size())) {
            long started = Done.now();
            long start = System.nanoTime();
            List<Done> done = attempt(() -> way.run(job.pieces(), _ -> progress.step()));
            return new Outcome(job, way, started, Duration.ofNanos(System.nanoTime() - start), done);
        }
    }

    /// Runs `work`; where a page is the trouble, says so in one line.
    private static <T> T attempt(Work<T> work) throws TourException, InterruptedException {
        try {
            return work.run();
        } catch (IOException e) {
            throw new TourException(String.valueOf(e.getMessage()), e);
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (!(cause instanceof IOException) && cause.getCause() != null) {
                cause = cause.getCause();
            }
            boolean explained = cause instanceof IOException && cause.getMessage() != null;
            throw new TourException(String.valueOf(explained ? cause.getMessage() : cause), e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, InterruptedException, ExecutionException;
    }

    /// A bar for eyes, lines for a file.
    private Progress.Style progress() {
        if (!options.showsProgress()) {
            return Progress.silent();
        }
        boolean terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return terminal ? Progress.bar(System.err) : Progress.lines(command().commandLine().getErr());
    }

    /// A tour takes a minute; whether its report can be written is better known before.
    private static void checkReport(Path report) throws TourException {
        Path folder = report.toAbsolutePath().getParent();
        if (Files.isDirectory(report) || folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new TourException("cannot write the report " + report + ": no such folder, or no permission");
        }
    }

    private void write(String html) throws TourException {
        try {
            Files.writeString(options.report(), html);
        } catch (IOException e) {
            throw new TourException("cannot write the report " + options.report(), e);
        }
    }

    private static Charset charset() {
        return System.out.charset();
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("run the tour as a command: see commandLine()");
        }
        return command;
    }
}
