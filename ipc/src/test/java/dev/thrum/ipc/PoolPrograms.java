// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/// Whole programs that use a pool, to be run in a JVM of their own by [PoolProgramTest]: `PoolPrograms <program>
/// <folder>`.
final class PoolPrograms {

    /// Past `System.out`, as native code does it.
    private static final FileOutputStream RAW_OUTPUT = new FileOutputStream(FileDescriptor.out);

    private PoolPrograms() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "noisy" -> noisy();
            case "busy" -> busy(args[1]);
            case "initializing" -> initializing(args[1]);
            case "forgetful" -> forgetful(args[1]);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /// Tasks that write to standard output and error in every way there is.
    private static void noisy() throws Exception {
        try (ProcessPool pool = ProcessPool.of(2)) {
            List<Integer> results = pool.map(n -> {
                System.out.println("noise " + n);
                System.out.print("THRM\u0001\u0001\u0000\u0000 unfinished frame");
                RAW_OUTPUT.write(("raw noise " + n + "\n").getBytes(StandardCharsets.US_ASCII));
                System.err.println("complaint " + n);
                return n;
            }, IntStream.range(0, 5).boxed().toList());
            System.out.println("results " + results);
        }
    }

    /// Two workers that would compute for ever.
    private static void busy(String folder) throws Exception {
        ProcessPool pool = ProcessPool.of(2);
        pool.map(name -> TestTasks.writePidAndWait(folder, name), List.of("a", "b"));
    }

    /// Workers that never get ready.
    private static void initializing(String folder) throws Exception {
        ProcessPool pool = ProcessPool.builder().workers(1)
                .initializer(() -> TestTasks.writePidAndWait(folder, "a")).build();
        pool.map(n -> n, List.of(1));
    }

    /// Ends without closing its pool.
    private static void forgetful(String folder) throws Exception {
        ProcessPool pool = ProcessPool.of(1);
        pool.map(name -> {
            TestTasks.writePid(folder, name);
            return name;
        }, List.of("a"));
    }
}
