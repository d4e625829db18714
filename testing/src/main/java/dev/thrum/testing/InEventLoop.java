// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs each test method in an event loop of its own, as the loop's main task, on a virtual clock.
///
/// ```java
/// @InEventLoop
/// class KitchenTest {
///     @Test
///     void twoCooksTakeAsLongAsTheSlowerOne(VirtualClock clock) throws Exception {
///         Task<String> soup = EventLoop.spawn(() -> cook("soup", Duration.ofMinutes(17)));
///         Task<String> pie = EventLoop.spawn(() -> cook("pie", Duration.ofMinutes(15)));
///         assertThat(Tasks.gather(List.of(soup, pie))).containsExactly("soup", "pie");
///         assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(17));
///     }
/// }
/// ```
///
/// On a method, or on a class for all its methods and those of nested classes; what is nearer counts, as a whole. It
/// works with everything that is a test method or a template of one: `@Test`, `@RepeatedTest`, `@ParameterizedTest`.
/// Methods such as `@BeforeEach` run outside of the loop, on JUnit's thread.
///
/// **Parameters** of the test method, and of `@BeforeEach` and `@AfterEach`: the `VirtualClock`, if there is one, and the
/// [dev.thrum.coroutines.EventLoop], in which a `@BeforeEach` may start tasks. Until the test begins the clock stands.
///
/// **A test fails**
/// - with what it throws, the same instance;
/// - with a [dev.thrum.core.DeadlockException] if, on the virtual clock, all wait and no deadline is left;
/// - if it leaves tasks behind that have not ended, unless [#mayLeaveTasks()];
/// - if it has not ended after the [#limit()]. The message shows who waits for what, as
///   [dev.thrum.core.Inspector] does.
///
/// **Order.** Ready tasks run first come, first served. With [Order#SEEDED] the next one is drawn by lot; the failure
/// names the seed, and [Seed] or the system property `thrum.testing.seed` repeats the run. Together with
/// `@RepeatedTest(100)` it tries as many orders.
///
/// Source: `kotlinx-coroutines-test`, `pytest-trio`.
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(EventLoopExtension.class)
public @interface InEventLoop {

    /// On which clock the loop runs.
    ///
    /// @return by default, a virtual one
    Time time() default Time.VIRTUAL;

    /// Which of several ready tasks runs next.
    ///
    /// @return by default, the one that has come first
    Order order() default Order.FIRST_COME;

    /// How long a test may take, in *real* time. The system property `thrum.testing.limit` overrules all tests' limits.
    ///
    /// @return a duration (ISO 8601); zero for no limit, as for debugging
    String limit() default "PT30S";

    /// Whether a test may end while tasks of its loop have not. They are cancelled and awaited either way. Tasks that end
    /// as soon as all that are ready have run once do not count; neither do callbacks whose time has not come.
    ///
    /// @return by default, it may not
    boolean mayLeaveTasks() default false;

    /// Kinds of clocks.
    enum Time {

        /// One that jumps to the next deadline when nobody can run.
        VIRTUAL,

        /// That of the machine.
        REAL
    }

    /// Kinds of orders.
    enum Order {

        /// First come, first served.
        FIRST_COME,

        /// By lot, on a virtual clock only.
        SEEDED
    }
}
