// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Scopes of strands that were started inside another strand's scope.
class CancelBranchTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final CancelScope outer = new CancelScope("outer");

    /// Stands in for whatever a parent does while its children work; no wait of the library, so nobody looks at scopes.
    private final CountDownLatch childrenDone = new CountDownLatch(1);

    private Thread startBranch(Strands strands, String name, CancelScope parent) {
        Thread thread = strands.start(name, () -> {
            CancelScope branch = new CancelScope(name, parent);
            assertThatThrownBy(() -> branch.run(() -> Strand.sleep(FOREVER)))
                    .isInstanceOfSatisfying(CancelledException.class, e -> assertThat(e.scope()).isSameAs(outer));
            assertThat(CancelScope.current()).isNull();
        });
        Strands.untilParked(thread);
        return thread;
    }

    @ParameterizedTest
    @EnumSource
    void cancellationReachesTheStrandsUnderAScope(Strands.Kind kind) throws Exception {
        Strands children = Strands.of(kind);
        outer.run(() -> {
            startBranch(children, "first", outer);
            startBranch(children, "second", outer);
            outer.cancel("enough");
            children.join();
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancellationReachesTheStrandsUnderAScopeInside(Strands.Kind kind) throws Exception {
        Strands children = Strands.of(kind);
        Strands parent = Strands.of(Strands.Kind.VIRTUAL);
        CancelScope middle = new CancelScope("middle");
        CancelScope inner = new CancelScope("inner");
        CountDownLatch inside = new CountDownLatch(1);
        parent.start("parent", () -> outer.run(() -> middle.run(() -> inner.run(() -> {
            inside.countDown();
            childrenDone.await();
        }))));
        inside.await();
        startBranch(children, "child", inner);
        outer.cancel("enough");
        children.join();
        childrenDone.countDown();
        parent.join();
        assertThat(inner.isCancelled()).isFalse();
    }

    @Test
    void cancellationReachesBranchesOfBranches() throws Exception {
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        CancelScope child = new CancelScope("child", outer);
        CountDownLatch inside = new CountDownLatch(1);
        outer.run(() -> {
            strands.start("child", () -> child.run(() -> {
                inside.countDown();
                childrenDone.await();
            }));
            inside.await();
            Strands grandchildren = Strands.of(Strands.Kind.VIRTUAL);
            startBranch(grandchildren, "grandchild", child);
            outer.cancel("enough");
            grandchildren.join();
            childrenDone.countDown();
            strands.join();
        });
    }

    @Test
    void aDeadlineMovedUpReachesTheStrandsUnderAScope() throws Exception {
        Strands children = Strands.of(Strands.Kind.VIRTUAL);
        assertThatThrownBy(() -> outer.expireAfter(Duration.ofDays(1)).run(() -> {
            startBranch(children, "child", outer);
            outer.expireAfter(Duration.ZERO);
            children.join();
            CancelScope.checkpoint();
        })).isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void aBranchThatIsCancelledItselfLeavesTheOthersAlone() throws Exception {
        Strands strands = Strands.tasks();
        CancelScope branch = new CancelScope("branch", outer);
        strands.start("parent", () -> outer.run(() -> {
            strands.start("child", () -> branch.run(() -> Strand.sleep(FOREVER)));
            Strand.sleep(Duration.ofSeconds(1));
            branch.cancel("only you");
            Strand.sleep(Duration.ofSeconds(1));
        }));
        strands.drive();
        assertThat(branch.isCancelled()).isTrue();
        assertThat(outer.isCancelled()).isFalse();
    }

    @Test
    void aBranchIsTheOutermostScopeOfItsStrand() throws Exception {
        CancelScope branch = new CancelScope("branch", outer);
        new CancelScope("own").run(() -> assertThatThrownBy(() -> branch.run(() -> {}))
                .isInstanceOf(IllegalStateException.class).hasMessageContainingAll("branch", "own"));
    }

    @ParameterizedTest
    @EnumSource
    void theStrandsUnderAScopeAreThoseDirectlyUnderIt(Strands.Kind kind) throws Exception {
        Strands children = Strands.of(kind);
        CancelScope inner = new CancelScope("inner");
        outer.run(() -> {
            assertThat(outer.strandsUnder()).isEmpty();
            inner.run(() -> {
                Thread first = startBranch(children, "first", outer);
                Thread second = startBranch(children, "second", outer);
                Thread further = startBranch(children, "further", inner);
                assertThat(outer.strandsUnder()).extracting(Strand::home).containsExactly(first, second);
                assertThat(inner.strandsUnder()).extracting(Strand::home).containsExactly(further);
                outer.cancel("enough");
                children.join();
                assertThat(outer.strandsUnder()).isEmpty();
            });
        });
    }
}
