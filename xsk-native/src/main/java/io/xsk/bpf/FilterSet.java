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
package io.xsk.bpf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A set of addresses, of ports or of both, which filters ask by {@link Match#destinationIn} and {@link Match#sourceIn},
 * and which can be changed while their programs run. In the kernel it is a hash map, so that a packet costs the same
 * whether there are ten or ten thousand elements.
 * <p>
 * A program sees each element that is added or removed at once, and {@link #replaceAll} as one change: a rule
 * finds the old elements or the new ones, never a part. A set may be used by several filters and belongs to
 * none; its maps in the kernel go with the programs.
 * <p>
 * <b>Note:</b> This class is threadsafe; changes wait for one another and take system calls.
 *
 * @param <E> type of the elements.
 */
public final class FilterSet<E>
{
    private final String name;
    private final int capacity;
    private final Function<E, FlowKey> keyOf;
    private final boolean hasAddress;
    private final boolean hasPort;
    private final Set<FlowKey> keys = new LinkedHashSet<>();
    private final List<KernelSet> kernelSets = new ArrayList<>();
    /** Null when it has to be made anew. */
    private volatile FlowTable table;

    private FilterSet(
        final String name,
        final int capacity,
        final Function<E, FlowKey> keyOf,
        final boolean hasAddress,
        final boolean hasPort)
    {
        if (capacity < 1)
        {
            throw new IllegalArgumentException("capacity must be positive: set=" + name + " capacity=" + capacity);
        }
        this.name = name;
        this.capacity = capacity;
        this.keyOf = keyOf;
        this.hasAddress = hasAddress;
        this.hasPort = hasPort;
    }

    /**
     * A set of IPv4 and IPv6 addresses, such as multicast groups.
     *
     * @param name     of the set.
     * @param capacity in elements.
     * @return the set, empty.
     */
    public static FilterSet<InetAddress> addresses(final String name, final int capacity)
    {
        return new FilterSet<>(name, capacity, FlowKey::of, true, false);
    }

    /**
     * A set of ports.
     *
     * @param name     of the set.
     * @param capacity in elements.
     * @return the set, empty.
     */
    public static FilterSet<Integer> ports(final String name, final int capacity)
    {
        return new FilterSet<>(name, capacity, FlowKey::of, false, true);
    }

    /**
     * A set of addresses with a port each.
     *
     * @param name     of the set.
     * @param capacity in elements.
     * @return the set, empty.
     */
    public static FilterSet<InetSocketAddress> endpoints(final String name, final int capacity)
    {
        return new FilterSet<>(name, capacity, FlowKey::of, true, true);
    }

    /**
     * Add an element.
     *
     * @param element to add.
     * @return true if it was not there yet.
     * @throws IllegalStateException if the set is full.
     */
    public synchronized boolean add(final E element)
    {
        final FlowKey key = keyOf.apply(element);
        if (keys.contains(key))
        {
            return false;
        }
        requireRoom(keys.size() + 1);
        for (final KernelSet kernelSet : kernelSets)
        {
            kernelSet.add(key);
        }
        keys.add(key);
        table = null;

        return true;
    }

    /**
     * Remove an element.
     *
     * @param element to remove.
     * @return true if it was there.
     */
    public synchronized boolean remove(final E element)
    {
        final FlowKey key = keyOf.apply(element);
        if (!keys.contains(key))
        {
            return false;
        }
        for (final KernelSet kernelSet : kernelSets)
        {
            kernelSet.remove(key);
        }
        keys.remove(key);
        table = null;

        return true;
    }

    /**
     * Let the set have these elements and no others. Each program sees it as one change.
     *
     * @param elements to have.
     * @throws IllegalStateException if they are more than the set has room for.
     */
    public synchronized void replaceAll(final Collection<E> elements)
    {
        final Set<FlowKey> replacement = new LinkedHashSet<>();
        for (final E element : elements)
        {
            replacement.add(keyOf.apply(element));
        }
        requireRoom(replacement.size());
        for (final KernelSet kernelSet : kernelSets)
        {
            kernelSet.replaceAll(replacement);
        }
        keys.clear();
        keys.addAll(replacement);
        table = null;
    }

    /**
     * How many elements there are.
     *
     * @return the number.
     */
    public synchronized int size()
    {
        return keys.size();
    }

    @Override
    public String toString()
    {
        return "FilterSet{name=" + name + ", capacity=" + capacity + '}';
    }

    String name()
    {
        return name;
    }

    boolean hasAddress()
    {
        return hasAddress;
    }

    boolean hasPort()
    {
        return hasPort;
    }

    /** A copy in the kernel for one program, which follows the set until it is closed. */
    synchronized KernelSet bind()
    {
        final KernelSet kernelSet = new KernelSet(this, capacity, keys);
        kernelSets.add(kernelSet);

        return kernelSet;
    }

    synchronized void unbind(final KernelSet kernelSet)
    {
        kernelSets.remove(kernelSet);
    }

    /** The elements as they are now; allocates only after a change. */
    FlowTable table()
    {
        final FlowTable current = table;
        return null != current ? current : makeTable();
    }

    private synchronized FlowTable makeTable()
    {
        if (null == table)
        {
            table = new FlowTable(keys);
        }

        return table;
    }

    private void requireRoom(final int size)
    {
        if (size > capacity)
        {
            throw new IllegalStateException("set is full: set=" + name + " capacity=" + capacity + " size=" + size);
        }
    }
}
