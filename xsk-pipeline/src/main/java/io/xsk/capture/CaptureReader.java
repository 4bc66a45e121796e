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
package io.xsk.capture;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the packets of a capture file, one after the other, through one buffer: classic pcap with stamps in micro- or
 * nanoseconds, and pcapng with any number of interfaces and any resolution, in both byte orders, also compressed by
 * gzip. No packet costs an allocation.
 * <p>
 * A file that was cut off or damaged gives every whole packet before that, and then {@link #next()} answers false and
 * {@link #end()} says where and why. Nothing that a file holds makes it throw, but for packets that are not Ethernet.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public abstract sealed class CaptureReader implements AutoCloseable permits PcapReader, PcapNgReader
{
    /** The link type of Ethernet, {@code LINKTYPE_ETHERNET}. */
    public static final int LINK_TYPE_ETHERNET = 1;
    /** The stamp of a packet that has none, which a simple packet of pcapng has not. */
    public static final long NO_TIMESTAMP = Long.MIN_VALUE;

    final CaptureInput input;
    final boolean isAnyLinkType;

    private final UnsafeBuffer packet = new UnsafeBuffer(0, 0);
    private long timestampNs;
    private int originalLength;
    private int interfaceId;
    private CaptureEnd end;

    CaptureReader(final CaptureInput input, final boolean isAnyLinkType)
    {
        this.input = input;
        this.isAnyLinkType = isAnyLinkType;
    }

    /**
     * Open a file whose packets are Ethernet.
     *
     * @param file to read.
     * @return the reader, to be closed.
     * @throws CaptureException if there is no such file, it is no capture file, or its link type is another one.
     */
    public static CaptureReader open(final Path file)
    {
        return open(file, false);
    }

    /**
     * Open a file whatever its packets are. {@link #linkType()} says it for each.
     *
     * @param file to read.
     * @return the reader, to be closed.
     * @throws CaptureException if there is no such file, or it is no capture file.
     */
    public static CaptureReader openAnyLinkType(final Path file)
    {
        return open(file, true);
    }

    /**
     * Read a capture from a stream, as from the standard input.
     *
     * @param stream        to read, and to close.
     * @param name          of it, for messages.
     * @param isAnyLinkType or only Ethernet.
     * @return the reader, to be closed.
     * @throws CaptureException if it is no capture, or its link type is another one.
     */
    public static CaptureReader of(final InputStream stream, final String name, final boolean isAnyLinkType)
    {
        try
        {
            final CaptureInput input = new CaptureInput(
                stream.markSupported() ? stream : new BufferedInputStream(stream), name);
            if (!input.require(Integer.BYTES))
            {
                throw new CaptureException("not a capture file: file=" + name + " length=" + input.remaining());
            }
            final int magic = input.buffer().getInt(input.index());

            return PcapNgDescriptor.SECTION_HEADER == magic ?
                new PcapNgReader(input, isAnyLinkType) :
                new PcapReader(input, isAnyLinkType);
        }
        catch (final IOException exception)
        {
            CloseHelper.quietClose(stream);
            throw new CaptureException("capture file cannot be read: file=" + name, exception);
        }
        catch (final CaptureException exception)
        {
            CloseHelper.quietClose(stream);
            throw exception;
        }
    }

    /**
     * Go to the next packet. The packet before it is gone then.
     *
     * @return false if there is none, and from then on.
     * @throws CaptureException if the packet is not Ethernet and nothing else was asked for, or the disk fails.
     */
    public final boolean next()
    {
        return null == end && read();
    }

    /**
     * The packet: index 0 is the first byte of the Ethernet header, and the capacity is what was captured of it.
     *
     * @return the packet, the same buffer each time; it may be changed in place.
     */
    public final MutableDirectBuffer packet()
    {
        return packet;
    }

    /**
     * When the packet was captured.
     *
     * @return nanoseconds since 1970 began, or {@link #NO_TIMESTAMP}. They need not ascend.
     */
    public final long timestampNs()
    {
        return timestampNs;
    }

    /**
     * How long the packet was.
     *
     * @return the length in bytes, which is more than was captured where the capture cut it off.
     */
    public final int originalLength()
    {
        return originalLength;
    }

    /**
     * On which interface the packet was captured.
     *
     * @return the number of the interface within its section of the file; 0 in classic pcap.
     */
    public final int interfaceId()
    {
        return interfaceId;
    }

    /**
     * How many packets are missing by what the file says so far: by the notes at the packets or by the statistics of
     * their interface, whichever says more.
     *
     * @return the number of packets; always 0 in classic pcap, which has no place for it.
     */
    public long dropCount()
    {
        return 0;
    }

    /**
     * What the packet begins with.
     *
     * @return the link type of the packet's interface, {@link #LINK_TYPE_ETHERNET} where nothing else was asked for.
     */
    public abstract int linkType();

    /**
     * How the packets ended.
     *
     * @return the end, or null as long as it was not reached.
     */
    public final CaptureEnd end()
    {
        return end;
    }

    /**
     * Close the file. Idempotent.
     */
    @Override
    public final void close()
    {
        input.close();
    }

    /** Read the next packet and say so by {@link #onPacket}, or say the end and answer false. */
    abstract boolean read();

    final void onPacket(
        final long timestampNs, final int interfaceId, final int index, final int length, final int originalLength)
    {
        packet.wrap(input.buffer(), index, length);
        this.timestampNs = timestampNs;
        this.interfaceId = interfaceId;
        // Unsigned in the file; what is longer than an int can say was never sent.
        this.originalLength = originalLength < 0 ? Integer.MAX_VALUE : originalLength;
    }

    final boolean onDamage(final long offset, final String reason)
    {
        end = new CaptureEnd(CaptureEnd.Kind.DAMAGED, offset, reason);
        return false;
    }

    /** The input ends at the offset, or somewhere in what begins there. */
    final boolean onEndOfInput(final long offset, final String within)
    {
        final boolean isBetween = offset == input.offset() && 0 == input.remaining();
        if (null != input.fault())
        {
            end = new CaptureEnd(
                input.fault().startsWith("Unexpected end") ? CaptureEnd.Kind.TRUNCATED : CaptureEnd.Kind.DAMAGED,
                offset,
                "compressed data: " + input.fault());
        }
        else if (isBetween)
        {
            end = new CaptureEnd(CaptureEnd.Kind.COMPLETE, offset, "end of file");
        }
        else
        {
            end = new CaptureEnd(CaptureEnd.Kind.TRUNCATED, offset, "the file ends within " + within);
        }

        return false;
    }

    final void requireEthernet(final int linkType, final int interfaceId)
    {
        if (LINK_TYPE_ETHERNET != linkType && !isAnyLinkType)
        {
            throw new CaptureException("packets are not Ethernet: linkType=" + linkType + " interface=" + interfaceId +
                " file=" + input.name() + ", capture on an interface that is");
        }
    }

    private static CaptureReader open(final Path file, final boolean isAnyLinkType)
    {
        try
        {
            return of(new BufferedInputStream(new FileInputStream(file.toFile())), file.toString(), isAnyLinkType);
        }
        catch (final IOException exception)
        {
            throw new CaptureException("capture file cannot be opened: file=" + file, exception);
        }
    }
}
