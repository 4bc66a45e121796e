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
package io.xsk.testing;

import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.ring.FillRing;
import org.agrona.CloseHelper;

/**
 * A bound port of one host, and what closes with it. Without a program it receives nothing.
 */
public final class Endpoint implements AutoCloseable
{
    private final Testbed testbed;
    private final Side side;
    private final Umem umem;
    private final XskPort port;
    private Testbed.Attachment attachment;

    /**
     * @param testbed   that the host is of.
     * @param side      of the cable.
     * @param context   of the port; its UMEM is closed with this when no other port uses it.
     * @param fillCount of frames to put on the fill ring, from the first on.
     */
    public Endpoint(final Testbed testbed, final Side side, final XskSocket.Context context, final int fillCount)
    {
        this.testbed = testbed;
        this.side = side;
        umem = context.umem();
        XskPort opened = null;
        boolean isBound = false;
        try
        {
            opened = testbed.open(side, context);
            for (int frame = 0; frame < fillCount; frame++)
            {
                fill(opened.fillRing(), umem.frameAddress(frame));
            }
            opened.bind();
            isBound = true;
        }
        finally
        {
            port = opened;
            if (!isBound)
            {
                close();
            }
        }
    }

    /**
     * Let a program decide on the packets that come to the host, from now on; this port has the first place in its map.
     *
     * @param program to run.
     * @return this for a fluent API.
     */
    public Endpoint receive(final TestProgram program)
    {
        attachment = testbed.attach(side, program);
        attachment.put(0, port);

        return this;
    }

    /**
     * What the host is of.
     *
     * @return the testbed.
     */
    public Testbed testbed()
    {
        return testbed;
    }

    /**
     * What the test drives by hand.
     *
     * @return the port.
     */
    public XskPort port()
    {
        return port;
    }

    /**
     * The program that decides, once receiving.
     *
     * @return the attachment.
     */
    public Testbed.Attachment attachment()
    {
        return attachment;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(attachment, port);
        try
        {
            umem.close();
        }
        catch (final IllegalStateException ignore)
        {
            // Another endpoint shares it, and closes it.
        }
    }

    /** Give a frame to receive into. */
    static void fill(final FillRing fillRing, final long address)
    {
        fillRing.put(fillRing.tryClaim(1), address);
        fillRing.commit();
    }
}
