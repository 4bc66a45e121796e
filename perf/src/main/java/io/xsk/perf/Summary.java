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
package io.xsk.perf;

import com.google.gson.Gson;
import io.xsk.XskStatistics;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How a run came out. Its components are the members of the JSON object; those that the mode has not are absent.
 *
 * @param mode           of the harness.
 * @param got            what the socket got.
 * @param packets        that were moved.
 * @param pps            packets a second, from the first to the last.
 * @param bytes          of these packets.
 * @param statistics     of the socket, by the kernel.
 * @param frames         where the frames are in the end.
 * @param allocatedBytes by the hot thread, from its first turn to its last; where the heap is measured, from the steady
 *                       state on.
 * @param heap           before and after, where that was asked for.
 * @param roundTripNs    percentiles.
 */
record Summary(
    String mode,
    String got,
    long packets,
    long pps,
    long bytes,
    XskStatistics statistics,
    Frames frames,
    long allocatedBytes,
    HeapGrowth heap,
    Map<String, Long> roundTripNs)
{
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    static Summary of(
        final String mode,
        final String got,
        final RunResult result,
        final XskStatistics statistics,
        final Frames frames,
        final Workload workload)
    {
        return new Summary(
            mode,
            got,
            result.packets(),
            Math.round(result.pps()),
            result.bytes(),
            statistics,
            frames,
            result.allocatedBytes(),
            result.heap(),
            null == workload.roundTripNs() ? null : percentiles(workload.roundTripNs()));
    }

    void print(final PrintStream out)
    {
        out.printf("%s: %,d packets, %,d bytes, %,d packets a second%n", mode, packets, bytes, pps);
        if (null != statistics)
        {
            out.printf("kernel: dropped %,d, receive ring full %,d, fill ring empty %,d, transmit ring empty %,d, " +
                "invalid descriptors %,d rx %,d tx%n",
                statistics.rxDropped(), statistics.rxRingFull(), statistics.rxFillRingEmpty(),
                statistics.txRingEmpty(), statistics.rxInvalidDescriptors(), statistics.txInvalidDescriptors());
        }
        if (null != frames)
        {
            out.printf("frames: %,d = %,d free + %,d receiving + %,d transmitting; lost %,d%n",
                frames.total(), frames.free(), frames.receiving(), frames.transmitting(), frames.lost());
        }
        if (null != heap)
        {
            out.printf("heap: %,d bytes before, %,d after, which is %,d more; %,d collections between%n",
                heap.usedBefore(), heap.usedAfter(), heap.growth(), heap.collections());
        }
        if (null != roundTripNs)
        {
            out.print("round trip:");
            roundTripNs.forEach((name, value) ->
                out.printf("  %s%s %,.1f µs", name, "max".equals(name) ? "" : " %", value / 1_000.0));
            out.println();
        }
    }

    String toJson()
    {
        return new Gson().toJson(this);
    }

    private static Map<String, Long> percentiles(final Histogram histogram)
    {
        final Map<String, Long> values = new LinkedHashMap<>();
        for (final double percentile : PERCENTILES)
        {
            values.put(percentile == Math.rint(percentile) ?
                Integer.toString((int)percentile) : Double.toString(percentile),
                histogram.getValueAtPercentile(percentile));
        }
        values.put("max", histogram.getMaxValue());

        return values;
    }
}
