// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

/// One thread starts another and waits for its end.
///
/// `start` returns at once; from then on both threads run, each at its own pace. `join` waits until the other one has
/// ended, and everything it did is visible afterwards: without it, `main` might say goodbye first.
///
/// Nothing of Thrum is needed for that. What the JDK does well, Thrum does not do again.
///
/// Try: `Thread.ofVirtual()` instead of `ofPlatform()`. A platform thread is one of the operating system's, and a few
/// thousand of them are many; of virtual ones there may be a million, and every primitive here works on both.
final class HelloThread {

    void main() throws InterruptedException {
        Thread thread = Thread.ofPlatform().name("greeter").start(() -> IO.println("hello bob"));
        thread.join();
        IO.println("\"" + thread.getName() + "\" has ended");
    }
}
