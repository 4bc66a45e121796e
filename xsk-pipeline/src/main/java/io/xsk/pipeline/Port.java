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

import io.xsk.Umem;
import io.xsk.XskMode;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.CloseHelper;

/**
 * What is opened in the kernel for one queue of an interface, in the order in which it has to be opened and closed.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
final class Port implements AutoCloseable
{
    private final XskMode mode;
    private final Umem umem;
    private final XskSocket socket;
    private XskMap map;
    private XdpProgram program;
    private XdpLink link;

    /**
     * Map the memory and open the socket; nothing is received yet.
     */
    Port(final PortContext context)
    {
        mode = context.socketContext().mode();
        umem = Umem.allocate(context.umemContext());
        XskSocket opened = null;
        try
        {
            opened = XskSocket.open(context.socketContext().umem(umem));
        }
        finally
        {
            if (null == opened)
            {
                umem.close();
            }
        }
        socket = opened;
    }

    XskSocket socket()
    {
        return socket;
    }

    /**
     * Bind the socket, whose fill ring has frames by now, and make everything ready but the last step.
     */
    void bind()
    {
        socket.bind();
        map = XskMap.create(socket.device().rxQueues());
        map.put(socket.queue(), socket);
        program = XdpProgram.redirectTo(map);
    }

    /**
     * From now on packets come.
     */
    void attach()
    {
        link = null == mode || XskMode.ZERO_COPY == mode ?
            program.attach(socket.device()) :
            program.attach(
                socket.device(), XskMode.NATIVE_COPY == mode ? AttachMode.NATIVE : AttachMode.GENERIC);
    }

    /**
     * From now on no packet comes, but for one that the kernel may be handling at this moment. It waits for the kernel
     * to have stopped using the program, which on a busy machine can take seconds.
     */
    void detach()
    {
        CloseHelper.close(link);
    }

    XskMode mode()
    {
        return XskMode.of(link.mode(), socket.isZeroCopy());
    }

    /** Why no better mode was got: by the socket, by the program. */
    List<String> refusals()
    {
        return Stream.of(socket.zeroCopyRefusal(), link.nativeRefusal()).filter(reason -> !reason.isEmpty()).toList();
    }

    /**
     * Nobody may touch the rings or a frame any more.
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(link, program, map, socket, umem);
    }
}
