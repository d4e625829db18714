// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import org.jspecify.annotations.Nullable;

/// A user's object in an error message: short, and never the reason for another error.
final class Abbreviated {

    private static final int LONGEST = 100;

    private Abbreviated() {}

    static String of(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String text;
        try {
            text = value.toString();
        } catch (RuntimeException e) {
            return "(a " + value.getClass().getName() + " whose toString() threw " + e.getClass().getName() + ")";
        }
        if (text == null) {
            return "(a " + value.getClass().getName() + ")";
        }
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
