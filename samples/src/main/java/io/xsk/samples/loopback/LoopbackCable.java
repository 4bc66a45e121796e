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
package io.xsk.samples.loopback;

import io.xsk.pipeline.XskPipeline;
import java.io.IOException;

/**
 * The cable of the sample with an interface at each end, {@link #SENDER} and {@link #RECEIVER}: the kernel's, or a
 * simulated one.
 */
interface LoopbackCable
{
    /** The interface that datagrams are sent from. */
    String SENDER = "sender";
    /** The interface that the pipeline receives on. */
    String RECEIVER = "receiver";

    /**
     * Launch a pipeline at the receiver's end.
     *
     * @param context of the pipeline, with a port on the receiver.
     * @return the pipeline, to be closed.
     */
    XskPipeline<DatagramEvent> launch(XskPipeline.Context<DatagramEvent> context);

    /**
     * What the sample says of the way by which packets come.
     *
     * @param pipeline that was launched.
     * @return the mode.
     */
    String mode(XskPipeline<DatagramEvent> pipeline);

    /**
     * Open the sender's end.
     *
     * @return the line, to be closed.
     * @throws IOException if the kernel refuses it.
     */
    DatagramLine open() throws IOException;

    /**
     * Datagrams that the sender's interface took and did not send.
     *
     * @return the number.
     */
    long senderDropped();

    /**
     * Datagrams that the receiver's interface dropped, those that its socket refused among them.
     *
     * @return the number.
     */
    long receiverDropped();
}
