// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/// Shows who waits for what, everywhere in the JVM, as a tree in text and JSON.
///
/// A snapshot holds: every strand that is parked in a wait of this library, with what it waits for, for how long, and where;
/// every primitive somebody waits for or that is [watched][#watch], such as all named ones; and every event loop with its
/// tasks. It is put together while the program goes on, so its parts may be some microseconds apart. Taking it costs a stack
/// walk for each waiting strand, and nothing for those that run.
///
/// ```java
/// log.info("{}", Inspector.snapshot());
/// ```
public final class Inspector {

    private static final Set<Source> WATCHED = Collections.newSetFromMap(new WeakHashMap<>());

    private Inspector() {}

    /// Something that a snapshot shows.
    @FunctionalInterface
    public interface Source {

        /// Describes itself as it is now. Called by any thread at any time; must not block.
        ///
        /// @return the node to show
        Node inspect();
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
            WATCHED.add(source);
        }
    }

    /// Looks at everything now. Does not stop anybody.
    ///
    /// @return what there is
    public static Snapshot snapshot() {
        List<Node> roots = new ArrayList<>();
        Set<Source> sources = new LinkedHashSet<>();
        synchronized (WATCHED) {
            sources.addAll(WATCHED);
        }
        for (Waiter waiter : WaitGraph.waiters()) {
            Strand strand = waiter.strand();
            Resource wanted = waiter.resource();
            if (wanted != null) {
                sources.add(wanted);
                roots.add(Node.of("strand", strand.toString(), "waits for", wanted.name(),
                        "for", Nanos.text(strand.scheduler().nanoTime() - waiter.since()),
                        "at", Sites.text(Sites.of(strand.carrier()))));
            }
        }
        sources.forEach(source -> roots.add(source.inspect()));
        return new Snapshot(roots);
    }
}
