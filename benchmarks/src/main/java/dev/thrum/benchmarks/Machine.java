// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/// What the figures were measured on.
final class Machine {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String describe() {
        return "%d × %s, %s %s, %s".formatted(
                Runtime.getRuntime().availableProcessors(), processor(),
                System.getProperty("os.name"), System.getProperty("os.version").replaceFirst("-.*", ""),
                System.getProperty("java.vendor.version", "JDK " + Runtime.version()));
    }

    private static String processor() {
        if (Files.isReadable(PROCESSORS)) {
            try (Stream<String> lines = Files.lines(PROCESSORS)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElseGet(Machine::architecture);
            } catch (IOException e) {
                return architecture() + " (" + e.getMessage() + ")";
            }
        }
        return architecture();
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }

    /// How many threads of the whole machine ran or wanted to run, on average over the last minute.
    static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", load);
    }
}
