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
import io.xsk.PageSize;
import io.xsk.XskPort;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.netlink.Rtnetlink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agrona.CloseHelper;

/**
 * Two interfaces of the kernel's.
 */
abstract class KernelTestbed implements Testbed
{
    /** Huge pages that two unaligned UMEMs take. */
    private static final int HUGE_PAGE_COUNT = 2;
    private static final int MAP_CAPACITY = 2;
    private static final Path MAX_SKB_FRAGS = Path.of("/proc/sys/net/core/max_skb_frags");

    private final AttachMode attachMode;
    private HugePages hugePages;

    KernelTestbed(final AttachMode attachMode)
    {
        this.attachMode = attachMode;
    }

    /** Do something in a host's network namespace. */
    abstract <T> T call(Side side, Callable<T> action);

    /** Set what the backend is about. */
    abstract XskSocket.Context configure(XskSocket.Context context);

    @Override
    public XskPort open(final Side side, final XskSocket.Context context)
    {
        final XskSocket.Context configured = configure(context.interfaceName(interfaceName(side)));

        return call(side, () -> XskSocket.open(configured));
    }

    @Override
    public Attachment attach(final Side side, final TestProgram program)
    {
        return call(side, () -> new KernelAttachment(interfaceName(side), program, attachMode));
    }

    @Override
    public boolean hasProgram(final Side side)
    {
        return 0 != call(side, () -> NetDevice.byName(interfaceName(side))).xdpProgramId();
    }

    @Override
    public void mtu(final int mtu)
    {
        for (final Side side : Side.values())
        {
            call(side, () ->
            {
                try (Rtnetlink rtnetlink = new Rtnetlink())
                {
                    rtnetlink.mtu(rtnetlink.link(interfaceName(side)).index(), mtu);
                }

                return null;
            });
        }
    }

    @Override
    public PageSize pagesForUnaligned()
    {
        if (null == hugePages)
        {
            hugePages = new HugePages(HUGE_PAGE_COUNT);
        }

        return PageSize.MIB_2;
    }

    @Override
    public int maxFrames()
    {
        try
        {
            // The first part of a packet is not one of those that the kernel counts.
            return 1 + Integer.parseInt(Files.readAllLines(MAX_SKB_FRAGS).getFirst());
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.close(hugePages);
    }

    private static final class KernelAttachment implements Attachment
    {
        private final XskMap map = XskMap.create(MAP_CAPACITY);
        private final XdpProgram program;
        private final XdpLink link;

        private KernelAttachment(final String interfaceName, final TestProgram program, final AttachMode mode)
        {
            this.program = program.load(map);
            XdpLink attached = null;
            try
            {
                attached = this.program.attach(NetDevice.byName(interfaceName), mode);
            }
            finally
            {
                link = attached;
                if (null == attached)
                {
                    close();
                }
            }
        }

        @Override
        public void put(final int index, final XskPort port)
        {
            map.put(index, (XskSocket)port);
        }

        @Override
        public void close()
        {
            CloseHelper.closeAll(link, program, map);
        }
    }
}
