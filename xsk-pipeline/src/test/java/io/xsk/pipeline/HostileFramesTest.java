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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.Match;
import io.xsk.bpf.XdpFilter;
import io.xsk.capture.CaptureEnd;
import io.xsk.capture.CaptureFormat;
import io.xsk.capture.CaptureReader;
import io.xsk.capture.CaptureWriter;
import io.xsk.capture.ReplayPace;
import io.xsk.capture.ReplayReport;
import io.xsk.capture.SharedData;
import io.xsk.net.PacketParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frames that break other programs go through filter, parser and pipeline: those that lie beside the checkout, of
 * whatever link type, taken as if they were Ethernet, and as many that are made here.
 */
class HostileFramesTest
{
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);
    private static final Verdict[] VERDICTS = { Verdict.RECYCLE, Verdict.TRANSMIT, Verdict.DROP };
    private static final int FRAME_LENGTH = 4_096;
    private static final int HEADROOM = 256;
    private static final int MADE_COUNT = 5_000;
    private static final int SHARED_COUNT = 3_837;

    private final List<Throwable> errors = new ArrayList<>();
    private final PacketParser parser = new PacketParser();
    private final Random random = new Random(6);

    @TempDir
    private Path folder;
    private Path file;
    private int frameCount;
    private int udpCount;
    private int unfitCount;

    @BeforeEach
    void setUp()
    {
        file = folder.resolve("hostile.pcap");
        try (CaptureWriter writer = CaptureWriter.create(file, CaptureFormat.PCAP, List.of("hostile")))
        {
            for (int i = 0; i < MADE_COUNT; i++)
            {
                add(writer, made());
            }
            for (final Path shared : SharedData.captures("robustness"))
            {
                try (CaptureReader reader = CaptureReader.openAnyLinkType(shared))
                {
                    while (reader.next())
                    {
                        final byte[] bytes = new byte[reader.packet().capacity()];
                        reader.packet().getBytes(0, bytes);
                        add(writer, bytes);
                    }
                    assertEquals(CaptureEnd.Kind.COMPLETE, reader.end().kind(), shared::toString);
                }
            }
        }
        assertEquals(MADE_COUNT + (null == SharedData.root() ? 0 : SHARED_COUNT), frameCount);
        assertTrue(udpCount > 500, "udpCount=" + udpCount);
    }

    @Test
    void shouldLoseNoFrameAndThrowNothing()
    {
        final ReplayReport report = run(null);

        assertEquals(frameCount, report.read());
        assertEquals(0, report.filteredOut());
        assertEquals(unfitCount, report.dropped());
    }

    @Test
    void shouldAccountForEveryFrameBehindAFilter()
    {
        final XdpFilter filter = Match.udp();
        final ReplayReport report = run(filter);

        assertEquals(frameCount, report.read());
        assertTrue(report.delivered() > 500, report::toString);
        assertTrue(report.filteredOut() > 500, report::toString);
    }

    /** Every way that a frame can take, and its bytes are looked at as well. */
    private ReplayReport run(final XdpFilter filter)
    {
        final long[] sum = new long[1];
        final XskPipeline<FrameEvent> pipeline = XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .threadingMode(ThreadingMode.INVOKER)
            .countersDirectory(null)
            .slotCount(32)
            .umem(umem -> umem.frameLength(FRAME_LENGTH))
            .errorHandler(errors::add)
            .port(port -> port.interfaceName("hostile").filter(filter).replay(file, ReplayPace.virtualTime()))
            .stages(stages -> stages
                .handle("parse", (event, sequence, endOfBatch) ->
                {
                    parser.parse(event.packet(), 0, event.length());
                    if (parser.isUdp())
                    {
                        event.packet().boundsCheck(parser.payloadIndex(), parser.payloadLength());
                        for (int i = 0; i < parser.payloadLength(); i++)
                        {
                            sum[0] += event.packet().getByte(parser.payloadIndex() + i);
                        }
                    }
                })
                .then("change", (event, sequence, endOfBatch) ->
                {
                    event.adjustHead(-4);
                    event.adjustTail(-1);
                    event.verdict(VERDICTS[(int)(sequence % VERDICTS.length)]);
                })));
        assertTrue(pipeline.awaitReplay(TIMEOUT_NS));
        pipeline.close();

        final ReplayReport report = pipeline.replays().getFirst();
        assertEquals(List.of(), errors);
        assertEquals(CaptureEnd.Kind.COMPLETE, report.end().kind());
        assertEquals(0, pipeline.ledger().lost());
        assertEquals(0, pipeline.drops().unaccounted(report.delivered() + report.dropped()));
        assertEquals(report.dropped(), pipeline.drops().dropped());

        return report;
    }

    private void add(final CaptureWriter writer, final byte[] bytes)
    {
        final UnsafeBuffer packet = new UnsafeBuffer(bytes);
        writer.write(0, frameCount, packet, 0, bytes.length, bytes.length);
        frameCount++;
        udpCount += parser.parse(packet, 0, bytes.length).isUdp() ? 1 : 0;
        unfitCount += 0 == bytes.length || bytes.length > FRAME_LENGTH - HEADROOM ? 1 : 0;
    }

    /** A datagram behind up to three tags, with some bytes changed and its end cut off. */
    private byte[] made()
    {
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[128]);
        int index = 12;
        for (int tags = random.nextInt(4); tags > 0; tags--)
        {
            packet.putInt(index, Integer.reverseBytes(0x8100_0000 | random.nextInt(4_096)));
            index += 4;
        }
        packet.putShort(index, Short.reverseBytes((short)0x0800));
        packet.putByte(index + 2, (byte)0x45);
        packet.putShort(index + 4, Short.reverseBytes((short)60));
        packet.putByte(index + 11, (byte)17);
        packet.putShort(index + 26, Short.reverseBytes((short)40));
        for (int flips = random.nextInt(4); flips > 0; flips--)
        {
            packet.putByte(12 + random.nextInt(40), (byte)random.nextInt());
        }
        final byte[] bytes = new byte[1 + random.nextInt(packet.capacity())];
        packet.getBytes(0, bytes);

        return bytes;
    }
}
