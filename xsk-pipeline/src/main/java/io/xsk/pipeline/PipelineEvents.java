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

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * What a pipeline tells the JVM's Flight Recorder. While nothing is recorded, each of these methods asks one flag and
 * allocates nothing.
 */
final class PipelineEvents
{
    private static final String CATEGORY = "XSK Pipeline";
    private static final LaunchEvent LAUNCH = new LaunchEvent();
    private static final WarmUpEvent WARM_UP = new WarmUpEvent();
    private static final CloseEvent CLOSE = new CloseEvent();
    private static final ModeGotEvent MODE_GOT = new ModeGotEvent();
    private static final ErrorEvent ERROR = new ErrorEvent();
    private static final StallEvent STALL = new StallEvent();

    private PipelineEvents()
    {
    }

    /**
     * A pipeline was launched.
     *
     * @param pipeline      its name.
     * @param threadingMode that it runs in.
     * @param ports         its ports, for people.
     * @param stages        its stages, for people.
     */
    static void launch(final String pipeline, final String threadingMode, final String ports, final String stages)
    {
        if (LAUNCH.isEnabled())
        {
            final LaunchEvent event = new LaunchEvent();
            event.pipeline = pipeline;
            event.threadingMode = threadingMode;
            event.ports = ports;
            event.stages = stages;
            event.commit();
        }
    }

    /**
     * A pipeline was warmed up.
     *
     * @param pipeline   its name.
     * @param packets    that it was warmed up with.
     * @param durationNs that it took.
     * @param isQuiet    false if a limit was reached before the compilers were quiet.
     */
    static void warmUp(final String pipeline, final long packets, final long durationNs, final boolean isQuiet)
    {
        if (WARM_UP.isEnabled())
        {
            final WarmUpEvent event = new WarmUpEvent();
            event.pipeline = pipeline;
            event.packets = packets;
            event.took = durationNs;
            event.isQuiet = isQuiet;
            event.commit();
        }
    }

    /**
     * A pipeline was closed.
     *
     * @param pipeline         its name.
     * @param packetsReceived  in its life.
     * @param packetsDiscarded that were received and not handled.
     * @param framesLost       by the ledger.
     */
    static void close(
        final String pipeline, final long packetsReceived, final long packetsDiscarded, final long framesLost)
    {
        if (CLOSE.isEnabled())
        {
            final CloseEvent event = new CloseEvent();
            event.pipeline = pipeline;
            event.packetsReceived = packetsReceived;
            event.packetsDiscarded = packetsDiscarded;
            event.framesLost = framesLost;
            event.commit();
        }
    }

    /**
     * A port was bound.
     *
     * @param port     interface and queue.
     * @param mode     that it got.
     * @param refusals of better modes, or nothing.
     */
    static void modeGot(final String port, final String mode, final String refusals)
    {
        if (MODE_GOT.isEnabled())
        {
            final ModeGotEvent event = new ModeGotEvent();
            event.port = port;
            event.mode = mode;
            event.refusals = refusals;
            event.commit();
        }
    }

    /**
     * The error handler is told of something.
     *
     * @param throwable that it is told of.
     */
    static void error(final Throwable throwable)
    {
        if (ERROR.isEnabled())
        {
            final Throwable cause = null == throwable.getCause() ? throwable : throwable.getCause();
            final ErrorEvent event = new ErrorEvent();
            event.stage = throwable instanceof final StageException ofStage ? ofStage.stage() : null;
            event.message = throwable.getMessage();
            event.cause = cause.toString();
            event.commit();
        }
    }

    /**
     * A stage or an owner does not advance, or does so again.
     *
     * @param name      of the stage or the owner.
     * @param progress  how far it is.
     * @param backlog   how much it has to do.
     * @param stalledNs for how long it has not advanced.
     * @param isOver    whether it does so again.
     */
    static void stall(
        final String name, final long progress, final long backlog, final long stalledNs, final boolean isOver)
    {
        if (STALL.isEnabled())
        {
            final StallEvent event = new StallEvent();
            event.name = name;
            event.progress = progress;
            event.backlog = backlog;
            event.stalled = stalledNs;
            event.isOver = isOver;
            event.commit();
        }
    }

    @Name("io.xsk.Launch")
    @Label("Pipeline Launch")
    @Category(CATEGORY)
    @StackTrace(false)
    private static final class LaunchEvent extends Event
    {
        @Label("Pipeline")
        private String pipeline;
        @Label("Threading Mode")
        private String threadingMode;
        @Label("Ports")
        private String ports;
        @Label("Stages")
        private String stages;
    }

    @Name("io.xsk.WarmUp")
    @Label("Pipeline Warm-Up")
    @Category(CATEGORY)
    @StackTrace(false)
    private static final class WarmUpEvent extends Event
    {
        @Label("Pipeline")
        private String pipeline;
        @Label("Packets")
        private long packets;
        @Label("Took")
        @Timespan
        private long took;
        @Label("Compilers Quiet")
        private boolean isQuiet;
    }

    @Name("io.xsk.Close")
    @Label("Pipeline Close")
    @Category(CATEGORY)
    @StackTrace(false)
    private static final class CloseEvent extends Event
    {
        @Label("Pipeline")
        private String pipeline;
        @Label("Packets Received")
        private long packetsReceived;
        @Label("Packets Discarded")
        private long packetsDiscarded;
        @Label("Frames Lost")
        private long framesLost;
    }

    @Name("io.xsk.ModeGot")
    @Label("Mode Got")
    @Description("How the packets of a port come to the process")
    @Category(CATEGORY)
    @StackTrace(false)
    private static final class ModeGotEvent extends Event
    {
        @Label("Port")
        private String port;
        @Label("Mode")
        private String mode;
        @Label("Refusals of Better Modes")
        private String refusals;
    }

    @Name("io.xsk.Error")
    @Label("Pipeline Error")
    @Category(CATEGORY)
    @StackTrace(false)
    private static final class ErrorEvent extends Event
    {
        @Label("Stage")
        private String stage;
        @Label("Message")
        private String message;
        @Label("Cause")
        private String cause;
    }

    @Name("io.xsk.Stall")
    @Label("Pipeline Stall")
    @Description("A stage or an owner did not advance while there was work for it")
    @Category(CATEGORY)
    @StackTrace(false)
    private static final class StallEvent extends Event
    {
        @Label("Name")
        private String name;
        @Label("Progress")
        private long progress;
        @Label("Backlog")
        private long backlog;
        @Label("Stalled For")
        @Timespan
        private long stalled;
        @Label("Over")
        private boolean isOver;
    }
}
