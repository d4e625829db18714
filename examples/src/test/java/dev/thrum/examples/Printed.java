// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What an example prints. Tests that use it lock [org.junit.jupiter.api.parallel.Resources#SYSTEM_OUT].
public record Printed(List<String> lines) {

    @FunctionalInterface
    public interface Example {
        void main() throws Exception;
    }

    public static Printed by(Example example) throws Exception {
        PrintStream real = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            example.main();
        } finally {
            System.setOut(real);
        }
        return new Printed(captured.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
