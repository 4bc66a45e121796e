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

import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The sender's end of the cable, for datagrams of {@link DatagramDescriptor#LENGTH}.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
interface DatagramLine extends AutoCloseable
{
    /**
     * The datagram that is sent next.
     *
     * @return the buffer, always the same one.
     */
    UnsafeBuffer outgoing();

    /**
     * The datagram that came last.
     *
     * @return the buffer, always the same one.
     */
    UnsafeBuffer incoming();

    /**
     * Send {@link #outgoing()}, without waiting.
     *
     * @return false if it was not taken.
     * @throws IOException if the kernel refuses it for good.
     */
    boolean send() throws IOException;

    /**
     * Take a datagram that came back to {@link #incoming()}, without waiting.
     *
     * @return false if there is none.
     * @throws IOException if the kernel refuses it.
     */
    boolean receive() throws IOException;

    @Override
    void close() throws IOException;
}
