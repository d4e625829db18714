// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a program of the oracle has done in Python.
///
/// @param title the numbers of its behaviours, and its name
/// @param lines what it has traced
/// @param unsupported why it was not run, or nothing
record Trace(String title, List<String> lines, String unsupported) {

    private static final String HEADLINE = "== ";
    private static final String INDENT = "  ";

    /// Reads the output of `oracle.py`.
    static Map<String, Trace> parse(String output) {
        Map<String, Trace> traces = new LinkedHashMap<>();
        for (String section : output.split("(?m)^" + HEADLINE)) {
            if (!section.isEmpty()) {
                Trace trace = parseSection(section.lines().toList());
                if (traces.put(trace.title, trace) != null) {
                    throw new IllegalArgumentException("Two programs are called " + trace.title);
                }
            }
        }
        return traces;
    }

    private static Trace parseSection(List<String> section) {
        List<String> lines = new ArrayList<>();
        String unsupported = "";
        for (String line : section.subList(1, section.size())) {
            if (line.startsWith(INDENT)) {
                lines.add(line.substring(INDENT.length()));
            } else if (line.startsWith("needs Python")) {
                unsupported = line;
            } else {
                throw new IllegalArgumentException("Python says what is no trace: " + line);
            }
        }
        return new Trace(section.getFirst(), lines, unsupported);
    }
}
