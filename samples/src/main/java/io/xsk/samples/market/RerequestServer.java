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

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Answers requests of MoldUDP64 with the messages of a {@link FeedScript}, as many as fit into one packet. So that a
 * client has something to cope with, it can leave every so manieth request without an answer.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class RerequestServer implements AutoCloseable
{
    private static final int REQUEST_CAPACITY = 64;
    private static final long NONE = -1;

    private final DatagramChannel channel;
    private final FeedScript script;
    private final int maxLength;
    private final int ignoredOf;
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[REQUEST_CAPACITY]);
    private final UnsafeBuffer response;
    private boolean isWithholding;
    private long withheld = NONE;
    private long requests;
    private long ignored;

    /**
     * Take over a socket.
     *
     * @param channel   bound and not blocking; closed with this.
     * @param script    that has the messages.
     * @param maxLength of a response in bytes.
     * @param ignoredOf leave the first of so many requests without an answer, or 0 for none.
     */
    public RerequestServer(
        final DatagramChannel channel, final FeedScript script, final int maxLength, final int ignoredOf)
    {
        this.channel = channel;
        this.script = script;
        this.maxLength = maxLength;
        this.ignoredOf = ignoredOf;
        response = new UnsafeBuffer(new byte[maxLength]);
    }

    /**
     * Answer a request, if there is one. It never waits.
     *
     * @return the number of requests taken.
     * @throws IOException if the socket fails.
     */
    public int poll() throws IOException
    {
        final ByteBuffer bytes = ByteBuffer.wrap(request.byteArray());
        final SocketAddress client = channel.receive(bytes);
        if (null == client)
        {
            return 0;
        }
        requests++;
        if (ignoredOf > 0 && 1 == requests % ignoredOf)
        {
            ignored++;
        }
        else if (MoldUdp64.HEADER_LENGTH == bytes.position() && isOfSession())
        {
            final int length = respond(
                request.getLong(MoldUdp64.SEQUENCE_OFFSET, BIG_ENDIAN),
                Short.toUnsignedInt(request.getShort(MoldUdp64.COUNT_OFFSET, BIG_ENDIAN)));
            if (length > MoldUdp64.HEADER_LENGTH)
            {
                channel.send(ByteBuffer.wrap(response.byteArray(), 0, length), client);
            }
        }

        return 1;
    }

    /**
     * Never answer with the first message that is asked for, so that a client has to give up.
     */
    public void withholdFirst()
    {
        isWithholding = true;
    }

    /**
     * Requests taken.
     *
     * @return the number of requests.
     */
    public long requests()
    {
        return requests;
    }

    /**
     * Requests left without an answer on purpose.
     *
     * @return the number of requests.
     */
    public long ignored()
    {
        return ignored;
    }

    /**
     * Close the socket. Idempotent.
     */
    @Override
    public void close()
    {
        CloseHelper.close(channel);
    }

    private boolean isOfSession()
    {
        return MoldUdp64.session(request, 0) == MoldUdp64.session(script.buffer(), 0);
    }

    private int respond(final long sequence, final int count)
    {
        final DirectBuffer source = script.buffer();
        int length = MoldUdp64.HEADER_LENGTH;
        int messages = 0;
        int index = script.messageIndex(sequence);
        if (isWithholding && NONE == withheld)
        {
            withheld = sequence;
        }
        while (messages < count && index >= 0 && sequence + messages != withheld)
        {
            final int block = MoldUdp64.LENGTH_LENGTH + Short.toUnsignedInt(source.getShort(index, BIG_ENDIAN));
            if (block > maxLength - length)
            {
                break;
            }
            response.putBytes(length, source, index, block);
            length += block;
            messages++;
            index = script.messageIndex(sequence + messages);
        }
        response.putBytes(0, request, 0, MoldUdp64.COUNT_OFFSET);
        response.putShort(MoldUdp64.COUNT_OFFSET, (short)messages, BIG_ENDIAN);

        return length;
    }
}
