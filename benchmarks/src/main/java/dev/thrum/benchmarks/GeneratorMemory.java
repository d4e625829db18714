// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// What a suspended body keeps of the heap: 100,000 are suspended at once, and what is in use after a collection is
/// compared with what was before. Prints a name and a number of bytes a line.
///
/// The stack of a suspended virtual thread or continuation is on the heap, too. All bodies are equally shallow.
public final class GeneratorMemory {

    private static final int NUMBER = 100_000;
    private static final int COLLECTIONS = 3;

    private GeneratorMemory() {}

    /// Measures and prints.
    ///
    /// @param arguments none
    public static void main(String[] arguments) {
        print("generator", GeneratorMemory::generator);
        print("parkedVirtualThread", GeneratorMemory::parkedVirtualThread);
        print("continuation", GeneratorMemory::continuation);
        print("kotlinSequence", GeneratorMemory::kotlinSequence);
    }

    private static void print(String name, Supplier<Object> suspended) {
        Object[] all = new Object[NUMBER + 1];
        all[NUMBER] = suspended.get(); // loads the classes and starts the threads that are not to be counted
        long before = bytesInUse();
        for (int i = 0; i < NUMBER; i++) {
            all[i] = suspended.get();
        }
        System.out.println(name + " " + (double) (bytesInUse() - before) / NUMBER);
        end(all);
    }

    private static long bytesInUse() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// What is not ended here needs no end.
    private static void end(Object[] all) {
        for (Object one : all) {
            switch (one) {
                case GeneratorIterator<?> iterator -> iterator.close();
                case Thread thread -> LockSupport.unpark(thread);
                default -> {}
            }
        }
    }

    private static Object generator() {
        GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            for (int number = 0; ; number++) {
                out.yield(number);
            }
        }).iterator();
        items.next();
        return items;
    }

    private static Object parkedVirtualThread() {
        Thread thread = Thread.startVirtualThread(LockSupport::park);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private static Object continuation() {
        RawContinuation body = new RawContinuation(() -> {
            while (true) {
                RawContinuation.pause();
            }
        });
        body.run();
        return body;
    }

    private static Object kotlinSequence() {
        Iterator<Integer> items = KotlinPeers.pull();
        items.next();
        return items;
    }
}
