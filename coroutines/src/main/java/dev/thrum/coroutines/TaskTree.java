// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Strand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tasks of a loop as the [Inspector] shows them. A task stands
///
/// - under the group it belongs to, and that under the task which has opened it;
/// - else under the task that has started it, as long as that lives;
/// - else under a task that awaits it;
/// - else under the loop.
final class TaskTree {

    // Put together by any thread, while the tasks go on, from what they tell of themselves at some moment. By the first
    // two rules whoever stands above is older, so there is no circle; the third one looks. Trees deeper than anybody
    // would read, or a reader of JSON could take, are cut, and go on under the loop.
    private static final int DEEPEST = 100;

    /// A place in the tree.
    private static final class Branch {
        private final String kind;
        private final String name;
        private final Map<String, String> facts;
        private final List<Branch> children = new ArrayList<>();
        private @Nullable Branch above;

        /// How many stand above; negative while that is not known.
        private int depth = -1;

        Branch(String kind, String name, Map<String, String> facts) {
            this.kind = kind;
            this.name = name;
            this.facts = new LinkedHashMap<>(facts);
        }

        boolean isUnder(Branch other) {
            boolean found = false;
            for (Branch branch = this; branch != null && !found; branch = branch.above) {
                found = branch == other;
            }
            return found;
        }

        Inspector.Node node() {
            return new Inspector.Node(kind, name, facts, children.stream().map(Branch::node).toList());
        }
    }

    private final EventLoop loop;
    private final Map<Strand, Branch> byStrand = new LinkedHashMap<>();
    private final List<Branch> groups = new ArrayList<>();

    /// Those of tasks and groups, by their scopes.
    private final Map<CancelScope, Branch> byScope = new HashMap<>();

    private TaskTree(EventLoop loop) {
        this.loop = loop;
        loop.baton().strands().forEach(this::add);
    }

    /// The tree of a loop now.
    ///
    /// @param loop the loop that owns its baton; the tasks of loops that run inside it are shown as well
    /// @param figures what the baton tells of itself
    static Inspector.Node of(EventLoop loop, Inspector.Node figures) {
        TaskTree tree = new TaskTree(loop);
        tree.addGroups();
        tree.byScope.forEach((scope, branch) -> branch.above = tree.nearest(scope.outer()));
        tree.byStrand.forEach(tree::putUnderStarter);
        tree.byStrand.forEach(tree::putAwaitedUnder);
        String tasks = Integer.toString(tree.byStrand.size());
        Branch root = new Branch("event loop", loop.toString(), Map.of("tasks", tasks));
        figures.facts().forEach((fact, figure) -> {
            if (!fact.equals("strands")) {
                root.facts.put(fact, figure);
            }
        });
        tree.hang(root);
        return root.node();
    }

    private void add(Strand strand) {
        Inspector.Node node = Inspector.describe(strand);
        Branch branch = new Branch(node.kind(), node.name(), node.facts());
        byStrand.put(strand, branch);
        Task<?> task = LoopTasks.of(strand);
        if (task != null) {
            byScope.put(task.scope(), branch);
            if (task.isBeingCancelled()) {
                branch.facts.merge("state", "being cancelled", (state, cancelled) -> state + ", " + cancelled);
            }
            if (task.awaiters() > 0) {
                branch.facts.put("awaited by", Integer.toString(task.awaiters()));
            }
            if (task.loop() != loop) {
                branch.facts.put("loop", task.loop().toString());
            }
        }
    }

    /// A scope above that of a task, other than that of its loop, is a group's.
    private void addGroups() {
        for (Strand strand : byStrand.keySet()) {
            Task<?> task = LoopTasks.of(strand);
            CancelScope above = task == null ? null : task.scope().outer();
            if (task != null && above != null && !task.loop().isRoot(above)) {
                byScope.computeIfAbsent(above, this::addGroup);
            }
        }
    }

    private Branch addGroup(CancelScope scope) {
        Branch group = new Branch("task group", scope.name(),
                scope.isCancelled() ? Map.of("state", "being cancelled") : Map.of());
        groups.add(group);
        return group;
    }

    /// The task or group whose scope is the first from here outwards.
    private @Nullable Branch nearest(@Nullable CancelScope from) {
        Branch found = null;
        for (CancelScope scope = from; scope != null && found == null; scope = scope.outer()) {
            found = byScope.get(scope);
        }
        return found;
    }

    private void putUnderStarter(Strand strand, Branch branch) {
        Task<?> task = LoopTasks.of(strand);
        if (task != null && branch.above == null) {
            branch.above = nearest(task.startedIn());
        }
    }

    private void putAwaitedUnder(Strand strand, Branch awaiter) {
        Resource awaited = Inspector.awaitedBy(strand);
        Branch branch = awaited instanceof Task<?> task ? byScope.get(task.scope()) : null;
        if (branch != null && branch.above == null && !awaiter.isUnder(branch)) {
            branch.above = awaiter;
        }
    }

    /// Gives each branch its children, in the order in which they were started, groups first.
    private void hang(Branch root) {
        List<Branch> all = new ArrayList<>(groups);
        all.addAll(byStrand.values());
        all.forEach(TaskTree::measure);
        for (Branch branch : all) {
            Branch above = branch.above;
            (above == null ? root : above).children.add(branch);
        }
    }

    /// Finds the depth of a branch and of those above it, and cuts where it is too large.
    private static void measure(Branch branch) {
        Deque<Branch> unmeasured = new ArrayDeque<>();
        for (Branch next = branch; next != null && next.depth < 0; next = next.above) {
            unmeasured.push(next);
        }
        for (Branch next : unmeasured) {
            Branch above = next.above;
            next.depth = above == null ? 0 : above.depth + 1;
            if (next.depth == DEEPEST) {
                next.above = null;
                next.depth = 0;
            }
        }
    }
}
