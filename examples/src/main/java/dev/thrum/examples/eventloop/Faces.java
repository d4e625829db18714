// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import java.util.function.Consumer;

/// Two faces that take turns in front of a message, on one line of a terminal.
final class Faces {

    private static final String[] FACES = {"(o_o)", "(-_-)"};

    private final String message;
    private final Consumer<String> screen;
    private int shown;

    Faces(String message, Consumer<String> screen) {
        this.message = message;
        this.screen = screen;
    }

    /// Shows the face whose turn it is, over the one before.
    void showNext() {
        screen.accept("\r" + FACES[shown++ % FACES.length] + " " + message);
    }

    /// Leaves an empty line.
    void wipe() {
        screen.accept("\r" + " ".repeat(FACES[0].length() + 1 + message.length()) + "\r");
    }

    /// How many faces were shown.
    int shown() {
        return shown;
    }
}
