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

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.xsk.Umem;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.counters.PipelineCounters;
import io.xsk.sim.SimulatedKernel;
import io.xsk.sim.SimulatedSocket;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An owner and transmitters that go every way there is: each verdict, full rings, no free slot, frames given back early
 * and late, a drain, other ports. What the user's handlers do not do with the packets of a warm-up, and may do later,
 * is so known to the compiler; code that it has never seen to run it leaves out, and throws all away when it does run.
 * The stages are left out: they are the user's, and the compiler is to see no other handlers.
 * <p>
 * <b>Note:</b> This class is not threadsafe. All of it runs on the calling thread.
 */
final class OwnerRehearsal implements AutoCloseable
{
    private static final String INTERFACE = "xsk-rehearsal";
    private static final int RING_CAPACITY = 64;
    private static final int SLOT_COUNT = 32;
    private static final int TRANSMITTER_CAPACITY = 8;
    private static final int RETAINED_COUNT = 8;
    private static final int PACKET_LENGTH = 60;
    private static final int BURST_STEP = 29;
    private static final int MAX_BURST = 80;
    private static final int KINDS = 6;
    private static final int ROUNDS_TO_STALL = 8;
    private static final int ROUNDS_TO_SLOWNESS = 5;
    private static final int ROUNDS_TO_MOVE = 64;

    private final SimulatedKernel kernel;
    private final Umem umem;
    private final Umem transmitUmem;
    private final SimulatedSocket socket;
    private final SimulatedSocket transmitSocket;
    private final OwnerPorts ports;
    private final OwnerAgent<FrameEvent> owner;
    private final RingBuffer<FrameEvent> slots =
        RingBuffer.createSingleProducer(FrameEvent::new, SLOT_COUNT, new BusySpinWaitStrategy());
    private final Sequence passed = new Sequence();
    private final Transmitter relayed = new Transmitter().capacity(TRANSMITTER_CAPACITY);
    private final Transmitter direct = new Transmitter().capacity(TRANSMITTER_CAPACITY);
    private final List<RetainedFrame> retained = new ArrayList<>();
    private final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);
    private int round;

    /**
     * @param kernel   that has no interface of this one's name.
     * @param wakeups  the port to wake: the pipeline's, which makes its system calls.
     * @param counters to count with.
     * @param settings of the owners of the pipeline.
     */
    OwnerRehearsal(
        final SimulatedKernel kernel,
        final XskPort wakeups,
        final PipelineCounters counters,
        final OwnerAgent.Settings settings)
    {
        this.kernel = kernel;
        kernel.addInterface(INTERFACE, 2);
        kernel.attach(INTERFACE);
        final int frameCount = 4 * RING_CAPACITY + SLOT_COUNT + TRANSMITTER_CAPACITY + RETAINED_COUNT;
        umem = Umem.allocate(new Umem.Context().frameCount(frameCount));
        transmitUmem = Umem.allocate(new Umem.Context().frameCount(TRANSMITTER_CAPACITY));
        socket = open(umem, 0, RING_CAPACITY);
        transmitSocket = open(transmitUmem, 1, TRANSMITTER_CAPACITY);

        final StageCounters stageCounters = StageCounters.of(counters, "rehearsal");
        final OwnedPort port = new OwnedPort(socket, wakeups, PortCounters.of(counters, INTERFACE, 0));
        final TransmitRelay relay = new TransmitRelay(port, TRANSMITTER_CAPACITY);
        relayed.connect(relay, umem, stageCounters);
        direct.connect(transmitSocket, wakeups, new FrameStack(transmitUmem), stageCounters);
        ports = new OwnerPorts(
            new FramePool(umem, 1, null), new OwnedPort[]{ port }, new TransmitRelay[]{ relay }, new Enum<?>[0]);
        owner = new OwnerAgent<>(
            INTERFACE,
            ports,
            slots,
            slots.newBarrier(passed),
            new SlowStages(new Sequence[]{ passed }, new StageCounters[]{ stageCounters }),
            settings);
        for (int i = 0; i < RETAINED_COUNT; i++)
        {
            retained.add(new RetainedFrame());
        }
        owner.prefill();
    }

    /** Some turns of the owner, with what comes and goes in between. */
    void next()
    {
        receive(BURST_STEP * round % MAX_BURST);
        turn();
        if (0 != round % ROUNDS_TO_SLOWNESS)
        {
            handle();
        }
        send(relayed);
        send(direct);
        owner.askForOccupancy();
        turn();
        releaseSome();
        if (0 != round % ROUNDS_TO_STALL)
        {
            transmit();
        }
        if (0 == round % ROUNDS_TO_MOVE)
        {
            moveOn();
        }
        turn();
        round++;
    }

    @Override
    public void close()
    {
        transmitSocket.close();
        socket.close();
        transmitUmem.close();
        umem.close();
    }

    private SimulatedSocket open(final Umem memory, final int queue, final int capacity)
    {
        final SimulatedSocket opened = kernel.open(new XskSocket.Context()
            .interfaceName(INTERFACE)
            .queue(queue)
            .umem(memory)
            .fillRingCapacity(capacity)
            .rxRingCapacity(capacity)
            .txRingCapacity(capacity)
            .completionRingCapacity(capacity));
        opened.bind();

        return opened;
    }

    private void turn()
    {
        owner.takeIn();
        owner.giveBack();
        owner.wakeup();
    }

    private void receive(final int count)
    {
        socket.wantRxWakeups(0 == round % 2);
        for (int i = 0; i < count; i++)
        {
            kernel.inject(INTERFACE, 0, packet, 0, PACKET_LENGTH);
        }
    }

    /** All slots that are there, each in one of the ways. */
    private void handle()
    {
        final long last = slots.getCursor();
        for (long sequence = passed.get() + 1; sequence <= last; sequence++)
        {
            final FrameEvent event = slots.get(sequence);
            switch ((int)(sequence % KINDS))
            {
                case 0 -> event.verdict(Verdict.TRANSMIT);
                case 1 -> event.transmit(0);
                case 2 -> event.verdict(Verdict.DROP);
                case 3 -> retain(event);
                case 4 -> event.onFailure();
                default -> event.verdict(Verdict.RECYCLE);
            }
        }
        passed.set(last);
    }

    private void retain(final FrameEvent event)
    {
        for (final RetainedFrame frame : retained)
        {
            if (!frame.isHeld())
            {
                event.retain(frame);
                if (0 == round % 2)
                {
                    frame.release();
                }
                return;
            }
        }
    }

    private void releaseSome()
    {
        for (final RetainedFrame frame : retained)
        {
            if (frame.isHeld() && 0 == round % RETAINED_COUNT)
            {
                frame.release();
            }
        }
    }

    private void send(final Transmitter transmitter)
    {
        for (int i = 0; i <= TRANSMITTER_CAPACITY; i++)
        {
            final MutableDirectBuffer claimed = transmitter.tryClaim(PACKET_LENGTH);
            if (null != claimed && 0 == i % KINDS)
            {
                transmitter.abort();
            }
            else if (null != claimed)
            {
                transmitter.commit();
            }
        }
        transmitter.doWork();
        transmitter.isIdle();
    }

    private void transmit()
    {
        for (int i = 0; i < 4; i++)
        {
            socket.wakeupTx();
            transmitSocket.wakeupTx();
        }
    }

    private void moveOn()
    {
        handle();
        owner.drain();
        for (int i = 0; i < ROUNDS_TO_MOVE && !owner.isDrained(); i++)
        {
            transmit();
            handle();
            turn();
        }
        if (owner.isDrained())
        {
            owner.errand().send(owner::rewindSlots);
            turn();
            passed.set(RingBuffer.INITIAL_CURSOR_VALUE);
            owner.errand().send(() -> owner.moveTo(ports));
            turn();
        }
    }
}
