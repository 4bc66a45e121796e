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
package io.xsk.samples;

import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.ThreadingMode;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.agrona.LangUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import picocli.CommandLine.Command;

/**
 * A pipeline that has no thread of its own: the application's agent invokes it in its duty cycle, between its other
 * work. Whatever the agent's thread is pinned to and however it idles, the pipeline goes along.
 */
@Command(
    name = "invoke-in-agent",
    description = "A pipeline within the duty cycle of an agent that does other work as well.")
public final class InvokeInAgent implements Callable<Integer>
{
    static final int DATAGRAM_COUNT = 5_000;
    private static final int PORT = 26_500;

    /** The application: it counts packets. */
    static final class Application implements Agent
    {
        private final XskPipeline<FrameEvent> pipeline;
        private long packets;

        Application(final String interfaceName)
        {
            pipeline = XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
                .port(port -> port.interfaceName(interfaceName))
                .threadingMode(ThreadingMode.INVOKER)
                .stages(stages -> stages.handle("count", (event, sequence, endOfBatch) -> packets++)));
        }

        XskPipeline<FrameEvent> pipeline()
        {
            return pipeline;
        }

        @Override
        public int doWork()
        {
            // ... whatever else the application has to do in each turn ...
            return pipeline.invoke();
        }

        /** By the thread that did the work: what was received is handled on it. */
        @Override
        public void onClose()
        {
            pipeline.close();
        }

        @Override
        public String roleName()
        {
            return "application";
        }
    }

    private InvokeInAgent()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new InvokeInAgent(), args);
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();
        final long packets = run();
        System.out.printf("%,d packets, all on the agent's thread%n", packets);

        return packets >= DATAGRAM_COUNT ? 0 : CommandRunner.EXIT_FAILED;
    }

    /** The number of packets that the agent's handler saw. */
    static long run() throws IOException
    {
        try (TwoHosts hosts = new TwoHosts())
        {
            final Application application = hosts.onReceiver(() -> new Application(TwoHosts.INTERFACE));
            try (AgentInvoker invoker = new AgentInvoker(LangUtil::rethrowUnchecked, null, application))
            {
                invoker.start();
                hosts.send(application.pipeline(), DATAGRAM_COUNT, PORT, 1, invoker::invoke);
            }

            return application.packets;
        }
    }
}
