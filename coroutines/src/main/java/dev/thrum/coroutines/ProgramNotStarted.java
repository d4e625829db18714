// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.io.File;
import java.io.IOException;
import java.util.List;

/// Why a program could not be started, in words that say what to mend. The JDK gives the operating system's number.
final class ProgramNotStarted {

    private ProgramNotStarted() {}

    static IOException exception(ProcessBuilder builder, IOException failure) {
        return new IOException("Cannot start " + builder.command().getFirst() + reason(builder, failure), failure);
    }

    private static String reason(ProcessBuilder builder, IOException failure) {
        String program = builder.command().getFirst();
        File folder = builder.directory();
        if (folder != null && !folder.isDirectory()) {
            return " in " + folder + ", which is no folder";
        }
        if (program.indexOf(File.separatorChar) < 0) {
            return isOnPath(program) ? ": " + failure.getMessage() : ": no folder of the PATH has such a program";
        }
        File file = new File(program);
        return !file.exists() ? ": there is no such file"
                : !file.canExecute() ? ": the file may not be executed" : ": " + failure.getMessage();
    }

    private static boolean isOnPath(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(folder -> new File(folder, program).canExecute());
    }
}
