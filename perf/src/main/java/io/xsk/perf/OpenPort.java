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
package io.xsk.perf;

import io.xsk.NetDevice;
import io.xsk.PageSize;
import io.xsk.Umem;
import io.xsk.XskException;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import org.agrona.CloseHelper;

/**
 * A socket with its memory, and the program that feeds it. The order is: open, let the workload fill the fill ring,
 * {@link #bind()}, start the hot thread, {@link #attach()}, and then packets come.
 * <p>
 * <b>Note:</b> This class is not threadsafe. The thread that launches and closes calls it.
 */
final class OpenPort implements AutoCloseable
{
    private final AttachMode attachMode;
    private final Umem umem;
    private final XskSocket socket;
    private final FrameStore frames;
    private PageSize pageSize = PageSize.MIB_2;
    private XskMap map;
    private XdpProgram program;
    private XdpLink link;
    private XskMode mode;

    OpenPort(final PortOptions options)
    {
        attachMode = options.attachMode();
        umem = allocate(options);
        XskSocket opened = null;
        try
        {
            opened = XskSocket.open(options.socket(umem));
        }
        finally
        {
            if (null == opened)
            {
                umem.close();
            }
        }
        socket = opened;
        frames = new FrameStore(socket);
    }

    XskPort port()
    {
        return socket;
    }

    FrameStore frames()
    {
        return frames;
    }

    /** Bind the socket to its queue: from now on it can send. */
    void bind()
    {
        socket.bind();
    }

    /** Attach the program: from now on the queue's packets are the socket's. */
    void attach()
    {
        map = XskMap.create(socket.queue() + 1);
        map.put(socket.queue(), socket);
        program = XdpProgram.redirectTo(map);
        final NetDevice device = socket.device();
        link = null == attachMode ? program.attach(device) : program.attach(device, attachMode);
        mode = XskMode.of(link.mode(), socket.isZeroCopy());
    }

    /** Detach the program: no packet comes any more, and the kernel has stopped using it. */
    void detach()
    {
        CloseHelper.close(link);
        link = null;
    }

    /** What the socket got when the program was attached. */
    XskMode mode()
    {
        return mode;
    }

    /** What it got, its memory, and why not better, for people. */
    String description()
    {
        final String refusal = link.nativeRefusal().isEmpty() ? socket.zeroCopyRefusal() : link.nativeRefusal();

        return mode.label() + ", " + umem.frameCount() + " frames of " + umem.frameLength() + " bytes on pages of " +
            pageSize.length() / 1024 + " KiB" + (refusal.isEmpty() ? "" : "\nrefused: " + refusal);
    }

    @Override
    public void close()
    {
        detach();
        CloseHelper.closeAll(program, map, socket, umem);
    }

    /** On huge pages where some are set aside. */
    private Umem allocate(final PortOptions options)
    {
        try
        {
            return Umem.allocate(options.umem(PageSize.MIB_2));
        }
        catch (final XskException noHugePages)
        {
            pageSize = PageSize.BASE;
            return Umem.allocate(options.umem(PageSize.BASE));
        }
    }
}
