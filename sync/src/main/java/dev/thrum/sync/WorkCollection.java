// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.sync.WorkStore.Node;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A [WorkQueue] as a collection: what looks at all elements, and what throws some of them out.
///
/// Each method works on a list of the nodes there were at one moment, so foreign code (`equals`, filters, consumers)
/// runs while nobody is kept out; what it decides on is then thrown out node by node, as far as it is still there.
///
/// @param <E> the elements
abstract sealed class WorkCollection<E> extends AbstractQueue<E> permits WorkTasks {

    final WorkStore<E> store;

    /// @param given the name given by the user
    /// @param maker makes the store, with the name of the queue
    WorkCollection(@Nullable String given, Function<String, WorkStore<E>> maker) {
        store = maker.apply(getClass().getSimpleName() + (given == null
                ? "@" + Integer.toHexString(System.identityHashCode(this))
                : " \"" + given + "\""));
    }

    /// Throws nodes out and wakes whom that concerns.
    ///
    /// @return true if one of them was still there
    abstract boolean discard(Collection<Node<E>> doomed);

    /// Throws out all elements, as done.
    @Override
    public abstract void clear();

    /// How many elements are in the queue at this moment.
    ///
    /// @return the number, at most the capacity
    @Override
    public int size() {
        return store.size();
    }

    @Override
    public boolean contains(@Nullable Object object) {
        return object != null && store.nodes().stream().anyMatch(node -> object.equals(node.element));
    }

    /// Throws out the first element that equals an object, as done. Takes time proportional to the size.
    ///
    /// @param object what to look for
    /// @return true if one was thrown out
    @Override
    public boolean remove(@Nullable Object object) {
        return object != null && store.nodes().stream()
                .filter(node -> object.equals(node.element))
                .anyMatch(node -> discard(List.of(node)));
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter);
        Set<Node<E>> doomed = new HashSet<>();
        for (Node<E> node : store.nodes()) {
            if (filter.test(node.element)) {
                doomed.add(node);
            }
        }
        return !doomed.isEmpty() && discard(doomed);
    }

    @Override
    public boolean removeAll(Collection<?> unwanted) {
        Objects.requireNonNull(unwanted);
        return removeIf(unwanted::contains);
    }

    @Override
    public boolean retainAll(Collection<?> wanted) {
        Objects.requireNonNull(wanted);
        return removeIf(element -> !wanted.contains(element));
    }

    @Override
    public Iterator<E> iterator() {
        Iterator<Node<E>> nodes = store.nodes().iterator();
        return new Iterator<>() {

            private @Nullable Node<E> last;

            @Override
            public boolean hasNext() {
                return nodes.hasNext();
            }

            @Override
            public E next() {
                Node<E> node = nodes.next();
                last = node;
                return node.element;
            }

            @Override
            public void remove() {
                Node<E> removed = last;
                if (removed == null) {
                    throw new IllegalStateException("next() must be called before each remove()");
                }
                last = null;
                discard(List.of(removed));
            }
        };
    }

    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliterator(this, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }
}
