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
package io.xsk.sim;

import io.xsk.XskException;
import io.xsk.ffi.Errno;

/**
 * Sockets that a {@link SimulatedProgram} can redirect to, by number ({@code BPF_MAP_TYPE_XSKMAP}). A socket drops out
 * when it is closed.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It is changed while no packet arrives, or on the thread that steps the
 * kernel.
 */
public final class SimulatedMap
{
    private final SimulatedSocket[] sockets;

    /**
     * Without sockets.
     *
     * @param capacity in sockets.
     */
    public SimulatedMap(final int capacity)
    {
        if (capacity < 1)
        {
            throw new IllegalArgumentException("capacity must be positive: capacity=" + capacity);
        }
        sockets = new SimulatedSocket[capacity];
    }

    /**
     * The number of sockets that the map can hold.
     *
     * @return the capacity.
     */
    public int capacity()
    {
        return sockets.length;
    }

    /**
     * Put a socket in a place, in the stead of what is there.
     *
     * @param key    of the place.
     * @param socket to redirect to.
     * @throws XskException if there is no such place.
     */
    public void put(final int key, final SimulatedSocket socket)
    {
        sockets[checked(key, "BPF_MAP_UPDATE_ELEM")] = socket;
    }

    /**
     * Empty a place.
     *
     * @param key of the place.
     * @throws XskException if there is no such place.
     */
    public void remove(final int key)
    {
        sockets[checked(key, "BPF_MAP_DELETE_ELEM")] = null;
    }

    SimulatedSocket get(final int key)
    {
        final SimulatedSocket socket = key >= 0 && key < sockets.length ? sockets[key] : null;

        return null == socket || socket.isClosed() ? null : socket;
    }

    private int checked(final int key, final String call)
    {
        if (key < 0 || key >= sockets.length)
        {
            throw new XskException(call, "key=" + key + " capacity=" + sockets.length, Errno.E2BIG.code());
        }

        return key;
    }
}
