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

/**
 * Receives what a {@link LineArbiter} makes of its lines: each message once and in order, and what is missing.
 */
public interface LineHandler extends LineProtocol.MessageHandler
{
    /**
     * Messages are missing on all lines. They may still be recovered as long as the arbiter holds what follows.
     *
     * @param session of the messages.
     * @param from    number of the first.
     * @param to      number of the last.
     */
    default void onGap(final long session, final long from, final long to)
    {
    }

    /**
     * Messages are given up, and what follows comes now.
     *
     * @param from number of the first.
     * @param to   number of the last.
     */
    default void onLost(final long from, final long to)
    {
    }

    /**
     * The numbers start anew.
     *
     * @param session  that begins, or goes on with lower numbers.
     * @param sequence next expected.
     */
    default void onReset(final long session, final long sequence)
    {
    }

    /**
     * No message will follow, and all that came before were handed on.
     *
     * @param session  that is over.
     * @param sequence that would have been the next.
     */
    default void onEndOfSession(final long session, final long sequence)
    {
    }
}
