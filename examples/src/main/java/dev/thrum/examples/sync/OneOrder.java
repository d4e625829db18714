// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

/// The first way out of [OppositeOrder]: everybody takes the locks in the same order.
///
/// A circle needs somebody who holds a later lock and wants an earlier one. If every account has a number and the lower
/// one is always locked first, nobody ever does. This is the way to prefer: it costs nothing and there is nothing to
/// undo. It asks that one knows all locks before the first is taken.
///
/// Try: a transfer of an account to itself. What happens, and what should?
final class OneOrder {

    // @start region="one-order"
    private static void transfer(Account from, Account to, int amount) throws InterruptedException {
        Account first = from.number < to.number ? from : to;
        Account second = first == from ? to : from;
        first.lock.lock();
        try {
            second.lock.lock();
            try {
                from.pay(to, amount);
            } finally {
                second.lock.unlock();
            }
        } finally {
            first.lock.unlock();
        }
    }
    // @end region="one-order"

    void main() throws Exception {
        Account.run(OneOrder::transfer);
    }
}
