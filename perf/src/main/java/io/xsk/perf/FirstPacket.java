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
package io.xsk.perf;

import io.xsk.CpuAffinity;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;

/**
 * The least that receives: what a start costs without a command line to read and a summary to print. Started by
 * {@code ./xsk perf compare}, which compares it with and without the JDK's AOT cache.
 */
public final class FirstPacket
{
    private FirstPacket()
    {
    }

    /**
     * Receive on the first queue of an interface until a packet has come, and say how long that took.
     *
     * @param args name of the interface, and the CPU to receive on.
     * @throws InterruptedException if interrupted.
     */
    public static void main(final String[] args) throws InterruptedException
    {
        final PortOptions options = new PortOptions();
        options.interfaceName = args[0];
        final int cpu = Integer.parseInt(args[1]);
        try (OpenPort port = new OpenPort(options))
        {
            final RxDrop workload = new RxDrop(port.port(), port.frames(), options);
            port.bind();
            final CountDownLatch started = new CountDownLatch(1);
            final long[] endedMs = new long[1];
            final Thread thread = Thread.ofPlatform().name("hot").start(() ->
            {
                CpuAffinity.pin(cpu);
                started.countDown();
                while (0 == workload.doWork())
                {
                    Thread.onSpinWait();
                }
                endedMs[0] = System.currentTimeMillis();
            });
            started.await();
            port.attach();
            thread.join();
            System.out.printf("{\"startMs\":%d}%n",
                endedMs[0] - ManagementFactory.getRuntimeMXBean().getStartTime());
        }
    }
}
