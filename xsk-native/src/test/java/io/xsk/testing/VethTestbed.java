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

import io.xsk.XskMode;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import io.xsk.netns.NetworkNamespace;
import java.util.concurrent.Callable;

/**
 * A pair of virtual interfaces, in network namespaces of their own.
 */
final class VethTestbed extends KernelTestbed
{
    private static final int BUSY_POLL_US = 20;
    private static final int BUSY_POLL_BUDGET = 64;

    private final Cable cable = new Cable(1);
    private final boolean isBusyPolling;

    VethTestbed(final AttachMode attachMode, final boolean isBusyPolling)
    {
        super(attachMode);
        this.isBusyPolling = isBusyPolling;
        if (isBusyPolling)
        {
            deferInterrupts(Side.LEFT);
            deferInterrupts(Side.RIGHT);
        }
    }

    @Override
    public boolean isBusyPolling()
    {
        return isBusyPolling;
    }

    @Override
    public void close()
    {
        super.close();
        cable.close();
    }

    @Override
    public String interfaceName(final Side side)
    {
        return Side.LEFT == side ? Cable.LEFT : Cable.RIGHT;
    }

    @Override
    <T> T call(final Side side, final Callable<T> action)
    {
        final NetworkNamespace host = Side.LEFT == side ? cable.left() : cable.right();

        return host.call(action);
    }

    @Override
    XskSocket.Context configure(final XskSocket.Context context)
    {
        return context.mode(XskMode.NATIVE_COPY).busyPoll(
            isBusyPolling ? BUSY_POLL_US : 0, isBusyPolling ? BUSY_POLL_BUDGET : 0);
    }

    /** What {@link XskSocket.Context#busyPoll(int, int)} asks for; /sys shows another namespace, so it is mounted. */
    private void deferInterrupts(final Side side)
    {
        final String settings = "/sys/class/net/" + interfaceName(side);
        final String script = "mount -t sysfs sysfs /sys && echo 2 > " + settings + "/napi_defer_hard_irqs && " +
            "echo 200000 > " + settings + "/gro_flush_timeout";
        final int status = call(side, () ->
            new ProcessBuilder("unshare", "--mount", "sh", "-c", script).inheritIO().start().waitFor());
        if (0 != status)
        {
            throw new IllegalStateException("interrupts could not be deferred: status=" + status + " " + script);
        }
    }
}
