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
package io.xsk.pipeline;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A frame that a stage keeps beyond its slot, with the packet in it. Make as many of these as frames are to be kept at
 * a time, and use each again when it was released.
 * <p>
 * While frames are retained a pipeline that was closed keeps their memory: close it again when they were released.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It may be handed from the stage's thread to another one, and {@link
 * #release()} may be called by any that has it.
 */
public final class RetainedFrame
{
    private final UnsafeBuffer packet = new UnsafeBuffer(0L, 0);
    private FramePool frames;
    private long address;

    /**
     * Holding no frame.
     */
    public RetainedFrame()
    {
    }

    /**
     * Is there a frame in it?
     *
     * @return true from {@link FrameEvent#retain(RetainedFrame)} to {@link #release()}.
     */
    public boolean isHeld()
    {
        return null != frames;
    }

    /**
     * The packet in its frame: index 0 is the first byte of the Ethernet header.
     *
     * @return the packet; of no length when no frame is held.
     */
    public MutableDirectBuffer packet()
    {
        return packet;
    }

    /**
     * Give the frame back. The packet must not be used any more.
     *
     * @throws IllegalStateException if no frame is held: it was released before.
     */
    public void release()
    {
        final FramePool pool = frames;
        if (null == pool)
        {
            throw new IllegalStateException("no frame is held, it was released before or never retained");
        }
        frames = null;
        packet.wrap(0L, 0);
        pool.giveBack(address);
    }

    /** Before a verdict is said that cannot be taken back. */
    void requireEmpty()
    {
        if (null != frames)
        {
            throw new IllegalStateException("a frame is held already, release it first: address=" + address);
        }
    }

    /** After {@link #requireEmpty()}. */
    void hold(final FramePool pool, final long address, final int length)
    {
        frames = pool;
        this.address = address;
        pool.umem().wrap(address, length, packet);
    }
}
