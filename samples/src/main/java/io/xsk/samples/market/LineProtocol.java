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
package io.xsk.samples.market;

import org.agrona.DirectBuffer;

/**
 * How the packets of a feed are numbered: what a {@link LineArbiter} has to know of a protocol. It looks at one packet
 * at a time.
 * <p>
 * <b>Note:</b> An implementation is not threadsafe.
 */
public interface LineProtocol
{
    /**
     * Look at a packet.
     *
     * @param buffer that has it.
     * @param index  of its first byte.
     * @param length in bytes.
     * @return false if it is not well-formed; then nothing else may be asked.
     */
    boolean wrap(DirectBuffer buffer, int index, int length);

    /**
     * The session that the numbers belong to.
     *
     * @return a number for it, or 0 where the protocol has no sessions.
     */
    long session();

    /**
     * The session of the packet that it looks at is the one of now: to be remembered as far as it is needed when it
     * looks at none any more.
     */
    default void beginSession()
    {
    }

    /**
     * The number of the packet's first message, or of the next one to come if it has none.
     *
     * @return the sequence.
     */
    long sequence();

    /**
     * How many numbers the packet takes.
     *
     * @return the count; 0 for a heartbeat and for the end of a session.
     */
    int count();

    /**
     * Does the packet say that the session is over?
     *
     * @return true if no message will follow.
     */
    boolean isEndOfSession();

    /**
     * Hand the packet's messages on.
     *
     * @param fromSequence first number to hand on.
     * @param handler      of the messages.
     */
    void forEach(long fromSequence, MessageHandler handler);

    /**
     * Receives the messages of a packet, in order.
     */
    @FunctionalInterface
    interface MessageHandler
    {
        /**
         * A message.
         *
         * @param sequence of the message.
         * @param buffer   that has it; only until this returns.
         * @param index    of its first byte.
         * @param length   in bytes.
         */
        void onMessage(long sequence, DirectBuffer buffer, int index, int length);
    }
}
