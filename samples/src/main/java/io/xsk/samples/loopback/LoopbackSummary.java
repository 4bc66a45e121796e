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
package io.xsk.samples.loopback;

import com.google.gson.Gson;
import io.xsk.XskStatistics;
import io.xsk.pipeline.FrameLedger;
import java.io.PrintStream;
import java.util.Map;

/**
 * How the sample came out. Its components are the members of the JSON object.
 *
 * @param mode             that the socket got, or {@code simulated}.
 * @param sent             datagrams that the sender's kernel took.
 * @param received         datagrams that the first stage saw.
 * @param gaps             numbers that were missing when a later one came.
 * @param reordered        datagrams that came after a later one.
 * @param checksumErrors   datagrams received that were damaged.
 * @param unrecognised     packets that were no datagram of the sample.
 * @param transmitted      datagrams sent back.
 * @param returned         datagrams that were sent back and reached the sender's socket.
 * @param dropped          datagrams by the cause of their drop.
 * @param stageErrors      exceptions that the stages threw.
 * @param statistics       of the socket, by the kernel.
 * @param frames           the ledger at the end.
 * @param allocatedBytes   by the owner's and the stages' threads after the warm-up.
 * @param latencyNs        from the time a datagram was due to the last stage, percentiles.
 * @param roundTripNs      from the time a datagram was due to its return, percentiles.
 */
record LoopbackSummary(
    String mode,
    long sent,
    long received,
    long gaps,
    long reordered,
    long checksumErrors,
    long unrecognised,
    long transmitted,
    long returned,
    Map<String, Long> dropped,
    long stageErrors,
    XskStatistics statistics,
    Frames frames,
    long allocatedBytes,
    Map<String, Long> latencyNs,
    Map<String, Long> roundTripNs)
{
    /**
     * The ledger with its result.
     */
    record Frames(long total, long lost, long free, long fill, long rx, long slots, long tx, long completion)
    {
        static Frames of(final FrameLedger ledger)
        {
            return new Frames(
                ledger.total(),
                ledger.lost(),
                ledger.free(),
                ledger.fill(),
                ledger.rx(),
                ledger.slots(),
                ledger.tx(),
                ledger.completion());
        }
    }

    long droppedTotal()
    {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean addsUp()
    {
        return sent == received + droppedTotal() && 0 == frames.lost();
    }

    String toJson()
    {
        return new Gson().toJson(this);
    }

    void print(final PrintStream out)
    {
        out.println();
        out.printf("mode                %s%n", mode);
        out.printf("sent                %,d%n", sent);
        out.printf("received            %,d   gaps %,d, reordered %,d, checksum errors %,d, unrecognised %,d%n",
            received, gaps, reordered, checksumErrors, unrecognised);
        out.printf("dropped             %,d%s%n", droppedTotal(), causes());
        out.printf("sent back           %,d   seen by the sender %,d%n", transmitted, returned);
        out.printf("stage errors        %,d%n", stageErrors);
        out.printf("frames              %,d = %,d free + %,d fill + %,d rx + %,d slots + %,d tx + %,d completion; " +
            "lost %,d%n", frames.total, frames.free, frames.fill, frames.rx, frames.slots, frames.tx,
            frames.completion, frames.lost);
        out.printf("allocated           %,d bytes by owner and stages after the warm-up%n", allocatedBytes);
        printPercentiles(out, "latency             ", latencyNs);
        printPercentiles(out, "round trip          ", roundTripNs);
        out.printf("adds up             %s%n", addsUp() ?
            "yes: sent = received + dropped, and no frame is lost" :
            "NO: sent " + sent + ", received + dropped " + (received + droppedTotal()) +
                ", frames lost " + frames.lost);
    }

    private String causes()
    {
        final StringBuilder causes = new StringBuilder();
        dropped.forEach((cause, count) ->
        {
            if (0 != count)
            {
                causes.append("   ").append(cause).append(' ').append(String.format("%,d", count));
            }
        });

        return causes.toString();
    }

    private static void printPercentiles(
        final PrintStream out, final String title, final Map<String, Long> percentiles)
    {
        out.print(title);
        percentiles.forEach((name, value) ->
            out.printf("%s%s %,.1f µs   ", name, "max".equals(name) ? "" : " %", value / 1_000.0));
        out.println(percentiles.isEmpty() ? "none after the warm-up" : "");
    }
}
