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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.CpuAffinity;
import io.xsk.XskException;
import io.xsk.counters.PipelineCounter;
import io.xsk.counters.PipelineCounters;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentThreadTest
{
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final AtomicCounter longestDutyCycle =
        new PipelineCounters().counter(PipelineCounter.LONGEST_DUTY_CYCLE, "test");

    @Test
    void shouldBePinnedAndNamedBeforeTheAgentStarts() throws Exception
    {
        final int cpu = CpuAffinity.allowed().nextSetBit(0);
        final BitSet[] allowed = new BitSet[1];
        final AgentThread thread = thread(cpu, new TestAgent()
        {
            @Override
            public void onStart()
            {
                allowed[0] = CpuAffinity.allowed();
            }
        });

        thread.start();
        final BitSet expected = new BitSet();
        expected.set(cpu);
        assertEquals(expected, allowed[0]);
        assertEquals("test-agent", thread.thread().getName());
        stopAndJoin(thread);
    }

    @Test
    void shouldNameTheCpuThatItCannotBePinnedTo() throws Exception
    {
        final AgentThread thread = thread(8191, new TestAgent());

        final IllegalStateException exception = assertThrows(IllegalStateException.class, thread::start);
        assertTrue(exception.getMessage().contains("name=test-agent cpu=8191"), exception.getMessage());
        assertEquals("EINVAL", ((XskException)exception.getCause()).errnoName());
        thread.thread().join();
        assertTrue(thread.hasEnded());
    }

    @Test
    void shouldThrowWhatTheAgentsStartThrew() throws Exception
    {
        final IllegalStateException failure = new IllegalStateException("start");
        final TestAgent agent = new TestAgent()
        {
            @Override
            public void onStart()
            {
                throw failure;
            }
        };
        final AgentThread thread = thread(AgentThread.ANY_CPU, agent);

        assertSame(failure, assertThrows(IllegalStateException.class, thread::start).getCause());
        thread.thread().join();
        assertEquals(0, agent.workCount);
        assertTrue(agent.isClosed);
    }

    @Test
    void shouldGoOnAfterAnErrorAndReportIt() throws Exception
    {
        final IllegalStateException failure = new IllegalStateException("first cycle");
        final CountDownLatch secondCycle = new CountDownLatch(1);
        final AgentThread thread = thread(AgentThread.ANY_CPU, new TestAgent()
        {
            @Override
            public int doWork()
            {
                if (0 == workCount++)
                {
                    throw failure;
                }
                secondCycle.countDown();
                return 0;
            }
        });

        thread.start();
        secondCycle.await();
        stopAndJoin(thread);
        assertEquals(List.of(failure), errors);
    }

    @Test
    void shouldReportThatItEndsAndCloseTheAgentWhenTheIdleStrategyThrows() throws Exception
    {
        final TestAgent agent = new TestAgent();
        final AgentThread thread = new AgentThread(agent, AgentThread.ANY_CPU, null, errors::add, longestDutyCycle);
        thread.start();
        thread.thread().join();

        assertTrue(agent.isClosed);
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().getMessage().contains("thread ends: name=test-agent"));
    }

    @Test
    void shouldCloseTheAgentOnItsThreadWhenStopped() throws Exception
    {
        final TestAgent agent = new TestAgent();
        final AgentThread thread = thread(AgentThread.ANY_CPU, agent);
        thread.start();
        assertFalse(thread.hasEnded());

        stopAndJoin(thread);
        assertTrue(agent.isClosed);
        assertTrue(thread.hasEnded());
        assertEquals(List.of(), errors);
    }

    private AgentThread thread(final int cpu, final Agent agent)
    {
        return new AgentThread(agent, cpu, YieldingIdleStrategy.INSTANCE, errors::add, longestDutyCycle);
    }

    private static void stopAndJoin(final AgentThread thread) throws InterruptedException
    {
        thread.stop();
        thread.thread().join();
    }

    private static class TestAgent implements Agent
    {
        int workCount;
        boolean isClosed;

        @Override
        public int doWork()
        {
            workCount++;
            return 0;
        }

        @Override
        public void onClose()
        {
            isClosed = true;
        }

        @Override
        public String roleName()
        {
            return "test-agent";
        }
    }
}
