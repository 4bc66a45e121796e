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
package io.xsk.testing;

import io.xsk.NetDevice;
import io.xsk.NetDeviceDetails;
import io.xsk.RingSizes;
import io.xsk.XskMode;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.netlink.EthtoolFamily;
import io.xsk.netlink.GenericNetlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.LangUtil;

/**
 * Two interfaces of this machine that a cable joins and that nobody else uses, up, in the namespace of the test. Their
 * drivers receive into the UMEM and send from it.
 */
final class NicTestbed extends KernelTestbed
{
    private static final int MTU = 1500;
    private static final int RING_ENTRIES = 256;
    private static final int MIN_RING_ENTRIES = 64;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private final String left;
    private final String right;
    /** Programs that redirect nothing: igb does not send from the UMEM where there is none. */
    private final Map<Side, Attachment> idlePrograms = new EnumMap<>(Side.class);
    private boolean isMtuChanged;
    private boolean areRingsChanged;

    NicTestbed(final String left, final String right)
    {
        super(AttachMode.NATIVE);
        this.left = left;
        this.right = right;
    }

    @Override
    public XskPort open(final Side side, final XskSocket.Context context)
    {
        if (!hasProgram(side))
        {
            idlePrograms.put(
                side, super.attach(side, isMtuChanged ? TestProgram.REDIRECT_MULTI_BUFFER : TestProgram.REDIRECT));
        }

        return super.open(side, context);
    }

    @Override
    public Attachment attach(final Side side, final TestProgram program)
    {
        CloseHelper.close(idlePrograms.remove(side));

        return super.attach(side, program);
    }

    @Override
    public void mtu(final int mtu)
    {
        isMtuChanged = MTU != mtu;
        super.mtu(mtu);
    }

    @Override
    public boolean isBusyPolling()
    {
        return false;
    }

    @Override
    public int smallestHardwareRings()
    {
        return rings(MIN_RING_ENTRIES);
    }

    @Override
    public int largestHardwareRings()
    {
        return rings(NetDeviceDetails.byName(right).rings().maxRx());
    }

    /** The drivers take an interface down and up again when a program comes or goes, and the link follows later. */
    @Override
    public void awaitLink()
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!hasCarrier(left) || !hasCarrier(right))
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("there is no link: interface=" + left + " interface=" + right);
            }
            Thread.yield();
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(idlePrograms.values());
        if (isMtuChanged)
        {
            mtu(MTU);
        }
        if (areRingsChanged)
        {
            rings(RING_ENTRIES);
        }
        super.close();
    }

    @Override
    public String interfaceName(final Side side)
    {
        return Side.LEFT == side ? left : right;
    }

    @Override
    <T> T call(final Side side, final Callable<T> action)
    {
        try
        {
            return action.call();
        }
        catch (final Exception exception)
        {
            LangUtil.rethrowUnchecked(exception);
            return null;
        }
    }

    @Override
    XskSocket.Context configure(final XskSocket.Context context)
    {
        return null == context.mode() ? context.mode(XskMode.ZERO_COPY) : context;
    }

    private int rings(final int entries)
    {
        areRingsChanged = true;
        try (GenericNetlink netlink = new GenericNetlink())
        {
            final EthtoolFamily ethtool = new EthtoolFamily(netlink);
            for (final Side side : Side.values())
            {
                final String name = interfaceName(side);
                ethtool.rings(NetDevice.byName(name).index(), entries, entries);
                final RingSizes now = NetDeviceDetails.byName(name).rings();
                if (entries != now.rx() || entries != now.tx())
                {
                    throw new IllegalStateException("rings are not as they were set: entries=" + entries + " " + now);
                }
            }
        }

        return entries;
    }

    private static boolean hasCarrier(final String interfaceName)
    {
        try
        {
            return "1".equals(Files.readAllLines(Path.of("/sys/class/net", interfaceName, "carrier")).getFirst());
        }
        catch (final IOException ignore)
        {
            // The kernel has no answer while the interface is down.
            return false;
        }
    }
}
