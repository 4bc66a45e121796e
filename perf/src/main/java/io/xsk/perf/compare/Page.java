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
package io.xsk.perf.compare;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A page with plots that needs nothing but itself: a template, with the data and the library that draws them put in.
 */
final class Page
{
    private static final String LIBRARY = "META-INF/resources/webjars/echarts/5.3.1/dist/echarts.common.min.js";
    private static final String SVG_BEGIN = "<pre id=\"svg\" hidden=\"\">";
    private static final String SVG_END = "</pre>";

    private Page()
    {
    }

    /**
     * Write a page.
     *
     * @param file     to write.
     * @param template on the class path, with names between two signs {@code @} where data belong.
     * @param data     by these names.
     */
    static void write(final Path file, final String template, final Map<String, Object> data)
    {
        try
        {
            String page = resource(template);
            for (final Map.Entry<String, Object> entry : data.entrySet())
            {
                // Gson escapes the characters that could end a script.
                page = page.replace("@" + entry.getKey() + "@", new Gson().toJson(entry.getValue()));
            }
            Files.writeString(file, page.replace("@LIBRARY@", resource(LIBRARY)));
        }
        catch (final IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }

    /**
     * Take the plot out of a page that has written it, as the text of an element, behind its scripts.
     *
     * @param document of the page, as HTML.
     * @return the plot.
     */
    static String svg(final String document)
    {
        final int begin = document.indexOf(SVG_BEGIN);
        final int end = document.indexOf(SVG_END, Math.max(0, begin));
        if (begin < 0 || end < 0)
        {
            throw new IllegalStateException("the page has drawn no plot");
        }

        // The characters that HTML escapes in text; the ampersand comes last, since it escapes the others.
        return document.substring(begin + SVG_BEGIN.length(), end)
            .replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u00A0").replace("&amp;", "&");
    }

    private static String resource(final String name) throws IOException
    {
        try (InputStream stream = Page.class.getClassLoader().getResourceAsStream(name))
        {
            if (null == stream)
            {
                throw new IllegalStateException("not on the class path: " + name);
            }

            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
