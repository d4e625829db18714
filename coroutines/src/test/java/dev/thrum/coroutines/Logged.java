// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The log of the tests, which goes to the standard error stream. Whoever uses it has to lock that resource.
public final class Logged {

    private Logged() {}

    /// What is logged while an action runs.
    public static String by(Action<? extends Exception> action) throws Exception {
        PrintStream real = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(real);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
