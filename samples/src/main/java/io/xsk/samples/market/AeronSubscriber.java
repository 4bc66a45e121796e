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

import static io.xsk.samples.market.AeronRepublisher.SEQUENCE_LENGTH;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * Receives what an {@link AeronRepublisher} hands on, in another process or on another host.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class AeronSubscriber implements AutoCloseable
{
    private final Aeron aeron;
    private final Subscription subscription;
    private final LineProtocol.MessageHandler handler;
    private final FragmentHandler fragmentHandler = this::onFragment;
    private long next = -1;
    private long received;
    private long missing;

    /**
     * Subscribe.
     *
     * @param aeronDirectory of the media driver on this machine.
     * @param channel        of the stream.
     * @param streamId       of the stream.
     * @param handler        of its messages.
     */
    public AeronSubscriber(
        final String aeronDirectory,
        final String channel,
        final int streamId,
        final LineProtocol.MessageHandler handler)
    {
        this.handler = handler;
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory));
        subscription = aeron.addSubscription(channel, streamId);
    }

    /**
     * Take messages.
     *
     * @param limit of messages.
     * @return how many there were.
     */
    public int poll(final int limit)
    {
        return subscription.poll(fragmentHandler, limit);
    }

    /**
     * Is there a stream?
     *
     * @return true from when one was seen until it has ended.
     */
    public boolean isConnected()
    {
        return subscription.isConnected();
    }

    /**
     * Messages that came.
     *
     * @return the number of messages.
     */
    public long received()
    {
        return received;
    }

    /**
     * Messages that are missing between those that came, by their numbers.
     *
     * @return the number of messages.
     */
    public long missing()
    {
        return missing;
    }

    /**
     * Leave the stream. Idempotent.
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(subscription, aeron);
    }

    private void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        final long sequence = buffer.getLong(offset, LITTLE_ENDIAN);
        missing += next >= 0 && sequence > next ? sequence - next : 0;
        next = sequence + 1;
        received++;
        handler.onMessage(sequence, buffer, offset + SEQUENCE_LENGTH, length - SEQUENCE_LENGTH);
    }
}
