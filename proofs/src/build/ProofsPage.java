// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Writes the page that shows what the proofs have seen: for each the claim, as its source tells it, the outcomes, and
/// the verdict. Fails where something has not run, was skipped, or has failed.
///
/// Arguments: the folder of the proofs, the page to write, the instant at which the build began, the two settings of
/// Lincheck, and what else is to be known of the run, if anything.

private static final String PACKAGE = "dev.thrum.proofs.";
private static final String CANARY = PACKAGE + "canary.";
private static final String SUITES = PACKAGE + "suites.";

/// The chapters by the packages that they are about.
private static final List<Map.Entry<String, String>> CHAPTERS = List.of(
        Map.entry("races", "The races of the course, mended"),
        Map.entry("sync", "Locks, semaphores, events, barriers, queues, channels, selects"),
        Map.entry("core", "Waiting, granting, cancelling"),
        Map.entry("coroutines", "Generators between threads"));

record Outcome(String id, long count, boolean forbidden, String meaning) {
    String text() {
        return "`%s` %,d %s".formatted(id, count, meaning);
    }
}

record Test(String name, int forks, List<Outcome> outcomes) {
    long samples() {
        return outcomes.stream().mapToLong(Outcome::count).sum();
    }

    List<Outcome> seen() {
        return outcomes.stream().filter(outcome -> outcome.count() > 0).toList();
    }

    boolean isCaught() {
        return outcomes.stream().anyMatch(outcome -> outcome.forbidden() && outcome.count() > 0);
    }
}

record Model(String name, double seconds) {}

/// One run of jcstress.
record Part(String name, String arguments, long seconds, double load) {}

private Path sources;
private final List<Part> parts = new ArrayList<>();
private final Map<String, Test> tests = new TreeMap<>();
private final Map<String, Model> models = new TreeMap<>();
private final List<String> troubles = new ArrayList<>();
private final StringBuilder page = new StringBuilder();

void main(String[] args) throws Exception {
    Path proofs = Path.of(args[0]);
    sources = proofs.resolve("src/test/java");
    Instant start = Instant.parse(args[2]);
    readJcstress(proofs.resolve("target/jcstress"), start);
    readReports(proofs.resolve("target/surefire-reports"), start);
    if (!troubles.isEmpty()) {
        troubles.forEach(trouble -> IO.println("PROOFS: " + trouble));
        System.exit(1);
    }
    write(args[3] + " scenarios, " + args[4] + " interleavings each", args.length > 5 ? args[5] : "");
    Path target = Path.of(args[1]);
    Files.createDirectories(target.getParent());
    Files.writeString(target, page);
    IO.println("Wrote " + target.normalize());
}

/// Reads all the parts that jcstress was run in, each of which has a folder.
private void readJcstress(Path folder, Instant start) throws IOException {
    try (Stream<Path> parts = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
        for (Path file : parts.map(part -> part.resolve("results.tsv")).filter(Files::exists).sorted().toList()) {
            if (!Files.getLastModifiedTime(file).toInstant().isBefore(start)) {
                readPart(file);
            }
        }
    }
    if (tests.isEmpty()) {
        troubles.add("jcstress has not run");
    }
    for (Test test : tests.values()) {
        boolean isCanary = test.name().startsWith(CANARY);
        if (test.samples() == 0) {
            troubles.add(test.name() + " has no samples");
        } else if (!isCanary && test.isCaught()) {
            troubles.add(test.name() + " has shown a forbidden outcome");
        }
    }
}

private void readPart(Path file) throws IOException {
    Test last = null;
    for (String line : Files.readAllLines(file)) {
        String[] part = line.split("\t", -1);
        switch (part[0]) {
            case "run" -> parts.add(new Part(file.getParent().getFileName().toString(), part[1],
                    Long.parseLong(part[2]), Double.parseDouble(part[3])));
            case "test" -> {
                last = new Test(part[1], Integer.parseInt(part[2]), new ArrayList<>());
                if (tests.put(part[1], last) != null) {
                    troubles.add(part[1] + " is in two parts");
                }
            }
            case "outcome" -> last.outcomes().add(
                    new Outcome(part[1], Long.parseLong(part[2]), part[3].equals("FORBIDDEN"), part[4]));
            default -> throw new IOException("What is this? " + line);
        }
    }
}

/// What surefire reports: the Lincheck tests, and whether any test was skipped or has failed.
private void readReports(Path folder, Instant start) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(path -> path.getFileName().toString().startsWith("TEST-")).sorted().toList()) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(start)) {
                continue;
            }
            NodeList cases = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(file.toFile()).getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                String type = test.getAttribute("classname").replaceFirst("\\(.*", ""); // the part that it was run in
                boolean maySkip = type.startsWith(SUITES); // what a kind of queue does not promise
                for (String bad : maySkip ? List.of("failure", "error") : List.of("skipped", "failure", "error")) {
                    if (test.getElementsByTagName(bad).getLength() > 0) {
                        troubles.add(type + " " + test.getAttribute("name") + ": " + bad);
                    }
                }
                if (type.endsWith("LincheckTest")) {
                    models.put(type, new Model(type, Double.parseDouble(test.getAttribute("time").replace(",", ""))));
                }
            }
        }
    }
    if (models.isEmpty()) {
        troubles.add("Lincheck has not run");
    }
}

// ------------------------------------------------------------------------------------------------------- the page

private void write(String lincheck, String remark) throws IOException {
    List<Test> canaries = tests.values().stream().filter(test -> test.name().startsWith(CANARY)).toList();
    List<Test> proofs = tests.values().stream().filter(test -> !test.name().startsWith(CANARY)).toList();
    long caught = canaries.stream().filter(Test::isCaught).count();
    line("# What the proofs have seen");
    line("");
    line("Written by `mvn verify -Pstress`; do not edit. What is claimed, why, and the code: `proofs/src/test/java`.");
    line("");
    line("| | |");
    line("|---|---|");
    line("| date | " + LocalDate.now(ZoneOffset.UTC) + " |");
    line("| JVM | " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " |");
    line("| machine | " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
            + Runtime.getRuntime().availableProcessors() + " processors |");
    for (Part part : parts) {
        line("| jcstress, %s | `%s`: %d min %02d s, load average %.1f at the end |".formatted(part.name(),
                part.arguments(), part.seconds() / 60, part.seconds() % 60, part.load()));
    }
    double inModels = models.values().stream().mapToDouble(Model::seconds).sum();
    line("| Lincheck | %s: %d min %02d s |".formatted(lincheck, (long) inModels / 60, (long) inModels % 60));
    if (!remark.isEmpty()) {
        line("| to be known | " + remark + " |");
    }
    line("| proofs held | %d of %d jcstress, %d of %d Lincheck |".formatted(proofs.size(), proofs.size(),
            models(false).size(), models(false).size()));
    line("| canaries caught | %d of %d jcstress%s, %d of %d Lincheck |".formatted(caught, canaries.size(),
            caught < canaries.size() ? " in the common run, the others in a run of their own" : "",
            models(true).size(), models(true).size()));
    line("");
    line("A sample is one race of two actors. How often an outcome came up means little; which ones came up does.");
    for (var chapter : CHAPTERS) {
        line("");
        line("## " + chapter.getValue());
        String before = "";
        for (Test test : proofs) {
            if (!test.name().startsWith(PACKAGE + chapter.getKey() + ".")) {
                continue;
            }
            String top = topLevel(test.name());
            if (!top.equals(before)) {
                line("");
                line("### " + simple(top));
                line("");
                line(claim(top));
                line("");
                line("| test | claim | JVMs | samples | outcomes | verdict |");
                line("|---|---|--:|--:|---|---|");
                before = top;
            }
            line("| %s | %s | %d | %,d | %s | held |".formatted(simple(test.name()),
                    top.equals(test.name()) ? "as above" : claim(test.name()), test.forks(), test.samples(),
                    outcomes(test.seen())));
        }
        modelTable(chapter.getKey());
    }
    line("");
    line("## Canaries");
    line("");
    line("Planted bugs, which must be caught, or the checkers see nothing.");
    line("");
    line("| canary | bug | samples | forbidden outcomes | verdict |");
    line("|---|---|--:|---|---|");
    for (Test test : canaries) {
        line("| %s | %s | %,d | %s | caught |".formatted(simple(test.name()), claim(test.name()), test.samples(),
                test.isCaught() ? outcomes(test.seen().stream().filter(Outcome::forbidden).toList())
                        : "in a run of its own"));
    }
    for (Model model : models(true)) {
        line("| %s | %s | | Lincheck, in %.0f s | caught |".formatted(simple(model.name()), claim(model.name()),
                model.seconds()));
    }
}

private void modelTable(String chapter) throws IOException {
    List<Model> found = models(false).stream()
            .filter(model -> model.name().startsWith(PACKAGE + chapter + "."))
            .toList();
    if (found.isEmpty()) {
        return;
    }
    line("");
    line("### Lincheck");
    line("");
    line("| model | claim | seconds | verdict |");
    line("|---|---|--:|---|");
    for (Model model : found) {
        line("| %s | %s | %.0f | held |".formatted(simple(model.name()), claim(model.name()), model.seconds()));
    }
}

private List<Model> models(boolean canaries) {
    return models.values().stream().filter(model -> model.name().startsWith(CANARY) == canaries).toList();
}

private static String outcomes(List<Outcome> outcomes) {
    return String.join("<br>", outcomes.stream().map(Outcome::text).toList());
}

private void line(String text) {
    page.append(text).append('\n');
}

// ---------------------------------------------------------------------------------------------------- the sources

private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
}

/// The class whose file a test is in: the first name that begins with a capital letter.
private static String topLevel(String name) {
    Matcher matcher = Pattern.compile("^[a-z.]+\\.[A-Z]\\w*").matcher(name);
    return matcher.find() ? matcher.group() : name;
}

/// {@return the first paragraph of the comment above a class}
private String claim(String name) throws IOException {
    List<String> lines = Files.readAllLines(sources.resolve(topLevel(name).replace('.', '/') + ".java"));
    Pattern declaration = Pattern.compile("\\bclass " + simple(name) + "\\b.*\\{");
    int at = 0;
    while (at < lines.size() && !declaration.matcher(lines.get(at)).find()) {
        at++;
    }
    int end = at - 1;
    while (end >= 0 && !lines.get(end).strip().startsWith("///") && !lines.get(end).isBlank()) {
        end--;
    }
    int begin = end;
    while (begin >= 0 && lines.get(begin).strip().startsWith("///")) {
        begin--;
    }
    List<String> paragraph = new ArrayList<>();
    for (int i = begin + 1; i <= end; i++) {
        String text = lines.get(i).strip().substring(3).strip();
        if (text.isEmpty()) {
            break;
        }
        paragraph.add(text);
    }
    return String.join(" ", paragraph)
            .replaceAll("^Planted bug: ", "")
            .replaceAll("\\[([^\\]]+)\\]\\[[^\\]]+\\]", "`$1`")
            .replaceAll("\\[#?([\\w.]+)\\]", "`$1`")
            .replace("|", "\\|");
}
