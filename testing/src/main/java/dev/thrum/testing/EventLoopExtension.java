// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// What [InEventLoop] registers with JUnit. By itself, as by `@RegisterExtension`, it has the annotation's defaults.
public final class EventLoopExtension implements InvocationInterceptor, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(EventLoopExtension.class);

    /// Called by JUnit.
    public EventLoopExtension() {}

    private static LoopOfTest loopOf(ExtensionContext test) {
        // JUnit closes what is in the store when the test is over, with its @AfterEach methods.
        return test.getStore(NAMESPACE).computeIfAbsent(LoopOfTest.class,
                _ -> new LoopOfTest(test.getDisplayName(), Settings.of(test)), LoopOfTest.class);
    }

    @Override
    @SuppressWarnings("NullAway") // JUnit's tests return nothing, which is null
    public void interceptTestMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext test) throws Throwable {
        loopOf(test).run(invocation::proceed);
    }

    @Override
    @SuppressWarnings("NullAway") // likewise
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext test) throws Throwable {
        loopOf(test).run(invocation::proceed);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return test.getTestMethod().isPresent() // rather than a whole class
                && (type == VirtualClock.class || type == EventLoop.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        LoopOfTest loop = loopOf(test);
        if (parameter.getParameter().getType() == EventLoop.class) {
            return loop.loop();
        }
        VirtualClock clock = loop.clock();
        if (clock == null) {
            throw new ParameterResolutionException("The loop of " + test.getDisplayName()
                    + " runs in real time, and so has no VirtualClock");
        }
        return clock;
    }
}
