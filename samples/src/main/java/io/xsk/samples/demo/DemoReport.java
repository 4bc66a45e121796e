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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the demo came out, as a page with plots that needs nothing but itself.
 */
final class DemoReport
{
    private static final String LIBRARY = "META-INF/resources/webjars/echarts/5.3.1/dist/echarts.common.min.js";
    private static final String TEMPLATE = "io/xsk/samples/demo/report.html";

    private final Map<String, List<double[]>> latencies = new LinkedHashMap<>();

    DemoReport()
    {
    }

    /**
     * @param way   by which packets came.
     * @param curve pairs of a percentile and nanoseconds.
     */
    void add(final String way, final List<double[]> curve)
    {
        latencies.put(way, curve);
    }

    void write(final Path file, final DemoSummary summary) throws IOException
    {
        // Gson escapes the characters that could end a script.
        Files.writeString(file, resource(TEMPLATE)
            .replace("@SUMMARY@", summary.toJson())
            .replace("@LATENCIES@", new Gson().toJson(latencies))
            .replace("@LIBRARY@", resource(LIBRARY)));
    }

    private static String resource(final String name) throws IOException
    {
        try (InputStream stream = DemoReport.class.getClassLoader().getResourceAsStream(name))
        {
            if (null == stream)
            {
                throw new IllegalStateException("not on the class path: " + name);
            }

            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
