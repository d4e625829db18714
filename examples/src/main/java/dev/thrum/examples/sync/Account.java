// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.Action;
import dev.thrum.sync.Mutex;

/// An account with a lock; to transfer from one to another takes both locks.
final class Account {

    /// A way to move money without getting into a deadlock.
    @FunctionalInterface
    interface Transfer {
        void transfer(Account from, Account to, int amount) throws InterruptedException;
    }

    private static final int TIMES = 1_000;

    final int number;
    final Mutex lock;

    /// Guarded by the lock.
    private int balance;

    Account(int number, int balance) {
        this.number = number;
        this.balance = balance;
        lock = Mutex.named("account " + number);
    }

    /// To be called with both locks held.
    void pay(Account to, int amount) {
        balance -= amount;
        to.balance += amount;
    }

    /// Ada moves money from a to b and Bob from b to a, both again and again: the worst that can be done to two locks.
    static void run(Transfer way) throws Exception {
        Account a = new Account(1, 5);
        Account b = new Account(2, 10);
        Crew crew = new Crew();
        crew.start("Ada", again(() -> way.transfer(a, b, 1)));
        crew.start("Bob", again(() -> way.transfer(b, a, 1)));
        crew.join();
        IO.println("After " + 2 * TIMES + " transfers: a=" + a.balance + " b=" + b.balance);
    }

    private static Action<InterruptedException> again(Action<InterruptedException> transfer) {
        return () -> {
            for (int i = 0; i < TIMES; i++) {
                transfer.run();
            }
        };
    }
}
