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

import static io.xsk.capture.RecordDescriptor.INTERFACE_OFFSET;
import static io.xsk.capture.RecordDescriptor.ORIGINAL_LENGTH_OFFSET;
import static io.xsk.capture.RecordDescriptor.PACKET_OFFSET;
import static io.xsk.capture.RecordDescriptor.SKIPPED_OFFSET;
import static io.xsk.capture.RecordDescriptor.TIMESTAMP_OFFSET;
import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

import com.lmax.disruptor.EventHandler;
import io.xsk.pipeline.FrameEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * A stage that records every packet it sees in capture files. It copies the packet to a ring outside of the heap; a
 * thread of its own writes what is in there. The stage never waits: when the disk is slow and the ring is full, it
 * skips the packet, counts it, and the file says how many are missing and where. It allocates nothing.
 * <p>
 * When the disk refuses to write, as when it is full, the error handler is told once, the file ends there, and what
 * comes after is counted as {@link RecorderCounter#REFUSED}.
 * <p>
 * <b>Note:</b> {@link #onEvent} is for one thread. Close it after the pipeline: then no packet comes any more.
 */
public final class PacketRecorder implements EventHandler<FrameEvent>, AutoCloseable
{
    private static final System.Logger LOGGER = System.getLogger(PacketRecorder.class.getName());
    private static final int CLOSE_TIMEOUT_MS = (int)TimeUnit.MINUTES.toMillis(1);

    private final RingBuffer ring;
    private final int snapLength;
    private final ToLongFunction<? super FrameEvent> timestampSource;
    private final ToIntFunction<? super FrameEvent> interfaceSource;
    private final RecorderCounters counters;
    private final AtomicCounter recorded;
    private final AtomicCounter skipped;
    private final RecorderAgent agent;
    private AgentRunner runner;

    private PacketRecorder(final Context context)
    {
        ring = new OneToOneRingBuffer(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            context.ringLength + RingBufferDescriptor.TRAILER_LENGTH, CACHE_LINE_LENGTH)));
        snapLength = Math.min(context.snapLength, ring.maxMsgLength() - PACKET_OFFSET);
        timestampSource = context.timestampSource;
        interfaceSource = context.interfaceSource;
        counters = new RecorderCounters(context.countersManager);
        recorded = counters.counter(RecorderCounter.RECORDED);
        skipped = counters.counter(RecorderCounter.SKIPPED);

        final CaptureRotation files = new CaptureRotation(
            context.file, context.interfaceNames, context.rotateLength, context.rotateNs);
        files.open();
        agent = new RecorderAgent(ring, files, counters, context.errorHandler);
    }

    /**
     * Make the first file, and start the thread that writes.
     *
     * @param context with the file and the limits.
     * @return the recorder, to be handed to a stage, and to be closed after the pipeline.
     * @throws CaptureException         if the file cannot be made.
     * @throws IllegalArgumentException if the context is not right.
     */
    public static PacketRecorder launch(final Context context)
    {
        final PacketRecorder recorder = create(context);
        recorder.runner = new AgentRunner(context.idleStrategy, context.errorHandler, null, recorder.agent);
        AgentRunner.startOnThread(recorder.runner);

        return recorder;
    }

    /** A recorder without a thread, whose {@link #agent()} is driven by hand. */
    static PacketRecorder create(final Context context)
    {
        context.conclude();

        return new PacketRecorder(context);
    }

    @Override
    public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
    {
        record(
            interfaceSource.applyAsInt(event), timestampSource.applyAsLong(event), event.packet(), event.length());
    }

    /**
     * Record a packet that is in no slot.
     *
     * @param interfaceId number of its interface.
     * @param timestampNs in nanoseconds since 1970 began.
     * @param packet      index 0 is the first byte of the Ethernet header.
     * @param length      of the packet in bytes.
     */
    public void record(final int interfaceId, final long timestampNs, final DirectBuffer packet, final int length)
    {
        final int snapped = Math.min(length, snapLength);
        final int index = ring.tryClaim(RecordDescriptor.TYPE_ID, PACKET_OFFSET + snapped);
        if (index < 0)
        {
            skipped.incrementRelease();
            return;
        }
        final AtomicBuffer buffer = ring.buffer();
        buffer.putLong(index + TIMESTAMP_OFFSET, timestampNs);
        buffer.putLong(index + SKIPPED_OFFSET, skipped.getPlain());
        buffer.putInt(index + ORIGINAL_LENGTH_OFFSET, length);
        buffer.putInt(index + INTERFACE_OFFSET, interfaceId);
        buffer.putBytes(index + PACKET_OFFSET, packet, 0, snapped);
        ring.commit(index);
        recorded.incrementRelease();
    }

    /**
     * The value of a counter. Any thread may ask.
     *
     * @param counter to read.
     * @return its value now.
     */
    public long get(final RecorderCounter counter)
    {
        return counters.counter(counter).get();
    }

    /**
     * Write what was recorded, and end the file. To be called when the stage has ended. Idempotent.
     */
    @Override
    public void close()
    {
        if (null != runner)
        {
            runner.close(CLOSE_TIMEOUT_MS, null);
        }
    }

    RecorderAgent agent()
    {
        return agent;
    }

    /**
     * The file, and what bounds it.
     */
    public static final class Context
    {
        /** Bytes of the ring between the stage and the thread that writes, where nothing else is said. */
        public static final int RING_LENGTH_DEFAULT = 1 << 24;

        private static final int MIN_RING_LENGTH = 1 << 16;
        private static final long MAX_IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

        private final OffsetEpochNanoClock clock = new OffsetEpochNanoClock();
        private Path file;
        private List<String> interfaceNames = List.of("xsk");
        private int ringLength = RING_LENGTH_DEFAULT;
        private int snapLength = CaptureWriter.MAX_SNAP_LENGTH;
        private long rotateLength;
        private long rotateNs;
        private ToLongFunction<? super FrameEvent> timestampSource = event -> clock.nanoTime();
        private ToIntFunction<? super FrameEvent> interfaceSource = event -> 0;
        private IdleStrategy idleStrategy = new BackoffIdleStrategy(1, 1, 1_000, MAX_IDLE_NS);
        private ErrorHandler errorHandler =
            throwable -> LOGGER.log(System.Logger.Level.ERROR, throwable.getMessage(), throwable);
        private CountersManager countersManager;

        /**
         * Everything but the file has a default.
         */
        public Context()
        {
        }

        /**
         * The file to make; one whose name ends in {@code .pcap} is classic pcap, any other pcapng.
         *
         * @param file that does not exist yet.
         * @return this for a fluent API.
         */
        public Context file(final Path file)
        {
            this.file = file;
            return this;
        }

        /**
         * The names of the interfaces, by their number in the file.
         *
         * @param names of the interfaces.
         * @return this for a fluent API.
         */
        public Context interfaceNames(final String... names)
        {
            this.interfaceNames = List.of(names);
            return this;
        }

        /**
         * How much the stage may be ahead of the disk.
         *
         * @param ringLength in bytes, a power of two; a packet takes an eighth of it at most.
         * @return this for a fluent API.
         */
        public Context ringLength(final int ringLength)
        {
            this.ringLength = ringLength;
            return this;
        }

        /**
         * How much of a packet is recorded.
         *
         * @param snapLength in bytes.
         * @return this for a fluent API.
         */
        public Context snapLength(final int snapLength)
        {
            this.snapLength = snapLength;
            return this;
        }

        /**
         * Begin another file before one gets longer than this. Files are numbered then.
         *
         * @param rotateLength in bytes, or 0 for never.
         * @return this for a fluent API.
         */
        public Context rotateLength(final long rotateLength)
        {
            this.rotateLength = rotateLength;
            return this;
        }

        /**
         * Begin another file when the stamps of a file span so much. Files are numbered then.
         *
         * @param rotateNs in nanoseconds, or 0 for never.
         * @return this for a fluent API.
         */
        public Context rotateNs(final long rotateNs)
        {
            this.rotateNs = rotateNs;
            return this;
        }

        /**
         * Where a packet's stamp comes from.
         *
         * @param timestampSource in nanoseconds since 1970 began; the machine's clock, where nothing else is said.
         * @return this for a fluent API.
         */
        public Context timestampSource(final ToLongFunction<? super FrameEvent> timestampSource)
        {
            this.timestampSource = timestampSource;
            return this;
        }

        /**
         * Where the number of a packet's interface comes from.
         *
         * @param interfaceSource the number; always 0, where nothing else is said.
         * @return this for a fluent API.
         */
        public Context interfaceSource(final ToIntFunction<? super FrameEvent> interfaceSource)
        {
            this.interfaceSource = interfaceSource;
            return this;
        }

        /**
         * What the thread that writes does when there is nothing to write.
         *
         * @param idleStrategy of the thread.
         * @return this for a fluent API.
         */
        public Context idleStrategy(final IdleStrategy idleStrategy)
        {
            this.idleStrategy = idleStrategy;
            return this;
        }

        /**
         * Who is told when the disk refuses something; where nobody is named, the log.
         *
         * @param errorHandler called on the thread that writes.
         * @return this for a fluent API.
         */
        public Context errorHandler(final ErrorHandler errorHandler)
        {
            this.errorHandler = errorHandler;
            return this;
        }

        /**
         * Where the counters live.
         *
         * @param countersManager with room for {@link RecorderCounter} once more; one of its own, if nothing is said.
         * @return this for a fluent API.
         */
        public Context countersManager(final CountersManager countersManager)
        {
            this.countersManager = countersManager;
            return this;
        }

        private void conclude()
        {
            Objects.requireNonNull(file, "file");
            if (ringLength < MIN_RING_LENGTH || !BitUtil.isPowerOfTwo(ringLength))
            {
                throw new IllegalArgumentException(
                    "ringLength must be a power of 2, at least " + MIN_RING_LENGTH + ": ringLength=" + ringLength);
            }
            if (snapLength <= 0 || rotateLength < 0 || rotateNs < 0)
            {
                throw new IllegalArgumentException("limits must be positive: snapLength=" + snapLength +
                    " rotateLength=" + rotateLength + " rotateNs=" + rotateNs);
            }
            if (null == countersManager)
            {
                final int count = RecorderCounter.values().length;
                countersManager = new CountersManager(
                    new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                        count * CountersReader.METADATA_LENGTH, CACHE_LINE_LENGTH)),
                    new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                        count * CountersReader.COUNTER_LENGTH, CACHE_LINE_LENGTH)));
            }
        }
    }
}
