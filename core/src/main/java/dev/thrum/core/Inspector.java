// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows who waits for what, everywhere in the JVM, as a tree in text and JSON.
///
/// A snapshot holds: every strand that waits for something of this library, with what it waits for, for how long, and
/// where; every primitive somebody waits for or that is [watched][#watch], such as all named ones; and every event loop
/// with all its tasks, also those that sleep. (A plain thread that sleeps waits for nobody and is not shown.) It is put
/// together while the program goes on, so its parts may be some microseconds apart. Taking it costs a stack walk for
/// each waiting strand, and nothing for those that run.
///
/// ```java
/// log.info("{}", Inspector.snapshot());
/// ```
///
/// **From outside** the process, `jcmd` has it recorded in any program that uses this library:
///
/// ```
/// jcmd <pid> JFR.start name=tasks settings=none +dev.thrum.Snapshot#enabled=true
/// jcmd <pid> JFR.dump name=tasks filename=tasks.jfr
/// jfr print --events dev.thrum.Snapshot tasks.jfr
/// ```
///
/// and tools that speak JMX find the MBean `dev.thrum:type=Inspector` ([InspectorMXBean]) where it was
/// [registered][#registerMBean()].
public final class Inspector {

    /// Guarded by itself. Those whose source is gone are dropped when the list has doubled.
    private static final List<WeakReference<Source>> WATCHED = new ArrayList<>();

    private static int dropAt = 64;

    static {
        Management.registerIfWanted();
    }

    private Inspector() {}

    /// Something that a snapshot shows.
    @FunctionalInterface
    public interface Source {

        /// Describes itself as it is now. Called by any thread at any time; must not block.
        ///
        /// @return the node to show
        Node inspect();

        /// Whether somebody else's node shows this as well: then it gets no line of its own merely because a strand
        /// waits for it.
        ///
        /// @return false by default
        default boolean isShownElsewhere() {
            return false;
        }
    }

    /// One line of the tree.
    ///
    /// @param kind what it is: `strand`, `Mutex`, `event loop`
    /// @param name which one it is
    /// @param facts figures by name, in the order to be shown
    /// @param children what belongs to it
    public record Node(String kind, String name, Map<String, String> facts, List<Node> children) {

        /// Copies the collections.
        ///
        /// @param kind what it is
        /// @param name which one it is
        /// @param facts figures by name, in the order to be shown
        /// @param children what belongs to it
        public Node {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
            children = List.copyOf(children);
        }

        /// A node without children.
        ///
        /// @param kind what it is
        /// @param name which one it is
        /// @param facts names and figures in turn; figures that are empty are left out
        /// @return the node
        public static Node of(String kind, String name, String... facts) {
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i + 1 < facts.length; i += 2) {
                if (!facts[i + 1].isEmpty()) {
                    map.put(facts[i], facts[i + 1]);
                }
            }
            return new Node(kind, name, map, List.of());
        }
    }

    /// What there was at one moment.
    ///
    /// @param roots the trees: waiting strands, primitives, event loops
    public record Snapshot(List<Node> roots) {

        /// Copies the list.
        ///
        /// @param roots the trees
        public Snapshot {
            roots = List.copyOf(roots);
        }

        /// The snapshot for people: a line a node, indented by depth.
        ///
        /// @return the text, with line feeds
        public String toText() {
            StringBuilder text = new StringBuilder();
            roots.forEach(root -> Dump.text(root, 0, text));
            return text.toString();
        }

        /// The snapshot for programs: an array of objects with `kind`, `name`, `facts` and `children`.
        ///
        /// @return JSON (RFC 8259) on one line
        public String toJson() {
            StringBuilder json = new StringBuilder();
            Dump.json(roots, json);
            return json.toString();
        }

        @Override
        public String toString() {
            return toText();
        }
    }

    /// Has a source shown by every snapshot for as long as somebody else holds it.
    ///
    /// @param source what to show; kept by a weak reference
    public static void watch(Source source) {
        synchronized (WATCHED) {
            WATCHED.add(new WeakReference<>(source));
            if (WATCHED.size() >= dropAt) {
                WATCHED.removeIf(reference -> reference.refersTo(null));
                dropAt = Math.max(64, 2 * WATCHED.size());
            }
        }
    }

    /// Has a source shown no longer, before it is collected.
    ///
    /// @param source what was [watched][#watch]; no effect if it was not
    public static void unwatch(Source source) {
        synchronized (WATCHED) {
            WATCHED.removeIf(reference -> reference.refersTo(source));
        }
    }

    /// Looks at everything now. Does not stop anybody.
    ///
    /// @return what there is
    public static Snapshot snapshot() {
        List<Node> roots = new ArrayList<>();
        List<Source> sources = watched();
        Set<Source> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        sources.removeIf(source -> !seen.add(source)); // watched twice
        for (Waiter waiter : WaitGraph.waiters()) {
            Strand strand = waiter.strand();
            Resource wanted = waiter.resource();
            if (wanted != null && !wanted.isShownElsewhere() && seen.add(wanted)) {
                sources.add(wanted);
            }
            if (wanted != null && !(strand instanceof Runner task && task.isShownInTree())) {
                roots.add(Node.of("strand", strand.toString(), "waits for", wanted.name(),
                        "for", Nanos.text(strand.scheduler().nanoTime() - waiter.since()),
                        "at", Sites.text(Sites.of(strand.carrier()))));
            }
        }
        sources.forEach(source -> roots.add(inspect(source)));
        return new Snapshot(roots);
    }

    /// Describes a strand as it is now, for sources that have strands: its state, what it waits for and for how long,
    /// until when at most, the scopes it is in, and the line of the program at which it stands. Costs a stack walk.
    /// Never blocks.
    ///
    /// @param strand which one
    /// @return a node without children, of the strand's kind and name
    public static Node describe(Strand strand) {
        return Standing.of(strand);
    }

    /// What a strand waits for at this moment.
    ///
    /// @param strand which one
    /// @return the resource, or `null` if it waits for none
    public static @Nullable Resource awaitedBy(Strand strand) {
        Waiter waiter = WaitGraph.waiterOf(strand);
        return waiter == null ? null : waiter.resource();
    }

    /// Registers the MBean `dev.thrum:type=Inspector` with the JVM's MBean server, which takes some tens of
    /// milliseconds if nobody has used that before. No effect if it is registered.
    ///
    /// This need not be called where the system property `thrum.jmx` is set, or the JVM was started with its management
    /// agent (`com.sun.management.jmxremote` or `com.sun.management.jmxremote.port` are set): then the first primitive
    /// with a name or the first event loop does it, unless `thrum.jmx` is `false`.
    ///
    /// @throws IllegalStateException if the server refuses
    public static void registerMBean() {
        Management.register();
    }

    private static List<Source> watched() {
        List<Source> sources = new ArrayList<>();
        synchronized (WATCHED) {
            for (WeakReference<Source> reference : WATCHED) {
                Source source = reference.get();
                if (source != null) {
                    sources.add(source);
                }
            }
        }
        return sources;
    }

    /// One source that fails must not hide the others, least of all in a dump that is made because something is wrong.
    private static Node inspect(Source source) {
        try {
            return source.inspect();
        } catch (RuntimeException e) {
            return Node.of("broken", source.getClass().getName(), "inspect() threw", e.toString());
        }
    }
}
