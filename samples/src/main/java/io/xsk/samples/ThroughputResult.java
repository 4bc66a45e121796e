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

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How {@link Dev1ToDev2} came out.
 *
 * @param count        packets that were to be sent.
 * @param sent         packets that the sender's kernel took.
 * @param completed    packets whose frames the sender got back.
 * @param received     packets that came to the receiver.
 * @param damaged      packets among those received that were not as they were sent.
 * @param dropped      packets by the cause of their drop.
 * @param packetLength of each packet in bytes.
 * @param elapsedNs    from the start to the last packet received, in nanoseconds.
 */
record ThroughputResult(
    long count,
    long sent,
    long completed,
    long received,
    long damaged,
    Map<String, Long> dropped,
    int packetLength,
    long elapsedNs)
{
    long lost()
    {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean addsUp()
    {
        return count == sent && sent == completed && sent == received + lost() && 0 == damaged;
    }

    void print(final PrintStream out)
    {
        final double seconds = Math.max(1, elapsedNs) / (double)TimeUnit.SECONDS.toNanos(1);
        final double packetsPerSecond = received / seconds;
        out.printf("sent          %,d of %,d packets of %d bytes, %,d of them completed%n",
            sent, count, packetLength, completed);
        out.printf("received      %,d packets, %,d of them damaged%n", received, damaged);
        out.printf("lost          %,d packets%s%n", lost(), causes());
        out.printf("rate          %,.0f packets/s, %.3f Gbit/s, in %.3f s%n",
            packetsPerSecond, packetsPerSecond * packetLength * Byte.SIZE / 1e9, seconds);
        out.printf("adds up       %s%n", addsUp() ? "yes: sent = received + lost" : "NO");
    }

    private String causes()
    {
        final StringBuilder causes = new StringBuilder();
        dropped.forEach((cause, packets) ->
        {
            if (0 != packets)
            {
                causes.append(String.format("   %s %,d", cause, packets));
            }
        });

        return causes.toString();
    }
}
