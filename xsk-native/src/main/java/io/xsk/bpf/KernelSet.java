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

import java.util.Collection;
import org.agrona.CloseHelper;

/**
 * A {@link FilterSet} in the kernel: a hash map in an array of one map. A new hash map takes the place of the old one
 * by one store, which is what makes {@link #replaceAll} one change for the program.
 * <p>
 * <b>Note:</b> This class is guarded by its set.
 */
final class KernelSet implements AutoCloseable
{
    private static final String NAME = "xsk_set";
    private static final int PRESENT = 1;

    private final FilterSet<?> set;
    private final int capacity;
    private final BpfMap<Integer, Integer> outer;
    private BpfMap<FlowKey, Integer> inner;

    KernelSet(final FilterSet<?> set, final int capacity, final Collection<FlowKey> keys)
    {
        this.set = set;
        this.capacity = capacity;
        inner = filled(keys);
        BpfMap<Integer, Integer> array = null;
        try
        {
            array = BpfMap.ofMaps(NAME, inner, 1);
            array.put(0, inner.fd());
        }
        catch (final RuntimeException exception)
        {
            CloseHelper.closeAll(array, inner);
            throw exception;
        }
        outer = array;
    }

    BpfMap<Integer, Integer> map()
    {
        return outer;
    }

    void add(final FlowKey key)
    {
        inner.put(key, PRESENT);
    }

    void remove(final FlowKey key)
    {
        inner.remove(key);
    }

    void replaceAll(final Collection<FlowKey> keys)
    {
        final BpfMap<FlowKey, Integer> replacement = filled(keys);
        try
        {
            outer.put(0, replacement.fd());
        }
        catch (final RuntimeException exception)
        {
            replacement.close();
            throw exception;
        }
        inner.close();
        inner = replacement;
    }

    @Override
    public void close()
    {
        set.unbind(this);
        CloseHelper.closeAll(outer, inner);
    }

    private BpfMap<FlowKey, Integer> filled(final Collection<FlowKey> keys)
    {
        final BpfMap<FlowKey, Integer> map =
            BpfMap.create(BpfMap.Type.HASH, NAME, FlowKey.CODEC, BpfCodec.INT, capacity);
        try
        {
            for (final FlowKey key : keys)
            {
                map.put(key, PRESENT);
            }
        }
        catch (final RuntimeException exception)
        {
            map.close();
            throw exception;
        }

        return map;
    }
}
