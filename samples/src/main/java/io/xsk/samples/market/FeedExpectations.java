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
     * The form that is written beside a capture.
     *
     * @return the numbers by their names.
     */
    public String toJson()
    {
        return new GsonBuilder().setPrettyPrinting().create().toJson(this);
    }
}
