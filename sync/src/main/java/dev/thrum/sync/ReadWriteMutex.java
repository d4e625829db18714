// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/// A lock that many threads hold at a time to read, or one to write: a [ReadWriteLock] of `java.util.concurrent` to the
/// letter, both halves reentrant.
///
/// ```java
/// Price price = mutex.readLock().locked(() -> prices.get(name));
/// mutex.writeLock().locked(() -> prices.put(name, price));
/// ```
///
/// It pays where reading takes long, or many do it at once; where both are brief, a [ReentrantMutex] does as well.
/// Platform threads, virtual threads and event-loop tasks may share it. Owners and readers are threads, as with all
/// locks.
///
/// **Fairness.** A writer waits for those who read when its turn comes; newcomers who want to read wait behind it, so
/// neither starves the other. Who waits, to read or to write, is served in the order of arrival, but a newcomer may
/// get in at the moment when nobody writes. In *fair mode*, chosen by [#fair()], nobody gets in before anybody who has
/// waited longer.
///
/// **Upgrade**: a reader cannot become a writer; to try is an error at once, whose text names the lock
/// ([WriteLock] has the details). Two who try would wait for each other.
///
/// **Downgrade**: a writer may read; when it then unlocks the write lock it is a reader, and nobody has written in
/// between.
///
/// ```java
/// mutex.writeLock().lock();
/// try {
///     refresh();
///     mutex.readLock().lock();
/// } finally {
///     mutex.writeLock().unlock();
/// }
/// // still reads what it has written
/// ```
///
/// **Deadlock.** Every reader is known. A wait that closes a cycle, be it through one of several readers that a writer
/// waits for, ends in a [DeadlockException][dev.thrum.core.DeadlockException] that names everyone involved. Not found,
/// as everywhere, are cycles through something that has no owner, such as a semaphore.
///
/// **Abandoned.** If a writer ends without unlocking, whoever waits is told by an [AbandonedException], as with
/// [ReentrantMutex]; if a reader does, who waits to write is ([ReadLock#reclaim()]).
///
/// **Memory consistency effects**: actions before the `unlock` of the write lock happen before actions after the next
/// successful `lock` of either; actions before the `unlock` of the read lock happen before actions after the next
/// successful `lock` of the write lock.
///
/// **Cost**: to read, uncontended, a compare-and-set and a volatile write, in a cache line of the reader's own; to write,
/// the same and a look at each reader's line. Some 700 bytes with two processors, and more with more: each may have two
/// readers that do not disturb one another.
public final class ReadWriteMutex implements ReadWriteLock, Inspector.Source {

    private final WriteLock writeLock;
    private final ReadLock readLock;

    /// Creates a free lock without a name.
    public ReadWriteMutex() {
        this(null, false);
    }

    private ReadWriteMutex(@Nullable String name, boolean fair) {
        writeLock = new WriteLock(name, fair);
        readLock = new ReadLock(writeLock);
    }

    /// Creates a free lock that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the lock
    public static ReadWriteMutex named(String name) {
        return watched(new ReadWriteMutex(name, false));
    }

    /// Creates a free lock in fair mode, without a name.
    ///
    /// @return the lock
    public static ReadWriteMutex fair() {
        return new ReadWriteMutex(null, true);
    }

    /// Creates a free lock in fair mode that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the lock
    public static ReadWriteMutex fair(String name) {
        return watched(new ReadWriteMutex(name, true));
    }

    private static ReadWriteMutex watched(ReadWriteMutex mutex) {
        Inspector.watch(mutex.writeLock); // which also stands for it where somebody waits
        return mutex;
    }

    /// The lock for those who read.
    ///
    /// @return always the same
    @Override
    public ReadLock readLock() {
        return readLock;
    }

    /// The lock for who writes.
    ///
    /// @return always the same
    @Override
    public WriteLock writeLock() {
        return writeLock;
    }

    /// Whether everybody is served strictly in the order of arrival.
    ///
    /// @return true in fair mode
    public boolean isFair() {
        return writeLock.isFair();
    }

    /// The name shown in messages and dumps.
    ///
    /// @return the given name, or one made of the class and an identity hash code
    public String name() {
        return writeLock.name();
    }

    @Override
    public Inspector.Node inspect() {
        return writeLock.inspect();
    }

    @Override
    public String toString() {
        return writeLock.toString();
    }
}
