// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

/// Walks through the lessons one after another.
public final class Tour {
    private Tour() {}

    /// Starts the tour.
    public static void main(String[] arguments) {
        System.out.println("Thrum tour " + String.join(" ", arguments));
    }
}
