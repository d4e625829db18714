// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

/// Keeps the module compiling until its first real type arrives.
public final class Placeholder {
    private Placeholder() {}

    /// {@return the name of this module}
    public static String name() {
        return "ipc";
    }
}
