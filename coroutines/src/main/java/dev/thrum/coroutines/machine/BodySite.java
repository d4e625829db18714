// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import dev.thrum.coroutines.Coroutine;
import dev.thrum.coroutines.Generator;
import java.lang.StackWalker.StackFrame;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of the bodies of one class: each lambda expression has a class of its own.
public final class BodySite {

    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Set<String> FACTORIES = Set.of("of", "once", "compiled", "<init>");

    /// Kept by the classes of the bodies, so that their loaders can go.
    private static final ClassValue<BodySite> SITES = new ClassValue<>() {
        @Override
        protected BodySite computeValue(Class<?> type) {
            return new BodySite(type, type.isHidden() ? creator() : null);
        }
    };

    /// What makes a lambda call a method.
    private record Creation(Class<?> owner, DirectMethodHandleDesc method) {}

    private final Class<?> type;

    // Where a lambda comes from: who was first to make a generator of it or, if a machine has created it, what was linked
    // there. Forgotten when it has been looked at.
    private @Nullable StackFrame creator;
    private volatile @Nullable Creation creation;

    // null -> either the machine or the reason why there is none. Written under the monitor, read by anybody.
    private volatile @Nullable Machine machine;
    private volatile @Nullable String reason;

    private BodySite(Class<?> type, @Nullable StackFrame creator) {
        this.type = type;
        this.creator = creator;
    }

    /// What is known of a body. To be asked first while its generator is created, by whoever creates it.
    ///
    /// @param body the body
    /// @return the site
    public static BodySite of(Object body) {
        return SITES.get(body.getClass());
    }

    /// Notes the method of a lambda that a machine has created.
    ///
    /// @return the lambda
    static Object created(Class<?> owner, DirectMethodHandleDesc method, Object lambda) {
        BodySite site = of(lambda);
        if (site.creation == null) {
            site.creation = new Creation(owner, method);
        }
        return lambda;
    }

    private static @Nullable StackFrame creator() {
        return WALKER.walk(frames -> frames
                .dropWhile(frame -> !isFactory(frame))
                .dropWhile(BodySite::isFactory)
                .findFirst()
                .orElse(null));
    }

    private static boolean isFactory(StackFrame frame) {
        return (frame.getDeclaringClass() == Generator.class || frame.getDeclaringClass() == Coroutine.class)
                && FACTORIES.contains(frame.getMethodName());
    }

    /// Whether its bodies can be run as machines. The first time, compiles them, which takes milliseconds.
    ///
    /// @return true if so
    public boolean isCompiled() {
        if (machine != null) {
            return true;
        }
        if (reason == null) {
            compile();
        }
        return machine != null;
    }

    private synchronized void compile() {
        if (machine != null || reason != null) {
            return;
        }
        try {
            machine = Machine.compile(type, find());
        } catch (Rejection rejection) {
            reason = rejection.getMessage();
            LOG.debug("{} runs on a thread of its own and not as a state machine: {}", type.getName(), reason);
        }
        creator = null;
    }

    private BodyCode find() throws Rejection {
        Creation known = creation;
        if (known != null) {
            return BodyFinder.ofLambda(type, known.owner(), ClassFiles.of(known.owner()), known.method());
        }
        return type.isHidden() ? BodyFinder.ofLambda(type, creator) : BodyFinder.ofClass(type);
    }

    /// Why its bodies cannot be run as machines.
    ///
    /// @return the reason; `null` if they can, or nobody has tried yet
    public @Nullable String reason() {
        return reason;
    }

    /// Makes the machine of a body, which has not begun.
    ///
    /// @param body the body
    /// @return the machine, or `null` if it cannot be run as one
    public @Nullable Object machine(Object body) {
        Machine made = isCompiled() ? machine : null;
        return made == null ? null : made.of(body);
    }

    /// What a stack trace shows of a body that stands at a call of its yielder.
    ///
    /// @param place the number of the call, as the machine has told
    /// @return the element
    public StackTraceElement element(int place) {
        return Objects.requireNonNull(machine).place(place);
    }
}
