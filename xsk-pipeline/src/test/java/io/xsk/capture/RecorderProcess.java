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
package io.xsk.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process that records numbered packets without end, until it is killed or the disk refuses: then it says what it
 * counted.
 */
final class RecorderProcess
{
    static final int PACKET_LENGTH = 100;
    private static final long MAX_AHEAD = 10_000;

    private RecorderProcess()
    {
    }

    public static void main(final String[] args)
    {
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[PACKET_LENGTH]);
        final List<Throwable> errors = new ArrayList<>();
        final PacketRecorder recorder = PacketRecorder.launch(
            new PacketRecorder.Context().file(Path.of(args[0])).errorHandler(errors::add));
        long sequence = 0;
        while (0 == recorder.get(RecorderCounter.REFUSED))
        {
            packet.putLong(0, sequence++);
            recorder.record(0, sequence, packet, PACKET_LENGTH);
            if (0 == sequence % MAX_AHEAD)
            {
                awaitWritten(recorder);
                System.out.println("written " + recorder.get(RecorderCounter.BYTES));
            }
        }
        recorder.close();
        System.out.println("recorded " + recorder.get(RecorderCounter.RECORDED));
        System.out.println("accounted " +
            (recorder.get(RecorderCounter.WRITTEN) + recorder.get(RecorderCounter.REFUSED)));
        System.out.println("errors " + errors.size() + " " + errors.getFirst().getMessage());
    }

    static Process start(final String prefix, final Path file) throws IOException
    {
        return new ProcessBuilder(
            "bash", "-c", prefix + "exec \"$0\" \"$@\"",
            ProcessHandle.current().info().command().orElseThrow(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:+UseSerialGC", "-Xmx128m", "-XX:-UsePerfData",
            "-cp", System.getProperty("java.class.path"),
            RecorderProcess.class.getName(), file.toString()).redirectErrorStream(true).start();
    }

    private static void awaitWritten(final PacketRecorder recorder)
    {
        final long recorded = recorder.get(RecorderCounter.RECORDED);
        while (recorder.get(RecorderCounter.WRITTEN) < recorded && 0 == recorder.get(RecorderCounter.REFUSED))
        {
            Thread.yield();
        }
    }
}
