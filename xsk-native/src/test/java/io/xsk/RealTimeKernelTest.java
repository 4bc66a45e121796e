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
package io.xsk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.testing.ChildJvm;
import io.xsk.testing.KernelTest;
import io.xsk.testing.ThreadPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealTimeKernelTest
{
    private static final int SCHED_FIFO = 1;

    @KernelTest
    void shouldMakeTheCallingThreadUrgentAndNoneThatItStarts() throws Exception
    {
        onNewThread(() ->
        {
            assertEquals(ThreadPolicy.ORDINARY, ThreadPolicy.current());
            RealTime.schedule(2);
            assertEquals(new ThreadPolicy(2, SCHED_FIFO), ThreadPolicy.current());
            assertEquals(ThreadPolicy.ORDINARY, onNewThread(ThreadPolicy::current));
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 100})
    void shouldRefuseAPriorityThatThereIsNot(final int priority)
    {
        final Exception exception = assertThrows(IllegalArgumentException.class, () -> RealTime.schedule(priority));
        assertTrue(exception.getMessage().contains("from 1 to 99: priority=" + priority), exception.getMessage());
    }

    @KernelTest
    void shouldTellWhetherTheKernelStopsIt() throws Exception
    {
        final String runtimeUs = Files.readString(Path.of("/proc/sys/kernel/sched_rt_runtime_us")).trim();

        assertEquals(Integer.parseInt(runtimeUs) >= 0, RealTime.isThrottled());
    }

    @KernelTest
    void shouldSayWhatIsMissingToBeUrgent() throws Exception
    {
        final String output = ChildJvm.await(ChildJvm.start(
            List.of("setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice", "prlimit", "--rtprio=0"),
            List.of(),
            WithoutTheRight.class));

        assertTrue(output.contains("EPERM") && output.contains("CAP_SYS_NICE"), output);
    }

    /** In a JVM of its own. */
    public static final class WithoutTheRight
    {
        private WithoutTheRight()
        {
        }

        /** Print what the exception says. */
        public static void main(final String[] args)
        {
            try
            {
                RealTime.schedule(1);
            }
            catch (final XskException exception)
            {
                System.out.println(exception.getMessage());
            }
        }
    }

    private static <T> T onNewThread(final Callable<T> action) throws Exception
    {
        final FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().start(task);
        return task.get();
    }
}
