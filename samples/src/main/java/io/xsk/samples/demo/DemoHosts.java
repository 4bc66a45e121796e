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
package io.xsk.samples.demo;

import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Two hosts with a cable between them: on one the feed is published, on the other it is handled. The cable is the
 * kernel's, or a simulated one.
 */
interface DemoHosts extends AutoCloseable
{
    /** The handler's interface. */
    String INTERFACE = "feed1";

    /**
     * Launch a pipeline on the handler's host.
     *
     * @param context of the pipeline, with a port on {@link #INTERFACE}.
     * @return the pipeline, to be closed.
     */
    XskPipeline<FrameEvent> launch(XskPipeline.Context<FrameEvent> context);

    /**
     * The way by which packets come.
     *
     * @param pipeline that was launched.
     * @return its name.
     */
    String mode(XskPipeline<FrameEvent> pipeline);

    /**
     * The publisher's socket for requests.
     *
     * @return a channel that is bound and does not block, to be closed.
     * @throws IOException if the kernel refuses it.
     */
    DatagramChannel openServer() throws IOException;

    /**
     * The handler's socket for requests.
     *
     * @param server that {@link #openServer()} gave.
     * @return a channel that is connected to it and does not block, to be closed.
     * @throws IOException if the kernel refuses it.
     */
    DatagramChannel openClient(DatagramChannel server) throws IOException;

    /**
     * The handler's ordinary sockets, one a line.
     *
     * @return channels that are members of the lines' groups and do not block, to be closed; none where there is no
     *         kernel behind the interface.
     * @throws IOException if the kernel refuses it.
     */
    List<DatagramChannel> openLines() throws IOException;

    /**
     * Publish a packet on a line.
     *
     * @param line   of the feed.
     * @param packet that has the payload of the datagram.
     * @param index  of its first byte.
     * @param length in bytes.
     * @throws IOException if the kernel refuses it.
     */
    void send(int line, DirectBuffer packet, int index, int length) throws IOException;

    /**
     * Go through the handler's kernel, on the interface that the feed comes in by: once ping, once a TCP echo.
     *
     * @throws IOException if the kernel refuses it.
     */
    void tryKernelPath() throws IOException;

    /**
     * What came of the tries so far.
     *
     * @return the counts, or null where there is no kernel behind the interface.
     */
    KernelPath kernelPath();

    @Override
    void close() throws IOException;

    /**
     * What the kernel did on the interface meanwhile.
     *
     * @param pings    sent.
     * @param answered pings that were answered.
     * @param echoes   sent over TCP.
     * @param echoed   that came back.
     * @param groups   joined by IGMP.
     */
    record KernelPath(int pings, int answered, int echoes, int echoed, int groups)
    {
        boolean isWhole()
        {
            return pings > 0 && pings == answered && echoes == echoed && 2 == groups;
        }
    }
}
