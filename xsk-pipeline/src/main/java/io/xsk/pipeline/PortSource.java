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

import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.FilterCounts;
import java.util.List;

/**
 * Where a pipeline's ports come from: the kernel, or a simulated one.
 */
interface PortSource
{
    /** The number of queues that an interface has, to receive from and to send to. */
    int queueCount(String interfaceName);

    /** Open a port, not yet bound. */
    XskPort open(XskSocket.Context context);

    /** Prepare that the packets of an interface come to its ports, which are bound. */
    Link prepare(PortContext context, List<XskPort> ports);

    /**
     * Lets the packets of one interface come to its ports.
     */
    interface Link extends AutoCloseable
    {
        /** From now on packets come. */
        void attach();

        /**
         * From now on no packet comes, but for one that may be on its way at this moment. It may take seconds on a busy
         * machine.
         */
        void detach();

        /** How packets get to a port, once attached. */
        XskMode mode(XskPort port);

        /** Why the program was not attached in a better way; empty if it was. */
        String refusal();

        /** By which the program's metadata are told from what others left; 0 where it delivers none. */
        int metadataSignature();

        /** What the filter counted, also when this was closed; null where there is none. */
        FilterCounts filterCounts();

        /** Packets that the interface dropped since this was prepared, those that its sockets refused among them. */
        long interfaceDropped();

        @Override
        void close();
    }
}
