// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Counts what the tests and proofs of this build have run, and fails where a kind of them has run nothing, or a
/// proof was skipped: a check that runs nothing looks just like one that passes.
///
/// Arguments: the root folder of the project, and the instant at which the build began. Older reports are left out.

private static final List<String> PROOFS = List.of("jcstress", "jcstress canaries", "Lincheck", "Lincheck canaries",
        "outside suites", "suite canaries");

record Count(int passed, int failed, int skipped) {
    static final Count NONE = new Count(0, 0, 0);

    Count plus(Count other) {
        return new Count(passed + other.passed, failed + other.failed, skipped + other.skipped);
    }
}

void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]).toRealPath();
    Instant start = Instant.parse(arguments[1]);

    Map<String, Map<String, Count>> counts = new TreeMap<>();
    try (Stream<Path> folders = Files.list(root)) {
        for (Path module : folders.filter(folder -> Files.isDirectory(folder.resolve("src/test/java"))).toList()) {
            counts.put(module.getFileName().toString(), count(module.resolve("target/surefire-reports"), start));
        }
    }

    List<String> missing = new ArrayList<>();
    Count total = Count.NONE;
    boolean oneCarrier = false;
    IO.println("%n%-12s %-18s %7s %7s %7s".formatted("module", "kind", "passed", "failed", "skipped"));
    for (var module : counts.entrySet()) {
        for (String kind : module.getKey().equals("proofs") ? PROOFS : List.of("tests")) {
            if (module.getValue().getOrDefault(kind, Count.NONE).passed() == 0) {
                missing.add(module.getKey() + " ran no " + kind);
            }
        }
        for (var kind : module.getValue().entrySet()) {
            Count count = kind.getValue();
            total = total.plus(count);
            oneCarrier |= kind.getKey().equals("one carrier") && count.passed() > 0;
            IO.println("%-12s %-18s %7d %7d %7d".formatted(
                    module.getKey(), kind.getKey(), count.passed(), count.failed(), count.skipped()));
        }
    }
    // The outside suites skip by themselves what a kind of queue does not promise.
    int skippedProofs = counts.getOrDefault("proofs", Map.of()).entrySet().stream()
            .filter(kind -> !kind.getKey().equals("outside suites"))
            .mapToInt(kind -> kind.getValue().skipped())
            .sum();
    if (skippedProofs > 0) {
        missing.add("proofs skipped " + skippedProofs);
    }
    if (!oneCarrier) {
        missing.add("no test ran on one carrier");
    }
    missing.forEach(line -> IO.println("MISSING: " + line));
    IO.println("%n%d passed, %d failed, %d skipped".formatted(total.passed(), total.failed(), total.skipped()));
    System.exit(missing.isEmpty() && total.failed() == 0 ? 0 : 1);
}

private static Map<String, Count> count(Path reports, Instant start) throws Exception {
    Map<String, Count> counts = new TreeMap<>();
    if (Files.isDirectory(reports)) {
        try (Stream<Path> files = Files.list(reports)) {
            for (Path file : files.filter(file -> isNewReport(file, start)).toList()) {
                NodeList cases = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                        .parse(file.toFile()).getElementsByTagName("testcase");
                for (int i = 0; i < cases.getLength(); i++) {
                    Element test = (Element) cases.item(i);
                    counts.merge(kind(file, test.getAttribute("classname")), result(test), Count::plus);
                }
            }
        }
    }
    return counts;
}

private static boolean isNewReport(Path file, Instant start) {
    try {
        String name = file.getFileName().toString();
        return name.startsWith("TEST-") && name.endsWith(".xml")
                && !Files.getLastModifiedTime(file).toInstant().isBefore(start);
    } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
    }
}

private static String kind(Path report, String type) {
    if (report.getFileName().toString().endsWith("-one-carrier.xml")) {
        return "one carrier";
    }
    if (!type.startsWith("dev.thrum.proofs.")) {
        return "tests";
    }
    if (type.startsWith("dev.thrum.proofs.Jcstress")) {
        return type.contains("Canary") ? "jcstress canaries" : "jcstress";
    }
    if (type.startsWith("dev.thrum.proofs.suites.")) {
        return type.contains("Canary") ? "suite canaries" : "outside suites";
    }
    return type.startsWith("dev.thrum.proofs.canary.") ? "Lincheck canaries" : "Lincheck";
}

private static Count result(Element test) {
    if (test.getElementsByTagName("failure").getLength() + test.getElementsByTagName("error").getLength() > 0) {
        return new Count(0, 1, 0);
    }
    return test.getElementsByTagName("skipped").getLength() > 0 ? new Count(0, 0, 1) : new Count(1, 0, 0);
}
