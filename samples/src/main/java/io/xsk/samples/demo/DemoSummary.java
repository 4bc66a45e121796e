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
package io.xsk.samples.demo;

import com.google.gson.Gson;
import io.xsk.pipeline.FrameLedger;
import io.xsk.samples.market.FeedExpectations;
import io.xsk.samples.market.FeedFrame;
import io.xsk.samples.market.FeedScript;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * How the demo came out. Its components are the members of the JSON object.
 *
 * @param mode           that the socket got, or {@code simulated}.
 * @param way            by which packets come, and what its thread does when there are none.
 * @param published      what is true of the feed.
 * @param sent           frames, on both lines.
 * @param publisherWaits for the handler, so as not to run over the cable's queue.
 * @param lineA          what line A alone brought.
 * @param lineB          what line B alone brought.
 * @param arbitrated     what the lines made together, and what was recovered.
 * @param book           at the end.
 * @param bookMatches    is it the book of the messages that were published?
 * @param kernelPath     what the kernel did on the same interface, or null.
 * @param dropped        frames by the cause of their drop.
 * @param unaccounted    frames of which nothing is known.
 * @param frames         the ledger at the end.
 * @param recorded       what the recorder wrote.
 * @param allocatedBytes by the handler's thread after the warm-up.
 * @param latencies      of messages.
 * @param comparison     the same handler over several ways, each alike but for the way, and not recording.
 * @param differences    a line of text for each count that is not as expected.
 */
record DemoSummary(
    String mode,
    String way,
    FeedExpectations published,
    long sent,
    long publisherWaits,
    Line lineA,
    Line lineB,
    Arbitrated arbitrated,
    Book book,
    boolean bookMatches,
    DemoHosts.KernelPath kernelPath,
    Map<String, Long> dropped,
    long unaccounted,
    Frames frames,
    Recorded recorded,
    long allocatedBytes,
    Latencies latencies,
    List<Way> comparison,
    List<String> differences)
{
    /**
     * A line by itself.
     *
     * @param frames    that came.
     * @param won       packets that came first on this line.
     * @param gaps      jumps in its numbers.
     * @param reordered packets that came late.
     * @param repeated  packets that came again.
     * @param alone     messages that it alone would have delivered.
     */
    record Line(long frames, long won, long gaps, long reordered, long repeated, long alone)
    {
        private void print(final PrintStream out, final char name)
        {
            out.printf("line %c      %,d frames   won %,d   %,d gaps   %,d reordered   %,d repeated   " +
                "alone it would deliver %,d messages%n", name, frames, won, gaps, reordered, repeated, alone);
        }
    }

    /**
     * Both lines, and the third, of what was asked for.
     *
     * @param delivered       messages.
     * @param lost            messages that were given up.
     * @param outOfOrder      messages that were not the next one.
     * @param gaps            on both lines together.
     * @param missing         messages in them.
     * @param recovered       messages that came because they were asked for.
     * @param requests        made.
     * @param timeouts        of requests.
     * @param served          requests that the publisher took.
     * @param checksum        over all messages and all changes at the top of a book.
     * @param wantedChecksum  that of what was published.
     */
    record Arbitrated(
        long delivered,
        long lost,
        long outOfOrder,
        long gaps,
        long missing,
        long recovered,
        long requests,
        long timeouts,
        long served,
        String checksum,
        String wantedChecksum)
    {
    }

    /**
     * The same handler and the same feed over another way.
     *
     * @param name           of the way.
     * @param delivered      messages.
     * @param isAsExpected   is every count of the feed?
     * @param publisherWaits for the handler.
     * @param allocatedBytes by the handler's thread after the warm-up.
     * @param latencies      of messages.
     */
    record Way(
        String name,
        long delivered,
        boolean isAsExpected,
        long publisherWaits,
        long allocatedBytes,
        Latencies latencies)
    {
    }

    /**
     * Percentiles in nanoseconds, by their names.
     *
     * @param sinceDue       to the handler, from when a message was due to be published.
     * @param sinceSent      to the handler, from when its first packet was given to the kernel; without those behind
     *                       gaps.
     * @param publisherDelay from when a packet was due to when it was given to the kernel.
     * @param behindGaps     messages of the whole run that waited for what was missing, or were missing themselves.
     */
    record Latencies(
        Map<String, Long> sinceDue, Map<String, Long> sinceSent, Map<String, Long> publisherDelay, long behindGaps)
    {
        private void print(final PrintStream out, final String name, final long allocatedBytes)
        {
            out.printf("  %s, allocated %,d bytes, %,d messages behind gaps%n", name, allocatedBytes, behindGaps);
            print(out, "due to handled", sinceDue);
            print(out, "sent to handled", sinceSent);
            print(out, "due to sent", publisherDelay);
        }

        private static void print(final PrintStream out, final String name, final Map<String, Long> percentiles)
        {
            out.printf("    %-16s", name);
            percentiles.forEach((percentile, value) ->
                out.printf(" %s%s %,.1f  ", percentile, "max".equals(percentile) ? "" : " %", value / 1_000.0));
            out.println();
        }
    }

    /**
     * All books.
     *
     * @param orders        in them.
     * @param levels        of price.
     * @param topChanges    at the top of a book.
     * @param unknownOrders that a message named.
     */
    record Book(int orders, int levels, long topChanges, long unknownOrders)
    {
    }

    /**
     * The recorder's file.
     *
     * @param file    that was kept, or null.
     * @param written frames.
     * @param skipped frames that the disk was too slow for.
     * @param inFile  frames that are read from it.
     */
    record Recorded(String file, long written, long skipped, long inFile)
    {
    }

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

    String toJson()
    {
        return new Gson().toJson(this);
    }

    void print(final PrintStream out)
    {
        out.println();
        out.printf("mode        %s, %d CPUs (no card: this says nothing of what hardware would do)%n", mode,
            Runtime.getRuntime().availableProcessors());
        out.printf("steering    %s and %s, port %d -> handler   everything else -> kernel%n",
            FeedFrame.group(FeedScript.LINE_A).getHostAddress(), FeedFrame.group(FeedScript.LINE_B).getHostAddress(),
            FeedFrame.PORT);
        out.println("kernel path " + (null == kernelPath ? "none" : String.format(
            "ping %d/%d   TCP echo through the same interface %d/%d   IGMP: %d groups joined",
            kernelPath.answered(), kernelPath.pings(), kernelPath.echoed(), kernelPath.echoes(),
            kernelPath.groups())));
        out.printf("published   %,d messages in %,d packets, two lines: %,d frames; waited for the handler %,d times%n",
            published.messages(), published.packets(), sent, publisherWaits);
        lineA.print(out, 'A');
        lineB.print(out, 'B');
        out.printf("arbitrated  %,d gaps of %,d messages -> %,d requests, %,d recovered -> %,d of %,d, checksum %s%n",
            arbitrated.gaps, arbitrated.missing, arbitrated.requests, arbitrated.recovered, arbitrated.delivered,
            published.messages(), arbitrated.checksum.equals(arbitrated.wantedChecksum) ? "MATCH" : "DIFFERS");
        out.printf("drops       %s   unaccounted for %,d%n", dropped, unaccounted);
        out.printf("book        %,d orders, %,d levels, %,d changes at the top: %s%n", book.orders, book.levels,
            book.topChanges, bookMatches ? "that of the published messages" : "NOT that of the published messages");
        out.printf("frames      %,d, lost %,d%n", frames.total, frames.lost);
        out.println("latency     of messages, microseconds, after the warm-up");
        latencies.print(out, way + ", recording", allocatedBytes);
        comparison.forEach(other -> other.latencies.print(out, other.name, other.allocatedBytes));
        out.printf("recorded    %,d frames, %,d skipped%s%n", recorded.written, recorded.skipped,
            null == recorded.file ? "" : ": " + recorded.file);
        out.println("result      " + result());
        differences.forEach(difference -> out.println("            " + difference));
    }

    private String result()
    {
        if (!differences.isEmpty())
        {
            return "NOT as expected:";
        }

        return 0 == arbitrated.lost ?
            "every message delivered once and in order, every count as expected" :
            "every message that the publisher has delivered once and in order, every count as expected";
    }
}
