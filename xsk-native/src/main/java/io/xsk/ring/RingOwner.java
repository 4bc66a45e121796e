/*
 * Copyright 2026 The XSK Pipeline Authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 * https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.xsk.ring;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Knows the thread that a ring belongs to, in debug mode: the first one that calls it, until it has ended or the ring
 * was handed over; none where threads take turns under a lock.
 */
final class RingOwner
{
    private final AtomicReference<Thread> owner = new AtomicReference<>();
    private volatile boolean isUnderLock;
    private volatile Thread polling;
    private volatile Thread closer;

    void check(final Ring ring)
    {
        final Thread thread = Thread.currentThread();
        if (null != closer)
        {
            throw new IllegalStateException("ring is closed: " + ring +
                " caller=" + thread.getName() + " closedBy=" + closer.getName());
        }

        if (isUnderLock)
        {
            return;
        }
        final Thread previous = owner.get();
        final boolean isOwner = thread == previous ||
            (null == previous || !previous.isAlive()) && owner.compareAndSet(previous, thread);
        if (!isOwner)
        {
            throw new IllegalStateException("ring belongs to another thread: " + ring +
                " caller=" + thread.getName() + " owner=" + owner.get().getName());
        }
    }

    void handOver()
    {
        owner.set(null);
    }

    void underLock()
    {
        isUnderLock = true;
    }

    void onPollStart()
    {
        polling = Thread.currentThread();
    }

    void onPollEnd()
    {
        polling = null;
    }

    /** A poll is the one call that takes long: it is caught in the act, the others at their next call. */
    void onClose(final Ring ring)
    {
        final Thread thread = Thread.currentThread();
        final Thread inside = polling;
        if (null != inside && thread != inside)
        {
            throw new IllegalStateException("ring is being closed during a call: " + ring +
                " caller=" + inside.getName() + " closer=" + thread.getName());
        }
        closer = thread;
    }
}
