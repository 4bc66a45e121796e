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

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What is true of a generated feed, whatever receives it.
 *
 * @param session       its name.
 * @param messages      published.
 * @param packets       with messages, each published once on each line.
 * @param dropsA        packets that line A lost.
 * @param dropsB        packets that line B lost.
 * @param dropsBoth     packets that both lost.
 * @param lostBoth      messages in them.
 * @param repeatedA     packets that line A sent twice.
 * @param reorderedB    packets that line B sent after their successor.
 * @param heartbeats    of each line.
 * @param endsOfSession of each line.
 * @param messagesOfA   that line A alone brings.
 * @param messagesOfB   that line B alone brings.
 * @param framesA       of line A in all.
 * @param framesB       of line B in all.
 */
public record FeedExpectations(
    String session,
    long messages,
    long packets,
    long dropsA,
    long dropsB,
    long dropsBoth,
    long lostBoth,
    long repeatedA,
    long reorderedB,
    long heartbeats,
    long endsOfSession,
    long messagesOfA,
    long messagesOfB,
    long framesA,
    long framesB)
{
    /**
     * What the lines, each taken alone, brought that is not as expected.
     *
     * @param arbiter of the lines.
     * @return a line of text for each number that is another one.
     */
    public List<String> differences(final LineArbiter arbiter)
    {
        final LineTracker a = arbiter.line(FeedScript.LINE_A);
        final LineTracker b = arbiter.line(FeedScript.LINE_B);
        final List<String> differences = new ArrayList<>();
        compare(differences, "dropsA", dropsA, packets - a.packets());
        compare(differences, "dropsB", dropsB, packets - b.packets());
        compare(differences, "messagesOfA", messagesOfA, a.messages());
        compare(differences, "messagesOfB", messagesOfB, b.messages());
        compare(differences, "repeatedA", repeatedA, a.repeated());
        compare(differences, "reorderedB", reorderedB, b.reordered());
        compare(differences, "framesA", framesA, a.frames());
        compare(differences, "framesB", framesB, b.frames());

        return differences;
    }

    /**
     * Say it where a number is not as expected.
     *
     * @param differences to add a line of text to.
     * @param name        of the number.
     * @param expected    the number.
     * @param found       what came of it.
     */
    public static void compare(
        final List<String> differences, final String name, final long expected, final long found)
    {
        if (expected != found)
        {
            differences.add(name + ": expected " + expected + ", found " + found);
        }
    }

    /**
     * The form that is written beside a capture.
     *
     * @return the numbers by their names.
     */
    public String toJson()
    {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this);
    }
}
