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
package io.xsk.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The two ends of each ring on two threads, under jcstress: the user's and the one that the kernel has. What an end
 * reads is all of a batch or none of it, as the other one wrote it; and what is written after a release is never read
 * before it. All indices pass the end of their 32 bits.
 */
public final class RingStress
{
    private static final int FRAME_LENGTH = 2048;

    private RingStress()
    {
    }

    /** The two entries of a batch as one number; 0 in the place of one that is not written. */
    private static int pair(final long first, final long second)
    {
        return (int)(10 * (first / FRAME_LENGTH) + second / FRAME_LENGTH);
    }

    /** Address and length of a packet as one number, which is the frame's where they belong together. */
    private static long packet(final RxRing ring, final long sequence)
    {
        final long address = ring.address(sequence);

        return address == (long)ring.length(sequence) * FRAME_LENGTH ? address : 9L * FRAME_LENGTH;
    }

    private static void put(final TxRing ring, final long sequence, final int frame)
    {
        ring.put(sequence, (long)frame * FRAME_LENGTH, frame, 0);
    }

    private static void fill(final FillRing ring, final int... frames)
    {
        final long sequence = ring.tryClaim(frames.length);
        for (int i = 0; i < frames.length; i++)
        {
            ring.put(sequence + i, (long)frames[i] * FRAME_LENGTH);
        }
        ring.commit();
    }

    private static void send(final TxRing ring, final int... frames)
    {
        final long sequence = ring.tryClaim(frames.length);
        for (int i = 0; i < frames.length; i++)
        {
            put(ring, sequence + i, frames[i]);
        }
        ring.commit();
    }

    private static void read(final CompletionRing ring, final II_Result result)
    {
        final int count = ring.available(StressMemory.CAPACITY);
        final long position = ring.position();
        result.r1 = count;
        result.r2 = 0 == count ? 0 : pair(ring.address(position), count > 1 ? ring.address(position + 1) : 0);
        ring.release(count);
    }

    private static void read(final RxRing ring, final II_Result result)
    {
        final int count = ring.available(StressMemory.CAPACITY);
        final long position = ring.position();
        result.r1 = count;
        result.r2 = 0 == count ? 0 : pair(packet(ring, position), count > 1 ? packet(ring, position + 1) : 0);
        ring.release(count);
    }

    /**
     * The fill ring's ends, or the completion ring's: addresses.
     */
    public static class Addresses
    {
        final UnsafeBuffer memory = StressMemory.next();
        final FillRing producer = new FillRing(memory, StressMemory.LAYOUT, StressMemory.CAPACITY);
        final CompletionRing consumer = new CompletionRing(memory, StressMemory.LAYOUT, StressMemory.CAPACITY);

        /**
         * Without entries.
         */
        protected Addresses()
        {
        }
    }

    /**
     * The transmit ring's ends, or the receive ring's: packets.
     */
    public static class Packets
    {
        final UnsafeBuffer memory = StressMemory.next();
        final TxRing producer = new TxRing(memory, StressMemory.LAYOUT, StressMemory.CAPACITY);
        final RxRing consumer = new RxRing(memory, StressMemory.LAYOUT, StressMemory.CAPACITY);

        /**
         * Without entries.
         */
        protected Packets()
        {
        }
    }

    /**
     * A batch of addresses, published by one store.
     */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not yet there")
    @Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "all of it")
    @Outcome(expect = FORBIDDEN, desc = "a part of it, or what was not written")
    @State
    public static class AddressesBatch extends Addresses
    {
        /**
         * Without entries.
         */
        public AddressesBatch()
        {
        }

        /**
         * Publishes two.
         *
         * @param result of the test.
         */
        @Actor
        public void producer(final II_Result result)
        {
            fill(producer, 1, 2);
        }

        /**
         * Reads what is there.
         *
         * @param result of the test.
         */
        @Actor
        public void consumer(final II_Result result)
        {
            read(consumer, result);
        }
    }

    /**
     * Two batches of addresses, one after the other.
     */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not yet there")
    @Outcome(id = "1, 10", expect = ACCEPTABLE, desc = "the first")
    @Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "both")
    @Outcome(expect = FORBIDDEN, desc = "the second without the first, or what was not written")
    @State
    public static class AddressesInTurn extends Addresses
    {
        /**
         * Without entries.
         */
        public AddressesInTurn()
        {
        }

        /**
         * Publishes one and then another.
         *
         * @param result of the test.
         */
        @Actor
        public void producer(final II_Result result)
        {
            fill(producer, 1);
            fill(producer, 2);
        }

        /**
         * Reads what is there.
         *
         * @param result of the test.
         */
        @Actor
        public void consumer(final II_Result result)
        {
            read(consumer, result);
        }
    }

    /**
     * Places of addresses that are used again once they were released.
     */
    @JCStressTest
    @Outcome(id = "0, 12", expect = ACCEPTABLE, desc = "no room yet")
    @Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "written when they had been read")
    @Outcome(expect = FORBIDDEN, desc = "written before they were read, or a part of the room was there")
    @State
    public static class AddressesAgain extends Addresses
    {
        /**
         * Full.
         */
        public AddressesAgain()
        {
            fill(producer, 1, 2, 3, 4);
        }

        /**
         * Writes two more, if there is room.
         *
         * @param result of the test.
         */
        @Actor
        public void producer(final II_Result result)
        {
            result.r1 = producer.remainingCapacity(StressMemory.CAPACITY);
            if (2 == result.r1)
            {
                fill(producer, 5, 6);
            }
        }

        /**
         * Reads two and gives their places back.
         *
         * @param result of the test.
         */
        @Actor
        public void consumer(final II_Result result)
        {
            final long position = consumer.position();
            if (StressMemory.CAPACITY == consumer.available(StressMemory.CAPACITY))
            {
                result.r2 = pair(consumer.address(position), consumer.address(position + 1));
            }
            consumer.release(2);
        }
    }

    /**
     * A batch of packets, published by one store.
     */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not yet there")
    @Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "all of it")
    @Outcome(expect = FORBIDDEN, desc = "a part of it, or what was not written")
    @State
    public static class PacketsBatch extends Packets
    {
        /**
         * Without entries.
         */
        public PacketsBatch()
        {
        }

        /**
         * Publishes two.
         *
         * @param result of the test.
         */
        @Actor
        public void producer(final II_Result result)
        {
            send(producer, 1, 2);
        }

        /**
         * Reads what is there.
         *
         * @param result of the test.
         */
        @Actor
        public void consumer(final II_Result result)
        {
            read(consumer, result);
        }
    }

    /**
     * Two batches of packets, one after the other.
     */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not yet there")
    @Outcome(id = "1, 10", expect = ACCEPTABLE, desc = "the first")
    @Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "both")
    @Outcome(expect = FORBIDDEN, desc = "the second without the first, or what was not written")
    @State
    public static class PacketsInTurn extends Packets
    {
        /**
         * Without entries.
         */
        public PacketsInTurn()
        {
        }

        /**
         * Publishes one and then another.
         *
         * @param result of the test.
         */
        @Actor
        public void producer(final II_Result result)
        {
            send(producer, 1);
            send(producer, 2);
        }

        /**
         * Reads what is there.
         *
         * @param result of the test.
         */
        @Actor
        public void consumer(final II_Result result)
        {
            read(consumer, result);
        }
    }

    /**
     * Places of packets that are used again once they were released.
     */
    @JCStressTest
    @Outcome(id = "0, 12", expect = ACCEPTABLE, desc = "no room yet")
    @Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "written when they had been read")
    @Outcome(expect = FORBIDDEN, desc = "written before they were read, or a part of the room was there")
    @State
    public static class PacketsAgain extends Packets
    {
        /**
         * Full.
         */
        public PacketsAgain()
        {
            send(producer, 1, 2, 3, 4);
        }

        /**
         * Writes two more, if there is room.
         *
         * @param result of the test.
         */
        @Actor
        public void producer(final II_Result result)
        {
            result.r1 = producer.remainingCapacity(StressMemory.CAPACITY);
            if (2 == result.r1)
            {
                send(producer, 5, 6);
            }
        }

        /**
         * Reads two and gives their places back.
         *
         * @param result of the test.
         */
        @Actor
        public void consumer(final II_Result result)
        {
            final long position = consumer.position();
            if (StressMemory.CAPACITY == consumer.available(StressMemory.CAPACITY))
            {
                result.r2 = pair(packet(consumer, position), packet(consumer, position + 1));
            }
            consumer.release(2);
        }
    }

    /**
     * The flag by which the kernel asks to be woken, set and read while entries are published. Neither end has a fence
     * between its store and its load, so both may miss each other; the owner therefore asks again in its next duty
     * cycle, for as long as there are entries that were not taken.
     */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the kernel saw the entry")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the user saw the flag")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "neither: to be asked again")
    @Outcome(expect = FORBIDDEN, desc = "nothing else")
    @State
    public static class NeedWakeup extends Packets
    {
        /**
         * Without entries and without the flag.
         */
        public NeedWakeup()
        {
        }

        /**
         * Publishes one, and asks whether to wake the kernel.
         *
         * @param result of the test.
         */
        @Actor
        public void producer(final II_Result result)
        {
            send(producer, 1);
            result.r1 = producer.needsWakeup() ? 1 : 0;
        }

        /**
         * Asks to be woken, and looks once more.
         *
         * @param result of the test.
         */
        @Actor
        public void consumer(final II_Result result)
        {
            memory.putIntRelease(StressMemory.LAYOUT.flagsIndex(), RingDescriptor.NEED_WAKEUP_FLAG);
            result.r2 = consumer.available(1);
        }
    }
}
