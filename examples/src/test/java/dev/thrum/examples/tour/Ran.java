// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/// A run of the tour as its user sees it: the exit code and what it wrote.
record Ran(int exitCode, String out, String err) {
    static Ran tour(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine tour = Tour.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = tour.execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
