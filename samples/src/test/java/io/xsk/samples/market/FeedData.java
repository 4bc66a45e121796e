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

import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A feed on two lines in a capture file, and what is true of it. There is always a generated one, and that which lies
 * beside the checkout where it is; it must be where {@code XSK_SHARED_DATA} is set.
 *
 * @param both         lines in one file.
 * @param lines        a file for each line; none for a generated feed.
 * @param expectations of it.
 * @param lostBoth     what both lines lost, as {@code 17x2}: two messages from 17 on; null where it is not known.
 */
public record FeedData(Path both, List<Path> lines, FeedExpectations expectations, List<String> lostBoth)
{
    /**
     * All feeds that there are.
     *
     * @param folder for generated files.
     * @return the feeds.
     * @throws IOException if one cannot be read.
     */
    public static List<FeedData> all(final Path folder) throws IOException
    {
        final List<FeedData> all = new ArrayList<>();
        all.add(generated(folder.resolve("generated.pcap")));
        final FeedData shared = shared();
        if (null != shared)
        {
            all.add(shared);
        }

        return all;
    }

    static FeedData generated(final Path file)
    {
        final FeedScript script = new FeedScript(7, 20_000, 20_000, 3);
        FeedGenerator.write(script, file);

        return new FeedData(file, List.of(), script.expectations(), null);
    }

    /** Null where it is not there. */
    static FeedData shared() throws IOException
    {
        final String named = System.getenv("XSK_SHARED_DATA");
        final Path folder = Path.of(null == named ? "../../shared/data" : named, "itch-ab");
        if (!Files.isDirectory(folder))
        {
            return null == named ? null : fail("XSK_SHARED_DATA has no itch-ab: " + named);
        }
        final JsonObject json =
            JsonParser.parseString(Files.readString(folder.resolve("EXPECTED.json"))).getAsJsonObject();
        final List<String> lostBoth = new ArrayList<>();
        for (final JsonElement range : json.getAsJsonArray("lost_both_seq"))
        {
            final JsonArray pair = range.getAsJsonArray();
            lostBoth.add(pair.get(0).getAsLong() + "x" + pair.get(1).getAsLong());
        }

        return new FeedData(
            folder.resolve("itch50-mold64-AB.pcap"),
            List.of(folder.resolve("itch50-mold64-A.pcap"), folder.resolve("itch50-mold64-B.pcap")),
            expectations(json),
            lostBoth);
    }

    private static FeedExpectations expectations(final JsonObject json)
    {
        final long messages = number(json, "messages");
        if (messages + 1 != number(json, "next_seq") ||
            messages - number(json, "msgs_lost_both") != number(json, "arbitrated_messages") ||
            messages - number(json, "msgs_lost_both") != number(json, "reachable_messages"))
        {
            fail("expectations contradict each other: " + json);
        }

        return new FeedExpectations(
            json.get("session").getAsString(),
            messages,
            number(json, "packets"),
            number(json, "drops_A"),
            number(json, "drops_B"),
            number(json, "drops_both"),
            number(json, "msgs_lost_both"),
            number(json, "dup_A"),
            number(json, "reorder_B"),
            number(json, "heartbeats"),
            number(json, "eos"),
            number(json, "unique_messages_A_only"),
            number(json, "unique_messages_B_only"),
            number(json, "frames_A"),
            number(json, "frames_B"));
    }

    private static long number(final JsonObject json, final String member)
    {
        return json.get(member).getAsLong();
    }
}
