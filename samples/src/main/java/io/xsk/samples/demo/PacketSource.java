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

import java.io.IOException;

/**
 * Where the handler's packets come from. Everything but {@link #received()} is for the handler's thread.
 */
interface PacketSource extends AutoCloseable
{
    /**
     * Handle what has come, without waiting.
     *
     * @return the number of packets, or of whatever else was done.
     * @throws IOException if the kernel refuses it.
     */
    int poll() throws IOException;

    /**
     * End a turn: wait, as this source does, if there was nothing to do.
     *
     * @param workCount of the turn.
     * @throws IOException if the kernel refuses it.
     */
    void idle(int workCount) throws IOException;

    /**
     * Packets that were taken in, for any thread.
     *
     * @return the number of packets.
     */
    long received();

    @Override
    void close();
}
