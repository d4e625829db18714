// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// A large file, of which no more is read than somebody asks for. Whoever stops early closes the iterator, and so the
/// file.
final class LargeFile {

    // @start region="lines"
    static Generator<String> lines(Path file) {
        return Generator.of(out -> {
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    out.yield(line);
                }
            } finally {
                IO.println("The file is closed");
            }
        });
    }
    // @end region="lines"

    void main() throws IOException {
        Path file = Files.createTempFile("thrum", ".log");
        try {
            Files.write(file, IntStream.rangeClosed(1, 100_000)
                    .mapToObj(i -> i % 7 == 0 ? i + " ERROR disk full" : i + " ok")
                    .toList());
            // @start region="search"
            int read = 0;
            try (GeneratorIterator<String> lines = lines(file).iterator()) {
                while (lines.hasNext()) {
                    String line = lines.next();
                    read++;
                    if (line.contains("ERROR")) {
                        IO.println(line);
                        break;
                    }
                }
            }
            IO.println("It took " + read + " lines of 100000");
            // @end region="search"
        } finally {
            Files.delete(file);
        }
    }
}
