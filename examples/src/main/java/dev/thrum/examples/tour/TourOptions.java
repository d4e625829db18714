// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What a user can set. A number that is not given depends on `--quick`, so it is null until asked for.
final class TourOptions {
    private static final List<String> NOTES = List.of(
            "Before a job is measured, each way does a little of it untimed, so that none pays for compiling the code.",
            "Only processes cannot be warmed up: their time includes starting them, and their code starts cold.",
            "Server and downloads share this machine; one run is an impression, not a benchmark.");
    private static final String QUICK =
            "This was a quick look: so little work says nothing about which way is faster.";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--ways", split = ",", paramLabel = "WAY",
            description = "Ways to compare: ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Way.Name> ways = EnumSet.allOf(Way.Name.class);

    @Option(names = "--jobs", split = ",", paramLabel = "JOB",
            description = "Jobs to do: ${COMPLETION-CANDIDATES}. Default: all.")
    private Set<Job.Name> jobs = EnumSet.allOf(Job.Name.class);

    @Option(names = "--threads", converter = Count.class, paramLabel = "N", description = "Threads. Default: 5.")
    private int threads = 5;

    @Option(names = "--processes", converter = Count.class, paramLabel = "N",
            description = "Processes. Default: one for each processor.")
    private int processes = Runtime.getRuntime().availableProcessors();

    @Option(names = "--pages", paramLabel = "FOLDER",
            description = "Serve the files of this folder instead of the two pages that come with the tour.")
    private @Nullable Path pages;

    @Option(names = "--delay", converter = Count.OrZero.class, paramLabel = "MS",
            description = "Milliseconds before the server answers. Default: 60.")
    private @Nullable Integer delay;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the server. Default: any that is free.")
    private @Nullable Integer port;

    @Option(names = "--urls", split = ",", paramLabel = "URL",
            description = "Download these addresses instead; then no server is started.")
    private List<URI> urls = List.of();

    @Option(names = "--repeat", converter = Count.class, paramLabel = "N",
            description = "How often to download each page. Default: 80.")
    private @Nullable Integer repeat;

    @Option(names = "--squares", converter = Count.class, paramLabel = "N",
            description = "Add up the squares below N + x. Default: 5000000.")
    private @Nullable Integer squares;

    @Option(names = "--sums", converter = Count.class, paramLabel = "N",
            description = "How many values of x, from 0 on. Default: 20.")
    private int sums = 20;

    @Option(names = "--primes", converter = Count.class, paramLabel = "N",
            description = "Count the primes below N. Default: 2000000.")
    private @Nullable Integer primes;

    @Option(names = "--chunks", converter = Count.class, paramLabel = "N",
            description = "Ranges into which the primes are divided. Default: 10.")
    private int chunks = 10;

    @Option(names = "--report", paramLabel = "FILE",
            description = "Where to write the report. Default: ${DEFAULT-VALUE}.", defaultValue = "thrum-tour.html")
    private Path report = Path.of("thrum-tour.html");

    @Option(names = "--quick", description = "Take small numbers where none are given: a look, not a measurement.")
    private boolean quick;

    @Option(names = "--no-progress", description = "Do not show progress.")
    private boolean noProgress;

    /// The ways to compare, the sequential one first, for it is the measure of the others.
    List<Way> ways() {
        return EnumSet.copyOf(ways).stream().<Way>map(name -> switch (name) {
            case SEQUENTIAL -> new Sequential();
            case THREADS -> new Threads(threads);
            case LOOP -> new Loop();
            case PROCESSES -> new Processes(processes);
        }).toList();
    }

    /// The jobs to do.
    ///
    /// @param addresses what to download, if anything is downloaded
    List<Job> jobs(List<URI> addresses) {
        return EnumSet.copyOf(jobs).stream().map(name -> switch (name) {
            case DOWNLOAD -> Job.download(addresses, or(repeat, 80, 4), urls.isEmpty());
            case SQUARES -> Job.squares(squares(), sums);
            case PRIMES -> Job.primes(primes(), chunks);
        }).toList();
    }

    private int squares() {
        return or(squares, 5_000_000, 50_000);
    }

    private int primes() {
        return or(primes, 2_000_000, 20_000);
    }

    boolean downloads() {
        return jobs.contains(Job.Name.DOWNLOAD);
    }

    List<URI> urls() {
        return urls;
    }

    @Nullable Path pages() {
        return pages;
    }

    int delayMillis() {
        return or(delay, 60, 5);
    }

    int port() {
        return or(port, 0, 0);
    }

    Path report() {
        return report;
    }

    boolean showsProgress() {
        return !noProgress;
    }

    /// What a reader should know before trusting the numbers.
    List<String> notes() {
        return quick ? Stream.concat(Stream.of(QUICK), NOTES.stream()).toList() : NOTES;
    }

    /// Looks at what no option can be judged for alone.
    ///
    /// @throws ParameterException naming the option and what is wrong with it
    void check() {
        require(port() <= 65_535 && port() >= 0, "--port must be from 0 to 65535, not " + port());
        for (URI url : urls) {
            require(("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null,
                    "--urls takes addresses like https://www.jython.org, not '" + url + "'");
        }
        require(urls.isEmpty() || (pages == null && delay == null && port == null),
                "--urls goes without a server, so --pages, --delay and --port have no meaning beside it");
        require((long) squares() + sums <= 2_000_000_000,
                "--squares and --sums together must not be more than 2000000000");
        require(chunks <= primes(), "--chunks must not be more than --primes");
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(command().commandLine(), message);
        }
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("options that no command has read");
        }
        return command;
    }

    private int or(@Nullable Integer given, int full, int small) {
        return given != null ? given : quick ? small : full;
    }
}
