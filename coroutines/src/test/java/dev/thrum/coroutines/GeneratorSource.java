// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.function.Consumer;

/// The kinds of generator that one can delegate to. From the moment of the delegation on all give the same.
enum GeneratorSource {
    GENERATOR, ONE_SHOT, NEW_ITERATOR, STARTED_ITERATOR, ITERATOR_WITH_ITEM;

    /// Delegates to a generator of this kind. (Two methods may do it, since the two have no type in common.)
    <T> void delegate(
            String name, GeneratorBody<T> body, Consumer<Iterable<T>> iterable, Consumer<Iterator<T>> iterator) {
        switch (this) {
            case GENERATOR -> iterable.accept(Generator.of(name, body));
            case ONE_SHOT -> iterable.accept(Generator.once(name, body));
            case NEW_ITERATOR -> iterator.accept(Generator.of(name, body).iterator());
            case STARTED_ITERATOR -> iterator.accept(started(name, body));
            case ITERATOR_WITH_ITEM -> {
                GeneratorIterator<T> items = started(name, body);
                items.hasNext();
                iterator.accept(items);
            }
        }
    }

    private static <T> GeneratorIterator<T> started(String name, GeneratorBody<T> body) {
        GeneratorIterator<T> items = Generator.<T>of(name, out -> {
            out.yield(null); // before the delegation
            body.run(out);
        }).iterator();
        items.next();
        return items;
    }
}
