// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The interpreter whose generators are the model.
record CPython(String command) {

    private static final String IS_SUITABLE =
            "import sys; sys.exit(sys.implementation.name != 'cpython' or sys.version_info < (3, 11))";

    /// The one on the path. Where there is none, the test is skipped, which shows in its report.
    static CPython find() throws InterruptedException {
        for (String command : List.of("python3", "python")) {
            try {
                if (start(command, "-c", IS_SUITABLE).waitFor() == 0) {
                    return new CPython(command);
                }
            } catch (IOException e) { // there is no such command
                continue;
            }
        }
        return abort("There is no CPython 3.11 or newer on the path to compare with");
    }

    /// Runs a script among the resources of the tests.
    ///
    /// @return all it has printed
    String run(String script) throws IOException, InterruptedException, URISyntaxException {
        Path path = Path.of(CPython.class.getResource(script).toURI());
        Process process = start(command, "-B", "-W", "error", path.toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(script + " has ended with status " + status + ":\n" + output);
        }
        return output;
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
