// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Acquisition;
import org.jspecify.annotations.Nullable;

/// Where tasks were started.
///
/// To look at one's own stack costs a microsecond, several times as much as to start a task. But a body is nearly
/// always a lambda, and a lambda has a class of its own; so one look a class tells the place for all tasks with such a
/// body. Of a body that is started in several places the first is told.
final class CreationSites {

    private static final ClassValue<Holder> SITES = new ClassValue<>() {
        @Override
        protected Holder computeValue(Class<?> type) {
            return new Holder();
        }
    };

    /// Written by whoever starts the first task; a race would be harmless.
    private static final class Holder {
        private volatile @Nullable StackTraceElement site;
    }

    private CreationSites() {}

    /// Notes that a task with this body is being started by the caller.
    static void note(Object body) {
        Holder holder = SITES.get(written(body).getClass());
        if (holder.site == null) {
            holder.site = Acquisition.here().site();
        }
    }

    /// Where a task with such a body was started first.
    static String of(Object body) {
        StackTraceElement site = SITES.get(written(body).getClass()).site;
        return site == null ? "an unknown place" : site.toString();
    }

    /// The lambda in the source, without what this library has wrapped it in.
    private static Object written(Object body) {
        return switch (body) {
            case Context.Bound<?> bound -> written(bound.body());
            case Unvalued(var action) -> action;
            default -> body;
        };
    }
}
