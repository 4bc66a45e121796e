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
package io.xsk.samples.market;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.xsk.capture.CaptureException;
import io.xsk.capture.CaptureReader;
import io.xsk.samples.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.agrona.DirectBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Reads a feed of ITCH 5.0 over MoldUDP64 from a capture file, as fast as it goes: lines arbitrated, messages decoded,
 * books built. With a file of expectations, every number is compared.
 */
@Command(
    name = "feed-replay",
    description = "Read a feed on two lines from a capture file: arbitrate, decode, build the books, compare.")
public final class FeedReplay implements Callable<Integer>
{
    private static final int WINDOW = 64;

    private final OrderBooks books = new OrderBooks(this::onTopOfBook);
    private final ItchDecoder decoder = new ItchDecoder(books);
    private long topEvents;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Capture file to read.")
    private Path file;

    @Option(names = "--expected", paramLabel = "FILE", description = "What to expect, as the generator writes it.")
    private Path expected;

    private FeedReplay()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new FeedReplay(), args);
    }

    @Override
    public Integer call() throws IOException
    {
        final PrintWriter err = spec.commandLine().getErr();
        try
        {
            final LineArbiter arbiter = replay();
            final List<String> differences = null == expected ? List.of() : differences(arbiter);
            differences.forEach(err::println);

            return differences.isEmpty() ? 0 : CommandRunner.EXIT_FAILED;
        }
        catch (final CaptureException | JsonParseException | IOException exception)
        {
            err.println("xsk sample feed-replay: " + exception.getMessage());
            return CommandRunner.EXIT_FAILED;
        }
    }

    private LineArbiter replay()
    {
        final LineArbiter arbiter = new LineArbiter(
            new MoldUdp64(),
            new LineArbiter.Context().window(WINDOW).holdCapacity(WINDOW),
            new LineHandler()
            {
                @Override
                public void onMessage(
                    final long sequence, final DirectBuffer buffer, final int index, final int length)
                {
                    decoder.decode(buffer, index, length);
                }
            });
        final FeedHandler feed = new FeedHandler(arbiter, FeedFrame.PORT, FeedFrame.GROUPS);
        final long startNs = System.nanoTime();
        long packets = 0;
        try (CaptureReader reader = CaptureReader.open(file))
        {
            while (reader.next())
            {
                feed.onPacket(reader.packet(), reader.packet().capacity());
                packets++;
            }
            report(arbiter, feed, packets, System.nanoTime() - startNs, reader);
        }

        return arbiter;
    }

    private void report(
        final LineArbiter arbiter,
        final FeedHandler feed,
        final long packets,
        final long elapsedNs,
        final CaptureReader reader)
    {
        final PrintWriter out = spec.commandLine().getOut();
        out.printf("read        %,d packets in %.1f ms, %,d of them of no line; file %s%n",
            packets, elapsedNs / 1e6, feed.others(), reader.end());
        report(out, 'A', arbiter.line(FeedScript.LINE_A));
        report(out, 'B', arbiter.line(FeedScript.LINE_B));
        out.printf("arbitrated  %,d messages, %,d gaps with %,d messages lost on both lines%n",
            arbiter.delivered(), arbiter.gaps(), arbiter.lost());
        out.printf("book        %,d orders, %,d levels, %,d changes at the top, %,d orders unknown, %,d malformed%n",
            books.orderCount(), books.levelCount(), topEvents, books.unknownOrders(), decoder.malformed());
        out.flush();
    }

    private static void report(final PrintWriter out, final char name, final LineTracker line)
    {
        out.printf(
            "line %c      %,d frames, %,d won, %,d gaps, %,d late, %,d repeated; alone %,d messages, %,d missing%n",
            name, line.frames(), line.won(), line.gaps(), line.reordered(), line.repeated(), line.messages(),
            line.missing());
    }

    private List<String> differences(final LineArbiter arbiter) throws IOException
    {
        final FeedExpectations wanted = new Gson().fromJson(Files.readString(expected), FeedExpectations.class);
        if (null == wanted)
        {
            throw new JsonParseException("no expectations in the file: file=" + expected);
        }
        final List<String> differences = new ArrayList<>();
        FeedExpectations.compare(differences, "messages", wanted.messages(), arbiter.delivered() + arbiter.lost());
        FeedExpectations.compare(differences, "lostBoth", wanted.lostBoth(), arbiter.lost());
        differences.addAll(wanted.differences(arbiter));

        return differences;
    }

    private void onTopOfBook(
        final int locate, final int bidPrice, final long bidShares, final int askPrice, final long askShares)
    {
        topEvents++;
    }
}
