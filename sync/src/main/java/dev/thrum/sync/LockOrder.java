// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Strand;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A check for deadlocks that have not happened yet: whether locks are always taken in the same order.
///
/// A [deadlock][dev.thrum.core.DeadlockException] is found when it happens; that two strands *could* deadlock, if they
/// only met, shows in the order in which each of them takes its locks. While the check is on, the first time that a lock
/// B is waited for by a thread that holds A is noted, with its stack; who later wants A while holding B, directly or
/// through a chain of such orders, is told, with both stacks, though nobody is stuck.
///
/// ```java
/// LockOrder.check(LockOrder.Check.THROW);     // in tests; or -Dthrum.lockOrder=throw
/// ```
///
/// It concerns [Mutex], [ReentrantMutex] and [ReadWriteMutex], of which reading and writing count alike, and platform
/// threads, virtual threads and tasks. `tryLock`, with or without a time-out, adds no order, since who tries gives up;
/// but what was taken so counts as held. To take a lock again is no order either. Orders are remembered for pairs of
/// objects, not of classes, for as long as both locks exist.
///
/// **False reports** are possible where a third lock, always held around both, keeps the two strands from meeting.
///
/// **Cost**: off, which is the default, one plain read for each lock. On, some microseconds for each lock that is
/// taken, under one latch for the whole JVM: for tests and staging.
///
/// Source: the Linux kernel's lockdep; Guava's `CycleDetectingLockFactory`.
public final class LockOrder {

    /// What to do about a reversed order.
    public enum Check {
        /// Nothing is checked.
        OFF,
        /// It is logged as a warning by `dev.thrum.deadlock`, once for each pair of locks.
        WARN,
        /// [LockOrderException] is thrown, before the lock is taken.
        THROW
    }

    private static final Logger LOG = LoggerFactory.getLogger("dev.thrum.deadlock");

    private static final VarHandle ON;

    @SuppressWarnings("UnusedVariable") // read through ON, without order, so that it costs what a plain field costs
    private static boolean on;

    private static volatile Check check = Check.OFF;

    /// Guards all nodes. Held for a search at most; nobody waits inside.
    private static final Object GRAPH = new Object();

    /// What the thread holds, in the order of taking; a lock twice if it was taken to write and to read.
    private static final ThreadLocal<List<Held>> HELD = ThreadLocal.withInitial(ArrayList::new);

    static {
        try {
            ON = MethodHandles.lookup().findStaticVarHandle(LockOrder.class, "on", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        String property = System.getProperty("thrum.lockOrder", "off");
        check(Check.valueOf(property.toUpperCase(Locale.ROOT)));
    }

    private LockOrder() {}

    /// A lock in the graph of orders. Nobody but its lock, and who holds that, keeps it: so an order is forgotten with
    /// either of its locks.
    static final class Node {
        private final Map<Node, Order> followers = new WeakHashMap<>();
        private final Set<Node> reported = Collections.newSetFromMap(new WeakHashMap<>());
    }

    private record Held(OwnedResource lock, Node node, @Nullable Acquisition acquisition) {}

    /// That one lock was taken while another one was held, and where.
    private record Order(String text, List<StackTraceElement> stack) {

        private static Order here(Held held, OwnedResource wanted) {
            Acquisition acquisition = held.acquisition;
            return new Order("thread \"" + Strand.nameOf(Thread.currentThread()) + "\" takes " + wanted.name()
                    + " while it holds " + held.lock.name()
                    + (acquisition == null ? "" : ", taken at " + acquisition.site()),
                    List.of(Thread.currentThread().getStackTrace()));
        }

        private Throwable toThrowable(@Nullable Throwable earlier) {
            Throwable throwable = new Exception("Earlier, " + text, earlier);
            throwable.setStackTrace(stack.toArray(StackTraceElement[]::new));
            return throwable;
        }
    }

    /// Switches the check, for the whole JVM, from now on. What was held before it was switched on is not known to be
    /// held; the orders that were noted are kept while it is off.
    ///
    /// @param what what to do about a reversed order
    public static void check(Check what) {
        check = what;
        ON.setVolatile(what != Check.OFF);
    }

    /// What is done about a reversed order at present: what was set last, or at first what the system property
    /// `thrum.lockOrder` says, `off`, `warn` or `throw`.
    ///
    /// @return the present mode
    public static Check check() {
        return check;
    }

    static boolean isOn() {
        return (boolean) ON.getOpaque();
    }

    /// To be called by who is about to take a lock, and will wait for it.
    static void before(OwnedResource wanted) {
        List<Held> held = held();
        if (held.isEmpty() || held.stream().anyMatch(other -> other.lock == wanted)) {
            return;
        }
        LockOrderException reversed = null;
        synchronized (GRAPH) {
            Node node = wanted.orderNode();
            for (Held before : held) {
                if (reversed == null && !before.node.followers.containsKey(node)) {
                    reversed = note(before, wanted, node);
                }
            }
        }
        if (reversed != null) {
            if (check == Check.THROW) {
                throw reversed;
            }
            LOG.warn("A deadlock is possible", reversed);
        }
    }

    /// @return what is wrong with the order, if something is and was not reported yet
    private static @Nullable LockOrderException note(Held before, OwnedResource wanted, Node node) {
        List<Order> path = new ArrayList<>();
        if (!findPath(node, before.node, new HashSet<>(), path)) {
            before.node.followers.put(node, Order.here(before, wanted));
            return null;
        }
        if (!before.node.reported.add(node) && check != Check.THROW) {
            return null;
        }
        StringBuilder text = new StringBuilder(
                "Potential deadlock: locks are taken in an order that is the reverse of an earlier one")
                .append(System.lineSeparator()).append("  now, ").append(Order.here(before, wanted).text);
        Throwable cause = null;
        for (Order earlier : path.reversed()) {
            cause = earlier.toThrowable(cause);
        }
        for (Order earlier : path) {
            text.append(System.lineSeparator()).append("  earlier, ").append(earlier.text);
        }
        return new LockOrderException(text.toString(), cause == null ? new AssertionError("no path") : cause);
    }

    /// Looks for orders that lead from one lock to another.
    private static boolean findPath(Node from, Node to, Set<Node> seen, List<Order> path) {
        for (Map.Entry<Node, Order> follower : from.followers.entrySet()) {
            path.add(follower.getValue());
            if (follower.getKey() == to || (seen.add(follower.getKey()) && findPath(follower.getKey(), to, seen, path))) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    /// To be called by who has just taken a lock, however.
    static void taken(OwnedResource lock, @Nullable Acquisition acquisition) {
        Node node;
        synchronized (GRAPH) {
            node = lock.orderNode();
        }
        held().add(new Held(lock, node, acquisition));
    }

    /// To be called by who has just freed a lock.
    static void freed(OwnedResource lock) {
        List<Held> held = HELD.get();
        for (int i = held.size() - 1; i >= 0; i--) {
            if (held.get(i).lock == lock) {
                held.remove(i);
                return;
            }
        }
    }

    /// What the caller holds, without what it has freed while the check was off.
    private static List<Held> held() {
        List<Held> held = HELD.get();
        held.removeIf(one -> !one.lock.isHeldByCaller());
        return held;
    }
}
